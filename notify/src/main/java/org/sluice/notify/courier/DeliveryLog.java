package org.sluice.notify.courier;

import java.util.Optional;
import org.slf4j.Logger;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Delivery.State;
import org.sluice.core.outbox.Outbox;

/** What the log says of deliveries. Thread-safe, as its log is. */
final class DeliveryLog {
  private final Logger log;

  DeliveryLog(Logger log) {
    this.log = log;
  }

  /** The receiver has it. */
  void arrived(Delivery delivery, String answer) {
    log.info("Notification {} delivered: {}", named(delivery), answer);
  }

  /** It is not this node's turn. */
  void left(Delivery delivery) {
    log.info(
        "Notification {} is not handed over: another node has it, or it has to wait its turn",
        named(delivery));
  }

  /** Its messenger threw what it should not. */
  void broke(Delivery delivery, Throwable failure) {
    log.error("Notification {} makes its messenger fail", named(delivery), failure);
  }

  /**
   * What became of it.
   *
   * @param attempt as it was noted
   * @param overtaken the alert that was given up because its end arrived: the delivery itself, or
   *     that of which it tells the end
   */
  void ended(Delivery delivery, Outbox.Attempt attempt, Optional<Delivery> overtaken) {
    boolean isOvertaken = overtaken.filter(o -> o.number() == delivery.number()).isPresent();
    if (attempt.state() == State.GIVEN_UP) {
      givenUp(delivery, attempt.error());
    } else if (attempt.state() == State.WAITING && !isOvertaken) {
      log.warn(
          "Notification {} not delivered, next try at {}: {}",
          named(delivery),
          attempt.due(),
          attempt.error());
    }
    overtaken.ifPresent(alert -> givenUp(alert, alert.lastError()));
  }

  private void givenUp(Delivery delivery, String error) {
    log.error(
        "Notification {} GIVEN UP: {}. `sluice alert retry {}` tries it again",
        named(delivery),
        error,
        delivery.number());
  }

  /** How a delivery is called in the log: what a receiver is named is not to end its line. */
  static String named(Delivery delivery) {
    return delivery.number()
        + " ("
        + delivery.outgoing().channel()
        + " to "
        + delivery.outgoing().to().replaceAll("[^\\x20-\\x7e]", "?")
        + ")";
  }
}
