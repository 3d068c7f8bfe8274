package org.sluice.store.facts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.Ports;
import org.sluice.core.administration.RestrictedPlace;
import org.sluice.core.alert.ActiveSenders;
import org.sluice.core.decision.Settings;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.limit.Moment;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.core.restriction.Restriction;
import org.sluice.testkit.CountedSecrets;
import org.sluice.testkit.MemoryLedger;

/** The operator verbs on SQLite; what is no fact is in memory. */
final class Verbs {
  private Verbs() {}

  /** With nobody who sends. */
  static Administration on(Facts facts, Settings settings, Supplier<Instant> now) {
    return on(facts, settings, now, new MemoryLedger(), (wanted, most) -> List.of());
  }

  static Administration on(
      Facts facts,
      Settings settings,
      Supplier<Instant> now,
      LimitLedger ledger,
      ActiveSenders active) {
    return new Administration(
        new Ports(
            facts,
            ledger,
            facts.auditLog(),
            facts.alerts(),
            facts.outbox(),
            (channel, to, at) -> "taken",
            facts.access(new CountedSecrets()),
            facts.history(),
            active),
        () -> settings,
        () -> new Moment(now.get().toEpochMilli(), now.get().toEpochMilli()));
  }

  /** All of a kind who are restricted now, oldest first. */
  static List<Restriction> restricted(Administration verbs, Actor actor, Kind kind) {
    return verbs
        .restrictions()
        .behind(actor, Optional.of(kind), RestrictedPlace.START, Integer.MAX_VALUE);
  }
}
