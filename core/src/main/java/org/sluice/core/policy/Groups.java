package org.sluice.core.policy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sluice.core.mail.Addresses;

/** Which groups a user is in, by the configuration. Immutable; thread-safe. */
public final class Groups {
  /** No group. */
  public static final Groups NONE = new Groups(Map.of());

  private final Map<String, Set<String>> groupsOfMember = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  /** From each group's name to its members' addresses. */
  public Groups(Map<String, List<String>> members) {
    members.forEach((group, addresses) -> {
      String name = Addresses.lower(group);
      names.add(name);
      addresses.forEach(address ->
          groupsOfMember.computeIfAbsent(Addresses.lower(address), a -> new TreeSet<>()).add(name));
    });
  }

  /** Whether there is such a group, with or without members; in any case of letters. */
  public boolean has(String group) {
    return names.contains(Addresses.lower(group));
  }

  /** The groups of this address, lower-cased. */
  public Set<String> of(String address) {
    return groupsOfMember.getOrDefault(address, Set.of());
  }
}
