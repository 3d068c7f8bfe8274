package org.sluice.portal.http;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * Which times may be asked for: those of the years 1 to 9999, of which RFC 3339 writes all four
 * digits.
 */
public final class Times {
  /** The first. */
  public static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  /** The first that is too late. */
  public static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private Times() {}

  /** Whether a time may be asked for. */
  public static boolean isWithin(Instant time) {
    return !time.isBefore(FIRST) && time.isBefore(END);
  }

  /**
   * The same time.
   *
   * @throws DateTimeException beyond the bounds; a store keeps milliseconds, which an {@link
   *     Instant} of any year exceeds
   */
  public static Instant bounded(Instant time) {
    if (!isWithin(time)) {
      throw new DateTimeException(time + " is not between " + FIRST + " and " + END);
    }
    return time;
  }
}
