package org.sluice.store.embedded.facts;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Role;
import org.sluice.core.access.Secrets;
import org.sluice.core.administration.AccessPorts;
import org.sluice.core.administration.FactStore;
import org.sluice.core.alert.Audience;
import org.sluice.core.alert.WarningLog;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.decision.Exceedance;
import org.sluice.core.decision.ExceedanceLog;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.Moment;
import org.sluice.core.outbox.HandOverMark;
import org.sluice.core.policy.PolicyBook;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Restrictions;
import org.sluice.core.restriction.Standing;

/**
 * The facts of one node in one SQLite file (WAL, synchronous FULL: what is answered survives a
 * killed process and a power cut).
 *
 * <p>One thread owns the connection. What the request path asks is answered from memory. A
 * restriction that a limit brings binds in memory at once and its stage completes when it is
 * written; if the file cannot be written it goes on binding, and is written when it can be. What an
 * administrator orders is written first, or refused.
 *
 * <p>Thread-safe.
 */
public final class SqliteFacts
    implements FactStore, Restrictions, ExceedanceLog, WarningLog, AutoCloseable {
  /** The file in the data directory. */
  public static final String FILE = "facts.sqlite";

  private static final Logger LOG = LoggerFactory.getLogger(SqliteFacts.class);
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

  private final FactsThread thread;
  private final AuditWriting writing;
  private final SqliteAudit audit;
  private final SqliteAlerts alerts;
  private final SqliteOutbox outbox;
  private final MarkFile mark;
  private final SqliteHistory history;
  private final SqliteAdministrators administrators;
  private final SqliteTokens tokens;
  private final SqliteSessions sessions;
  private final SqliteReports reports;
  private volatile Instant nextSweep = Instant.MIN;
  private final Standings standings = new Standings();
  private volatile PolicyBook book;

  private SqliteFacts(Handle handle, Database database, Instant now, FactsOptions options) {
    this.book = PolicyTables.read(handle);
    RestrictionTable.liftedSince(handle, now.minus(Standings.KEPT))
        .forEach(r -> standings.lifted(r.entity(), r.id(), r.lift().orElseThrow()));
    RestrictionTable.open(handle).forEach(standings::restricted);
    this.mark = MarkFile.open(database.folder());
    int unconfirmed = OutboxTable.recover(handle, mark.all(), now);
    if (unconfirmed > 0) {
      LOG.warn(
          "{} notifications may or may not have arrived when Sluice last ended; see"
              + " `sluice alert outbox`",
          unconfirmed);
    }
    this.thread = new FactsThread(handle, options.committed());
    this.writing =
        new AuditWriting(AlertPolicyTable.read(handle), () -> audience(options), this::spamNotices);
    this.audit =
        new SqliteAudit(
            database, thread, writing, AuditTable.state(handle).on(), options.retentionDays());
    this.alerts = new SqliteAlerts(thread, writing, options.retentionDays());
    this.outbox = new SqliteOutbox(thread, writing);
    this.history = new SqliteHistory(thread);
    this.administrators = new SqliteAdministrators(handle, thread, writing);
    this.tokens = new SqliteTokens(handle, thread, writing);
    this.sessions = new SqliteSessions(thread, writing, administrators);
    this.reports = new SqliteReports(thread);
  }

  /** TenantAdmins are those of the configuration and the Global Administrators of all domains. */
  private Audience audience(FactsOptions options) {
    List<String> global =
        administrators.administrators().stream()
            .filter(a -> a.enabled() && a.role() == Role.GlobalAdministrator)
            .filter(a -> a.domains().isAll())
            .map(Administrator::userId)
            .toList();
    return options.audience().get().withTenantAdmins(global);
  }

  private List<String> spamNotices(String policy) {
    return book.policy(policy).map(p -> p.notifyOutbound().effective()).orElse(List.of());
  }

  /**
   * Opens the file of a folder; makes it if it is missing.
   *
   * @throws FactsFailure if it cannot be opened or is of a newer program
   */
  public static SqliteFacts open(Path folder, Instant now) {
    return open(folder, now, FactsOptions.PLAIN);
  }

  /** Opens the file of a folder, with what the configuration says. */
  public static SqliteFacts open(Path folder, Instant now, FactsOptions options) {
    Path file = folder.resolve(FILE);
    Database database = new Database(folder);
    try {
      Handle handle = database.writing();
      Schema.migrate(handle);
      return new SqliteFacts(handle, database, now, options);
    } catch (SQLException | JdbiException e) {
      throw new FactsFailure(
          "The facts in "
              + file
              + " cannot be opened: "
              + e.getMessage()
              + ". If the file is damaged, stop Sluice and restore a backup, or save what can be"
              + " saved with: sqlite3 "
              + file
              + " .recover",
          e);
    }
  }

  /** The audit log. */
  public SqliteAudit auditLog() {
    return audit;
  }

  /** Alerts and alert policies. */
  public SqliteAlerts alerts() {
    return alerts;
  }

  /** What waits to be delivered. */
  public SqliteOutbox outbox() {
    return outbox;
  }

  /** The marks of the mails that are being handed over. */
  public HandOverMark mark() {
    return mark;
  }

  /** What senders sent by the hour. */
  public SqliteHistory history() {
    return history;
  }

  /** Who may do what. */
  public AccessPorts access(Secrets secrets) {
    return new AccessPorts(administrators, tokens, sessions, administrators, secrets);
  }

  /** Who had a non-delivery report. */
  public SqliteReports reports() {
    return reports;
  }

  @Override
  public void warn(AuditRecord record) {
    var _ = thread.enqueue(handle -> writing.append(handle, record));
  }

  @Override
  public PolicyBook book() {
    return book;
  }

  @Override
  public void keep(PolicyBook changed, AuditRecord record) {
    thread.obey(
        handle -> {
          PolicyTables.write(handle, changed);
          writing.append(handle, record);
        },
        () -> book = changed);
  }

  @Override
  public List<Restriction> open() {
    return standings.open();
  }

  @Override
  public List<Restriction> history(RestrictedEntity entity, int most) {
    return thread.read(handle -> RestrictionTable.history(handle, entity, most));
  }

  @Override
  public void restrict(Restriction restriction, AuditRecord record) {
    Instant now = restriction.created();
    thread.obey(
        handle -> {
          Optional<Restriction> before = standings.of(restriction.entity()).open();
          before.ifPresent(b -> RestrictionTable.lift(handle, b.id(), replaced(restriction)));
          RestrictionTable.insert(handle, restriction);
          writing.append(handle, record);
          if (before.filter(b -> b.isActive(now)).isEmpty()) {
            writing.append(handle, listed(restriction));
          }
        },
        () -> standings.restricted(restriction));
  }

  /** Ends the row that a new one replaces; no usage starts afresh with it. */
  private static Lift replaced(Restriction by) {
    return new Lift(by.created(), 0, by.by(), "Replaced by a new restriction", by.created());
  }

  @Override
  public void lift(List<Restriction> lifted, AuditRecord record) {
    thread.obey(
        handle -> {
          writing.append(handle, record);
          for (Restriction r : lifted) {
            Lift lift = r.lift().orElseThrow();
            if (RestrictionTable.lift(handle, r.id(), lift)) {
              writing.append(handle, delisted(r, lift));
            }
          }
        },
        () -> lifted.forEach(r -> standings.lifted(r.entity(), r.id(), r.lift().orElseThrow())));
  }

  @Override
  public List<AuditRecord> audit(int most) {
    return thread.read(handle -> AuditTable.newest(handle, most));
  }

  @Override
  public Standing standing(RestrictedEntity entity) {
    return standings.of(entity);
  }

  @Override
  public CompletionStage<Restriction> restrict(Restriction wanted) {
    Standing before =
        standings.change(
            wanted.entity(),
            s -> s.open().isPresent() ? s : new Standing(Optional.of(wanted), s.lastLift()));
    if (before.open().isPresent()) {
      // Answered once the one that was first is written: the thread takes writes in turn.
      return thread.whenCaughtUp().thenApply(done -> before.open().get());
    }
    return thread
        .enqueue(handle -> {
          RestrictionTable.insert(handle, wanted);
          writing.append(handle, listed(wanted));
        })
        .thenApply(done -> wanted);
  }

  @Override
  public CompletionStage<Standing> runOut(Restriction restriction, Lift lift) {
    Standing before = standings.of(restriction.entity());
    boolean open = before.open().isPresent() && before.open().get().id().equals(restriction.id());
    if (!open) {
      return CompletableFuture.completedFuture(before);
    }
    standings.lifted(restriction.entity(), restriction.id(), lift);
    return thread
        .enqueue(handle -> {
          if (RestrictionTable.lift(handle, restriction.id(), lift)) {
            writing.append(handle, delisted(restriction, lift));
          }
        })
        .thenApply(done -> standings.of(restriction.entity()));
  }

  @Override
  public CompletionStage<Void> record(Exceedance exceedance) {
    AuditRecord record =
        AuditRecord.bySystem(
            AuditOperation.LIMIT_EXCEEDED,
            exceedance.evidence().at(),
            exceedance.entity().name(),
            Map.of(
                "Type", exceedance.entity().kind().title(),
                "Policy", exceedance.policy(),
                "Limit", exceedance.limit().title(),
                "Why", exceedance.reason().explanation(),
                "InternalRecipientsInDay", Integer.toString(exceedance.counts().internalInDay()),
                "ExternalRecipientsInDay", Integer.toString(exceedance.counts().externalInDay()),
                "ClientAddress", exceedance.evidence().clientAddress()));
    return thread.enqueue(handle -> writing.append(handle, record));
  }

  /** Writes records that go with no change of facts, in one transaction; for loads and tests. */
  public void appendAll(List<AuditRecord> records) {
    thread.obey(handle -> records.forEach(r -> writing.append(handle, r)), () -> {});
  }

  /**
   * Housekeeping, to be called once a second: ends what has run out, forgets old lifts, and tries
   * again to write what could not be written.
   */
  public void sweep(Moment now) {
    Instant wall = Instant.ofEpochMilli(now.wallMillis());
    for (Restriction restriction : standings.open()) {
      if (restriction.hasRunOut(wall)) {
        var _ =
            runOut(
                restriction,
                new Lift(wall, now.steadyMillis(), Lift.BY_TIME, "Its end has come", wall));
      }
    }
    standings.forgetBefore(wall.minus(Standings.KEPT));
    thread.retry();
    audit.sweep(wall);
    if (!wall.isBefore(nextSweep)) {
      nextSweep = wall.plus(BETWEEN_SWEEPS);
      alerts.sweep(wall);
      outbox.sweep(wall);
      sessions.sweep(wall);
      reports.sweep(now.steadyMillis());
    }
  }

  /** Whether everything that was decided is written. */
  public boolean isRecording() {
    return thread.isRecording();
  }

  /** Writes what is pending, if it can be, and closes the file. */
  @Override
  public void close() {
    thread.close();
  }

  private static AuditRecord listed(Restriction r) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("Type", r.entity().kind().title());
    facts.put("Reason", r.reason());
    facts.put("Until", until(r.block()));
    facts.put("RestrictedBy", r.by());
    facts.put("Policy", r.policy());
    facts.put("Limit", limit(r.limit()));
    facts.put("ClientAddress", r.evidence().clientAddress());
    facts.put("MessageId", r.evidence().messageId());
    return AuditRecord.bySystem(AuditOperation.LISTED, r.created(), r.entity().name(), facts);
  }

  private static AuditRecord delisted(Restriction r, Lift lift) {
    return AuditRecord.bySystem(
        AuditOperation.DELISTED,
        lift.at(),
        r.entity().name(),
        Map.of("Type", r.entity().kind().title(), "By", lift.by(), "Comment", lift.comment()));
  }

  /** The limit as people read it; as it is if it is none of ours. */
  private static String limit(String name) {
    return Stream.of(LimitKind.values())
        .filter(kind -> kind.name().equals(name))
        .map(LimitKind::title)
        .findFirst()
        .orElse(name);
  }

  private static String until(Block block) {
    return switch (block) {
      case Block.Until(Instant end) -> end.toString();
      case Block.UntilLifted lifted -> "An administrator lifts it";
    };
  }
}
