package org.sluice.store.facts;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Standing;

/** Where each entity stands, in memory. Reading takes no lock. Thread-safe. */
final class Standings {
  /** Lifts older than this are of no use: no window reaches back further. */
  static final Duration KEPT = Duration.ofDays(2);

  private final ConcurrentMap<RestrictedEntity, Standing> known = new ConcurrentHashMap<>();

  /** The open ones in their order: while accounts are stolen a list must not be sorted for each. */
  private final ConcurrentSkipListSet<Restriction> ordered =
      new ConcurrentSkipListSet<>(
          Comparator.comparing(Restriction::created).thenComparing(Restriction::id));

  private final AtomicLong changes = new AtomicLong();
  private volatile Listed listed = new Listed(0, List.of());

  /** All open restrictions after so many changes. */
  private record Listed(long changes, List<Restriction> all) {}

  Standing of(RestrictedEntity entity) {
    return known.getOrDefault(entity, Standing.FREE);
  }

  /** Where every entity stands that is not simply free, as it is now. */
  Map<RestrictedEntity, Standing> all() {
    return Map.copyOf(known);
  }

  /** Oldest first. Listed once for all who ask between two changes. */
  List<Restriction> open() {
    long now = changes.get();
    Listed known = listed;
    if (known.changes() != now) {
      known = new Listed(now, List.copyOf(ordered));
      listed = known;
    }
    return known.all();
  }

  /** Everybody of whom something is known. */
  Set<RestrictedEntity> entities() {
    return Set.copyOf(known.keySet());
  }

  /** Changes one entity's standing in one step; answers the one before. */
  Standing change(RestrictedEntity entity, UnaryOperator<Standing> change) {
    Standing[] before = {Standing.FREE};
    known.compute(
        entity,
        (e, now) -> {
          before[0] = now == null ? Standing.FREE : now;
          Standing next = change.apply(before[0]);
          // Within the map's turn for this entity, so that both end the same.
          before[0].open().ifPresent(ordered::remove);
          next.open().ifPresent(ordered::add);
          return next.equals(Standing.FREE) ? null : next;
        });
    changes.incrementAndGet();
    return before[0];
  }

  void restricted(Restriction restriction) {
    change(restriction.entity(), s -> new Standing(Optional.of(restriction), s.lastLift()));
  }

  /** Ends the open restriction of this id; another one stays. */
  void lifted(RestrictedEntity entity, String id, Lift lift) {
    change(
        entity,
        s -> {
          boolean ends = s.open().isPresent() && s.open().get().id().equals(id);
          return new Standing(ends ? Optional.empty() : s.open(), Optional.of(later(s, lift)));
        });
  }

  private static Lift later(Standing standing, Lift lift) {
    return standing
        .lastLift()
        .filter(known -> known.steadyMillis() > lift.steadyMillis())
        .orElse(lift);
  }

  void forgetBefore(Instant oldest) {
    known.forEach((entity, standing) -> {
      if (standing.lastLift().filter(l -> l.at().isBefore(oldest)).isPresent()) {
        change(
            entity,
            s -> new Standing(s.open(), s.lastLift().filter(l -> !l.at().isBefore(oldest))));
      }
    });
  }
}
