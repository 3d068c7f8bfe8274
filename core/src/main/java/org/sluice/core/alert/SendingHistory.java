package org.sluice.core.alert;

import java.util.List;
import org.sluice.core.restriction.RestrictedEntity;

/**
 * Port: what each sender sent in each hour of the last fortnight. An hour in which a sender sent
 * nothing is not kept. Thread-safe; methods block.
 */
public interface SendingHistory {
  /** Hours that are kept: fourteen days. */
  int KEPT_HOURS = 14 * 24;

  /** Keeps hours; one that is kept already is replaced. */
  void keep(List<SenderHour> hours);

  /** The hours of a sender from one on, oldest first, at most {@value #KEPT_HOURS}. */
  List<SenderHour> hours(RestrictedEntity sender, int fromHour);

  /** Who sent in the hours from one on, in the order of their names. */
  List<RestrictedEntity> senders(int fromHour, int most);

  /**
   * What a sender sent in the sixty minutes to the end of an hour.
   *
   * @param hour hours since 1970 (UTC)
   * @param internal recipients
   * @param external recipients
   */
  record SenderHour(RestrictedEntity sender, int hour, int internal, int external) {
    /** All recipients. */
    public int recipients() {
      return internal + external;
    }
  }
}
