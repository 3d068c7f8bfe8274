package org.sluice.core.administration;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.sluice.core.access.Role;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.limit.Moment;
import org.sluice.core.policy.PolicyBook;

/**
 * How a verb is carried out: the role first, one at a time, with its one record. In a rehearsal
 * nothing follows the check of the role.
 */
final class Act {
  private final PolicyBooks books;
  private final AuditLog log;
  private final Supplier<Moment> clock;
  private final boolean rehearsal;
  private final ReentrantLock turn;

  Act(PolicyBooks books, AuditLog log, Supplier<Moment> clock, boolean rehearsal) {
    this(books, log, clock, rehearsal, new ReentrantLock());
  }

  private Act(
      PolicyBooks books,
      AuditLog log,
      Supplier<Moment> clock,
      boolean rehearsal,
      ReentrantLock turn) {
    this.rehearsal = rehearsal;
    this.books = books;
    this.log = log;
    this.clock = clock;
    this.turn = turn;
  }

  /** The same, in the same turn, on other policies and rules. */
  Act on(PolicyBooks others) {
    return new Act(others, log, clock, rehearsal, turn);
  }

  /** Carries out a change under the role check and in turn. */
  <T> T inTurn(Actor actor, Role needed, AuditOperation operation, Supplier<T> change) {
    require(actor, needed, operation.title());
    if (rehearsal) {
      throw new Rehearsed();
    }
    turn.lock();
    try {
      return change.get();
    } finally {
      turn.unlock();
    }
  }

  /** The same for what concerns the organization: nobody who is limited to domains changes it. */
  <T> T inTurnOfAll(Actor actor, Role needed, AuditOperation operation, Supplier<T> change) {
    require(actor, needed, operation.title());
    requireAll(actor, operation.title());
    return inTurn(actor, needed, operation, change);
  }

  /** Changes the book and leaves the record. */
  void changeBook(
      Actor actor,
      AuditOperation operation,
      String objectId,
      Map<String, String> parameters,
      List<AuditRecord.Modified> modified,
      UnaryOperator<PolicyBook> change) {
    PolicyBook before = books.book();
    books.keep(
        before,
        change.apply(before),
        List.of(record(actor, operation, objectId, parameters, modified)));
  }

  /** Writes the record of an act that changes no fact; if it cannot, the act does not happen. */
  void keep(AuditRecord record) {
    log.append(record);
  }

  AuditRecord record(
      Actor actor,
      AuditOperation operation,
      String objectId,
      Map<String, String> parameters,
      List<AuditRecord.Modified> modified) {
    return new AuditRecord(
        operation, now(), actor.userId(), actor.clientIp(), objectId, parameters, modified);
  }

  Instant now() {
    return Instant.ofEpochMilli(clock.get().wallMillis());
  }

  /** Refuses an actor whose role does not include the needed one. */
  static void require(Actor actor, Role needed, String verb) {
    if (!actor.role().includes(needed)) {
      throw new Refusal(
          Refusal.Kind.FORBIDDEN,
          "The verb '"
              + verb
              + "' needs the role "
              + needed.title()
              + "; "
              + actor.userId()
              + " is "
              + actor.role().title()
              + ".");
    }
  }

  /** Refuses an actor who is limited to domains. */
  static void requireAll(Actor actor, String verb) {
    if (!actor.domains().isAll()) {
      throw new Refusal(
          Refusal.Kind.FORBIDDEN,
          "The verb '"
              + verb
              + "' concerns the whole organization; "
              + actor.userId()
              + " is limited to "
              + actor.domains().shown()
              + ".");
    }
  }

  /** Refuses an actor who does not see the sender, whether there is such a sender or not. */
  static void requireSeen(Actor actor, String entity) {
    if (!actor.sees(entity)) {
      throw new Refusal(
          Refusal.Kind.FORBIDDEN,
          "'"
              + entity
              + "' is not in the domains that "
              + actor.userId()
              + " is limited to ("
              + actor.domains().shown()
              + ").");
    }
  }
}
