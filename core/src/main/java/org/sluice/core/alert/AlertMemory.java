package org.sluice.core.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

  /**
   * Counts a mail notification of a policy if fewer than so many were counted that day. What is not
   * counted is not mailed, so that a limit that is raised later leaves room for more.
   *
   * @param most at least 1
   * @return which one of the day it is, 1 the first; empty if it is one too many
   */
  OptionalInt mailOfDay(String policy, LocalDate day, int most);

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
