package org.sluice.core.policy;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.sluice.core.mail.Addresses;

/**
 * One side of a rule: what it is about, or what it excepts. Values of one kind are alternatives.
 *
 * <p>That a list has no more than {@value #MOST_VALUES} values is held by the verbs that change it.
 *
 * @param from users' addresses (or connectors' names), lower-cased
 * @param fromMemberOf groups' names, lower-cased
 * @param senderDomainIs domains, lower-cased; each with its subdomains
 */
public record Conditions(Set<String> from, Set<String> fromMemberOf, Set<String> senderDomainIs) {

  /** The most values of one list. */
  public static final int MOST_VALUES = 1_000;

  /** The longest value, in characters: an address's 64 octets, "@" and 255 (RFC 5321). */
  public static final int MOST_LENGTH = 320;

  /** No condition. */
  public static final Conditions NONE = new Conditions(Set.of(), Set.of(), Set.of());

  public Conditions {
    from = lower(from);
    fromMemberOf = lower(fromMemberOf);
    senderDomainIs = lower(senderDomainIs);
  }

  /** Whether nothing is asked. */
  public boolean isEmpty() {
    return from.isEmpty() && fromMemberOf.isEmpty() && senderDomainIs.isEmpty();
  }

  /** Whether the sender is named; a connector's name has the letters of the configuration. */
  boolean namesSender(String name) {
    return from.contains(Addresses.lower(name));
  }

  /** Whether one of the sender's groups is named. */
  boolean namesGroup(Collection<String> groups) {
    return groups.stream().anyMatch(fromMemberOf::contains);
  }

  /** Whether the sender's domain or a parent of it is named. */
  boolean namesDomain(String address) {
    String domain = Addresses.domainOf(address);
    while (!domain.isEmpty()) {
      if (senderDomainIs.contains(domain)) {
        return true;
      }
      int dot = domain.indexOf('.');
      domain = dot < 0 ? "" : domain.substring(dot + 1);
    }
    return false;
  }

  private static Set<String> lower(Set<String> values) {
    if (values.isEmpty()) {
      return Set.of();
    }
    Set<String> result = new TreeSet<>();
    values.forEach(value -> result.add(Addresses.lower(value)));
    return Collections.unmodifiableSet(result);
  }
}
