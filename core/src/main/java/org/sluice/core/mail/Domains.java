package org.sluice.core.mail;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The domains that somebody is limited to; none is no limit. An entry {@code example.org} is that
 * domain alone; {@code .example.org} is every subdomain of it. Immutable.
 *
 * @param names lower-cased, at most {@value #MOST}
 */
public record Domains(List<String> names) {
  /** The most entries. */
  public static final int MOST = 100;

  /** So many are compared one by one faster than they are looked up. */
  private static final int FEW = 4;

  /** No limit. */
  public static final Domains ALL = new Domains(List.of());

  public Domains {
    names = names.stream().map(Addresses::lower).distinct().toList();
  }

  /** Whether there is no limit. */
  public boolean isAll() {
    return names.isEmpty();
  }

  /** Whether an address lies within; what is no address does only where there is no limit. */
  public boolean includes(String address) {
    return isAll() || isWithin(address);
  }

  /** The same as {@link #includes}, for many addresses: more entries make none of them dearer. */
  public Predicate<String> inclusion() {
    if (isAll()) {
      return address -> true;
    }
    if (names.size() <= FEW) {
      return this::isWithin;
    }
    Set<String> known = Set.copyOf(names);
    return address -> {
      String domain = Addresses.domainOf(address);
      return !domain.isEmpty() && (known.contains(domain) || isBelow(domain, known));
    };
  }

  /** Copies no part of the address: a list of a hundred thousand is held against a few domains. */
  private boolean isWithin(String address) {
    String text = Addresses.lower(address);
    int domain = text.lastIndexOf('@') + 1;
    if (domain == 0 || domain == text.length()) {
      return false;
    }
    for (String name : names) {
      int from = text.length() - name.length();
      if ((name.startsWith(".") ? from >= domain : from == domain) && text.startsWith(name, from)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBelow(String domain, Set<String> known) {
    for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
      if (known.contains(domain.substring(dot))) {
        return true;
      }
    }
    return false;
  }

  /** As people read it. */
  public String shown() {
    return isAll() ? "all" : String.join(", ", names);
  }
}
