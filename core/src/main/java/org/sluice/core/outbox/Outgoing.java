package org.sluice.core.outbox;

import java.time.Instant;

/**
 * Something to be delivered to one receiver.
 *
 * @param key tells it from everything else that was ever to be delivered: putting the same key into
 *     the outbox again changes nothing
 * @param channel how it leaves
 * @param to an address, the name of a receiver in the configuration, or empty where there is only
 *     one
 * @param content what is said
 * @param created since when it has to be delivered
 */
public record Outgoing(String key, Channel channel, String to, Content content, Instant created) {
  /** How the key of a notification of an alert begins; the alert's identifier follows. */
  public static final String ALERT = "alert:";

  /** How the key of the notification begins that an alert is over; it goes on like the alert's. */
  public static final String ALERT_CLOSED = "alert-closed:";

  /**
   * When that happened which is told. To try a notification again from the beginning changes since
   * when it waits, and not this.
   */
  public Instant happened() {
    String time = content instanceof Content.Notice notice ? notice.field("Time") : "";
    return time.isEmpty() ? created : Instant.parse(time);
  }

  /**
   * The key of what has to be delivered or given up before this: that an alert is over arrives
   * after the alert. Its own key if there is no such.
   */
  public String before() {
    return key.startsWith(ALERT_CLOSED) ? ALERT + key.substring(ALERT_CLOSED.length()) : key;
  }
}
