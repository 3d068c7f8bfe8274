package org.sluice.core.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.restriction.RestrictedEntity;

/**
 * Port: what the alert rules remember. All that one record brings about is one step: it is kept
 * with that record, or neither is. Called by one thread.
 */
public interface AlertMemory {

  /** The latest alert of a policy and entity; of a connector none of a user of its name. */
  Optional<Alert> latest(String policy, String entity, Optional<RestrictedEntity.Kind> kind);

  /** The alerts of an entity that are not resolved; of a connector none of a user of its name. */
  List<Alert> open(String entity, Optional<RestrictedEntity.Kind> kind);

  /**
   * Notes an event, and answers how many of the policy and entity the window holds with it; of a
   * connector none of a user of its name.
   */
  long eventsWith(
      String policy, ChainedRecord event, Optional<RestrictedEntity.Kind> kind, Duration window);

  /**
   * Takes the same events out: they bring one alert and no other.
   *
   * @return the numbers of their records, oldest first; one that an earlier version noted has none
   */
  List<Long> takeEvents(
      String policy, ChainedRecord event, Optional<RestrictedEntity.Kind> kind, Duration window);

  /** What a mail notification of a policy is among those of its day. */
  enum MailOfDay {
    /** Others may follow. */
    ONE_OF_MORE,
    /** It says that it is the last. */
    LAST,
    /** It is not mailed. */
    TOO_MANY
  }

  /**
   * Counts a mail notification of a policy if fewer than so many were counted that day, whatever
   * the limit was meanwhile; or if so many were, and none has said that it is the last: so a limit
   * that is lowered leaves one that does. What is not counted is not mailed.
   *
   * @param most at least 1
   */
  MailOfDay mailOfDay(String policy, LocalDate day, int most);

  /** Keeps an alert, with the record that brought or joined it, or with why it closed. */
  void keep(Alert alert, Optional<ChainedRecord> event, Optional<Alert.Comment> comment);

  /** Keeps an alert that several records brought, of which the first thousand are named. */
  void keep(Alert alert, List<Long> records);

  /** Writes a record of an alert; no alert follows from it. */
  void record(AuditRecord record);

  /** Puts a notification into the outbox. */
  void send(Outgoing outgoing);

  /** Notes a notification that has arrived past the outbox, as if it had been sent from there. */
  void arrived(Outgoing outgoing);

  /** The addresses to which an alert was mailed, or is going to be. */
  List<String> mailed(String alert);

  /** What still waits to be told of an alert is due at this instant, if it was due later. */
  void hasten(String alert, Instant at);
}
