package org.sluice.store.redis;

import java.time.Instant;
import java.util.Optional;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;

/** Charges and facts as the tests want them. */
final class Wishes {
  static final long NOON = 1_772_366_400_000L;
  static final RestrictedEntity ANNA =
      new RestrictedEntity(RestrictedEntity.Kind.USER, "anna@example.org");
  static final SenderKey KEY = SenderKey.of("user:anna@example.org");

  private Wishes() {}

  static Limits externalPerHour(int most) {
    return new Limits(0, 0, most, 0, 0, 0, 0, true);
  }

  /** One message to one recipient outside. */
  static Charge one(long message, long atMillis, Limits limits) {
    return one(message, atMillis, 0, limits, Held.FREE);
  }

  static Charge one(long message, long atMillis, long afresh, Limits limits, Held held) {
    return one(KEY, message, atMillis, afresh, limits, held);
  }

  static Charge one(
      SenderKey sender, long message, long atMillis, long afresh, Limits limits, Held held) {
    return new Charge(
        sender,
        message,
        new long[] {message},
        Charge.NOBODY,
        1,
        false,
        atMillis,
        afresh,
        limits,
        held);
  }

  static Restriction restriction(long sinceMillis, Block block) {
    Instant since = Instant.ofEpochMilli(sinceMillis);
    return new Restriction(
        "USER:anna@example.org:" + sinceMillis,
        ANNA,
        block,
        "by hand",
        since,
        since,
        "",
        "",
        "root",
        new Counts(0, 0, 0, 0),
        new Evidence(since, "", "", 0),
        Optional.empty());
  }

  static Lift lift(long atMillis, long immuneUntilMillis) {
    return new Lift(
        Instant.ofEpochMilli(atMillis),
        atMillis,
        "root",
        "spoken with her",
        Instant.ofEpochMilli(immuneUntilMillis));
  }
}
