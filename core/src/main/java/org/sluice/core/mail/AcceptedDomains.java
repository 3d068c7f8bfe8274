package org.sluice.core.mail;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells internal recipients from external ones. An entry {@code example.org} is that domain alone;
 * {@code .example.org} is every subdomain of it. Without any entry only the submitter's own domain
 * is internal. Immutable; thread-safe.
 */
public final class AcceptedDomains {
  private final Set<String> entries;
  private final boolean anySubdomains;

  public AcceptedDomains(Collection<String> entries) {
    this.entries = entries.stream().map(Addresses::lower).collect(Collectors.toUnmodifiableSet());
    this.anySubdomains = this.entries.stream().anyMatch(e -> e.startsWith("."));
  }

  /** Whether there is any entry. */
  public boolean isListed() {
    return !entries.isEmpty();
  }

  /** The entries, in the order of the alphabet. */
  public List<String> entries() {
    return entries.stream().sorted().toList();
  }

  /** Whether mail of this submitter to this domain stays inside. A bare local part does. */
  public boolean isInternal(String recipientDomain, String submitterDomain) {
    if (recipientDomain.isEmpty()) {
      return true;
    }
    if (entries.isEmpty()) {
      return recipientDomain.equals(submitterDomain);
    }
    return entries.contains(recipientDomain) || isListedSubdomain(recipientDomain);
  }

  private boolean isListedSubdomain(String domain) {
    if (!anySubdomains) {
      return false;
    }
    for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
      if (entries.contains(domain.substring(dot))) {
        return true;
      }
    }
    return false;
  }
}
