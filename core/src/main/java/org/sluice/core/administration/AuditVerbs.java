package org.sluice.core.administration;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.sluice.core.access.Role;
import org.sluice.core.audit.AuditConfig;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.AuditRecord.Modified;
import org.sluice.core.audit.ChainReport;
import org.sluice.core.audit.ChainedRecord;

/** The audit log: search it, prove it, turn it on and off. */
public final class AuditVerbs {
  /** Where counting ends: as many as the field's own search ever answers. */
  public static final int MOST_COUNTED = 50_000;

  private static final String INGESTION = "UnifiedAuditLogIngestionEnabled";

  private final Act act;
  private final AuditLog log;

  AuditVerbs(Act act, AuditLog log) {
    this.act = act;
    this.log = log;
  }

  /**
   * Records behind a place, newest first. Who is limited to domains finds what concerns their
   * senders, and its own acts.
   *
   * @param most 1 to {@value AuditLog#MOST}
   * @throws DamagedRecord if one of them cannot be read
   */
  public List<ChainedRecord> search(Actor actor, AuditQuery query, AuditPlace behind, int most) {
    requireSearch(actor, query);
    if (most < 1 || most > AuditLog.MOST) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "A search answers 1 to " + AuditLog.MOST + " records, not " + most + ".");
    }
    return log.search(query.seenBy(actor.userId(), actor.domains()), behind, most);
  }

  /**
   * The same, with what cannot be read in its place.
   *
   * @throws DamagedRecord if more than {@value AuditFound#MOST_DAMAGED} of them cannot be read
   */
  public List<AuditFound> find(Actor actor, AuditQuery query, AuditPlace behind, int most) {
    return AuditFound.behind((place, wanted) -> search(actor, query, place, wanted), behind, most);
  }

  /** How many records such a search finds in all, counted up to {@value #MOST_COUNTED}. */
  public long count(Actor actor, AuditQuery query) {
    requireSearch(actor, query);
    return log.count(query.seenBy(actor.userId(), actor.domains()), MOST_COUNTED);
  }

  private static void requireSearch(Actor actor, AuditQuery query) {
    Act.require(actor, Role.SecurityReader, "search the audit log");
    List<String> named = Stream.concat(query.users().stream(), query.objects().stream()).toList();
    if (named.size() > AuditQuery.MOST_VALUES
        || named.stream().anyMatch(name -> name.length() > AuditQuery.MOST_VALUE)
        || query.freeText().length() > AuditQuery.MOST_TEXT) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "A search has at most "
              + AuditQuery.MOST_VALUES
              + " users and objects of at most "
              + AuditQuery.MOST_VALUE
              + " characters each, and "
              + AuditQuery.MOST_TEXT
              + " characters of free text.");
    }
  }

  /** One record by its number; none if it is not kept (any more), or of others' senders. */
  public Optional<ChainedRecord> record(Actor actor, long number) {
    Act.require(actor, Role.SecurityReader, "read the audit log");
    AuditQuery seen =
        AuditQuery.between(Instant.MIN, Instant.MAX).seenBy(actor.userId(), actor.domains());
    return log.at(number).filter(found -> seen.wants(found.record()));
  }

  /** Follows the chain and says what was changed or removed. */
  public ChainReport verify(Actor actor, Optional<AuditLog.Noted> noted) {
    Act.require(actor, Role.SecurityReader, "verify the audit log");
    return log.verify(noted);
  }

  /** Whether the log is on, and how long records are kept. */
  public AuditConfig config(Actor actor) {
    Act.require(actor, Role.SecurityReader, "show the audit log's configuration");
    return log.config();
  }

  /** What everybody is to be told while the log is off; empty while it is on. */
  public Optional<String> warning() {
    return log.config().ingestion() ? Optional.empty() : Optional.of(AuditConfig.OFF);
  }

  /**
   * Writes that a configuration is put in force, before it is.
   *
   * @param changed the options that differ from before, by name; never their values, of which some
   *     are secrets
   * @param later those among them that need a restart
   * @throws Refusal if it cannot be recorded; then it is not to be put in force
   */
  public void reloaded(Actor actor, List<String> changed, List<String> later) {
    AuditOperation operation = AuditOperation.RELOAD_CONFIGURATION;
    var _ =
        act.inTurnOfAll(
            actor,
            Role.GlobalAdministrator,
            operation,
            () -> {
              act.keep(
                  act.record(
                      actor,
                      operation,
                      "configuration",
                      Map.of(
                          "Changed",
                          String.join(", ", changed),
                          "NeedRestart",
                          String.join(", ", later)),
                      List.of()));
              return changed;
            });
  }

  /** Turns the log on or off. The record of it is written in either case. */
  public void turn(Actor actor, boolean on) {
    turn(actor, on, before -> {});
  }

  /** The same, after {@code check} has seen in the same turn what is there; it may throw. */
  public void turn(Actor actor, boolean on, Consumer<AuditConfig> check) {
    AuditOperation operation = AuditOperation.SET_AUDIT_CONFIG;
    var _ =
        act.inTurnOfAll(
            actor,
            Role.GlobalAdministrator,
            operation,
            () -> {
              check.accept(log.config());
              String before = Boolean.toString(log.config().ingestion());
              String after = Boolean.toString(on);
              log.turn(
                  on,
                  act.record(
                      actor,
                      operation,
                      "Admin Audit Log Settings",
                      Map.of(INGESTION, after),
                      before.equals(after)
                          ? List.of()
                          : List.of(new Modified(INGESTION, before, after))));
              return on;
            });
  }
}
