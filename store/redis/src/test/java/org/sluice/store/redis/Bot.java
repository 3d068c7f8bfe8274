package org.sluice.store.redis;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.restriction.RestrictedEntity;

/** A sender of a simulation, and of whom it was told that they may be delivered to. */
final class Bot {
  final String login;
  final RestrictedEntity entity;
  final SenderKey key;
  private final Map<Long, Set<Integer>> delivered = new HashMap<>();
  private final Map<Long, Set<Integer>> certain = new HashMap<>();

  Bot(String login) {
    this.login = login;
    this.entity = new RestrictedEntity(RestrictedEntity.Kind.USER, login);
    this.key = SenderKey.of("user:" + login);
  }

  void permitted(long message, int first, int count, boolean recorded) {
    for (int i = first; i < first + count; i++) {
      delivered.computeIfAbsent(message, m -> new HashSet<>()).add(i);
      if (recorded) {
        certain.computeIfAbsent(message, m -> new HashSet<>()).add(i);
      }
    }
  }

  /** What was permitted before is refused after all, and given back. */
  void refused(long message, int first, int count) {
    for (int i = first; i < first + count; i++) {
      delivered.getOrDefault(message, new HashSet<>()).remove(i);
      certain.getOrDefault(message, new HashSet<>()).remove(i);
    }
  }

  int delivered() {
    return delivered.values().stream().mapToInt(Set::size).sum();
  }

  /** Of these, those that the store let pass for certain. */
  int certain() {
    return certain.values().stream().mapToInt(Set::size).sum();
  }
}
