package org.sluice.core.alert;

import java.util.List;
import java.util.Map;
import org.sluice.core.restriction.RestrictedEntity;

/**
 * Port: what each sender sent in each hour of the last fortnight. An hour in which a sender sent
 * nothing is not kept. Thread-safe; methods block.
 */
public interface SendingHistory {
  /** Hours that are kept: fourteen days. */
  int KEPT_HOURS = 14 * 24;

  /** The most senders of one reading: at most some 30 000 hours are in memory for it. */
  int MOST_SENDERS = 100;

  /** Keeps hours; of one that is kept already, as another node saw it, the larger numbers. */
  void keep(List<SenderHour> hours);

  /**
   * The hours of many senders from one on, in one reading: of each that sent, oldest first, at most
   * {@value #KEPT_HOURS}. Who sent nothing is not in the answer.
   *
   * @param senders none twice, at most {@value #MOST_SENDERS}
   */
  Map<RestrictedEntity, List<SenderHour>> hours(List<RestrictedEntity> senders, int fromHour);

  /** The hours of one sender from one on, oldest first, at most {@value #KEPT_HOURS}. */
  default List<SenderHour> hours(RestrictedEntity sender, int fromHour) {
    return hours(List.of(sender), fromHour).getOrDefault(sender, List.of());
  }

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
