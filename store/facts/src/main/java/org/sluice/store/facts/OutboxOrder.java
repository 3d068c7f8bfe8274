package org.sluice.store.facts;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.sluice.core.outbox.Outbox;

/**
 * That an alert is over arrives after the alert, and the alert not after its end. The keys of the
 * two differ in how they begin ({@link org.sluice.core.outbox.Outgoing#before}).
 */
final class OutboxOrder {
  /** The key of the end of the alert that a row tells of. */
  private static final String END = "'alert-closed:' || substr(outbox.key, 7)";

  /** The condition that a row tells of an alert whose end has arrived. */
  private static final String OVERTAKEN = ended("'SENT', 'UNCONFIRMED'");

  /** The end of a condition that a row is not overtaken by its end. */
  static final String NOT_OVERTAKEN = " AND NOT " + OVERTAKEN;

  /** An expression: 1 if a row was given up, and is overtaken by its end. */
  static final String GIVEN_UP_OVERTAKEN =
      "CASE WHEN state = 'GIVEN_UP' AND " + OVERTAKEN + " THEN 1 ELSE 0 END";

  /**
   * The end of a condition that it is a row's turn: the end waits for its alert, and an alert that
   * was thought to have arrived waits for what becomes of its end.
   */
  static final String IN_TURN =
      " AND (key NOT LIKE 'alert-closed:%' OR NOT EXISTS (SELECT 1 FROM outbox earlier WHERE"
          + " earlier.key = 'alert:' || substr(outbox.key, 14)"
          + " AND earlier.state IN ('WAITING', 'SENDING')))"
          + " AND NOT "
          + ended("'SENDING'");

  private OutboxOrder() {}

  private static String ended(String states) {
    return "(key LIKE 'alert:%' AND EXISTS (SELECT 1 FROM outbox ending WHERE ending.key = "
        + END
        + " AND ending.state IN ("
        + states
        + ")))";
  }

  /**
   * After an attempt: an alert that waits (again), and whose end has arrived, is given up. Whoever
   * was told that it is over is not to be alarmed afterwards.
   *
   * @param number what was tried, the alert or its end
   * @return the number of the alert that was given up
   */
  static Optional<Long> giveUpOvertaken(Handle handle, long number, Instant now) {
    Optional<Long> overtaken = overtaken(handle, number);
    overtaken.ifPresent(alert -> {
      handle.execute(
          "UPDATE outbox SET state = 'GIVEN_UP', changed = ?, last_error = substr(? ||"
              + " last_error, 1, ?) WHERE number = ?",
          now.toEpochMilli(),
          Outbox.OVERTAKEN,
          Outbox.Attempt.MOST_ERROR,
          alert);
      Dialect.of(handle).losses().addGivenUp(1);
    });
    return overtaken;
  }

  private static Optional<Long> overtaken(Handle handle, long number) {
    return handle
        .createQuery(
            "SELECT number FROM outbox WHERE state = 'WAITING' AND key ="
                + " (SELECT CASE WHEN tried.key LIKE 'alert-closed:%' THEN 'alert:' ||"
                + " substr(tried.key, 14) ELSE tried.key END FROM outbox tried WHERE tried.number ="
                + " ?) AND "
                + OVERTAKEN)
        .bind(0, number)
        .mapTo(Long.class)
        .findOne();
  }
}
