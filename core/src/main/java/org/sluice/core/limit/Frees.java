package org.sluice.core.limit;

import java.util.EnumMap;
import java.util.Map;

/** When the oldest of what is used leaves its window. */
final class Frees {
  private Frees() {}

  /** The steady instant at which a minute leaves the hour window. */
  static long hour(int minute) {
    return Buckets.millisOf(minute + Buckets.HOUR + 1);
  }

  /** The steady instant at which a minute's slot leaves the day window. */
  static long day(int minute) {
    return Buckets.millisOf((minute / Buckets.SLOT + Buckets.DAY + 1) * Buckets.SLOT);
  }

  /** For each limit of which the open sender has used any. */
  static Map<LimitKind, Long> of(SenderCounts sender, OrganizationRing organization) {
    Map<LimitKind, Long> frees = new EnumMap<>(LimitKind.class);
    int external = sender.oldest(true, false, true);
    int internal = sender.oldest(true, true, false);
    int day = sender.oldestInDay();
    if (external > 0) {
      frees.put(LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR, hour(external));
    }
    if (internal > 0) {
      frees.put(LimitKind.INTERNAL_RECIPIENTS_PER_HOUR, hour(internal));
    }
    if (day > 0) {
      frees.put(LimitKind.RECIPIENTS_PER_DAY, day(day));
      frees.put(LimitKind.RECIPIENT_RATE, day(day));
    }
    if (sender.messages > 0) {
      frees.put(LimitKind.MESSAGES_PER_MINUTE, 1000L * sender.messagesLeave(1));
    }
    if (organization.sum() > 0) {
      frees.put(
          LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS, Buckets.millisOf(organization.leaves()));
    }
    return frees;
  }
}
