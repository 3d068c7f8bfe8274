package org.sluice.store.facts;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Role;
import org.sluice.core.access.Secrets;
import org.sluice.core.administration.AccessPorts;
import org.sluice.core.administration.FactStore;
import org.sluice.core.alert.Audience;
import org.sluice.core.alert.WarningLog;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.decision.Exceedance;
import org.sluice.core.decision.ExceedanceLog;
import org.sluice.core.limit.Moment;
import org.sluice.core.outbox.HandOverMark;
import org.sluice.core.policy.PolicyBook;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Restrictions;
import org.sluice.core.restriction.Standing;

/**
 * The facts, in whatever database.
 *
 * <p>One thread of this node writes. What the request path asks is answered from this node's copy
 * in memory. A restriction that a limit brings binds in memory at once and its stage completes when
 * it is written; if the database cannot be written it goes on binding, and is written when it can
 * be. What an administrator orders is written first, or refused.
 *
 * <p>Thread-safe.
 */
public final class Facts
    implements FactStore, Restrictions, ExceedanceLog, WarningLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Facts.class);
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

  private final FactsDatabase database;
  private final FactsThread thread;
  private final AuditWriting writing;
  private final StoredAudit audit;
  private final StoredAlerts alerts;
  private final StoredOutbox outbox;
  private final MarkFile mark;
  private final UnwrittenFile unwritten;
  private final UnwrittenRecords records;
  private final UnwrittenNews news;
  private final StoredHistory history;
  private final StoredAdministrators administrators;
  private final StoredTokens tokens;
  private final StoredSessions sessions;
  private final StoredReports reports;
  private final StoredRestrictions restrictions;
  private final Revised<PolicyBook> book;
  private final FactsOptions options;
  private final Recurring hourly = new Recurring(BETWEEN_SWEEPS);

  private Facts(
      Handle handle,
      FactsDatabase database,
      MarkFile mark,
      UnwrittenFile unwritten,
      Instant now,
      FactsOptions options) {
    this.database = database;
    this.mark = mark;
    this.unwritten = unwritten;
    this.options = options;
    this.book = new Revised<>(Topic.POLICIES, PolicyTables::read, handle);
    this.thread = new FactsThread(database, options.committed());
    this.writing =
        new AuditWriting(
            new Revised<>(Topic.ALERT_POLICIES, AlertPolicyTable::read, handle),
            this::audience,
            this::spamNotices);
    this.records = new UnwrittenRecords(thread, writing, unwritten);
    this.news = new UnwrittenNews(thread, writing, unwritten);
    this.restrictions = new StoredRestrictions(thread, writing, options.flags(), unwritten);
    restrictions.refresh(handle, now);
    this.audit =
        new StoredAudit(
            database, thread, writing, AuditTable.state(handle).on(), options.retentionDays());
    this.alerts = new StoredAlerts(database, thread, writing, options.retentionDays());
    this.outbox = new StoredOutbox(thread, writing, Dialect.of(handle).losses());
    this.history = new StoredHistory(thread);
    this.administrators = new StoredAdministrators(handle, thread, writing);
    this.tokens = new StoredTokens(handle, thread, writing);
    this.sessions = new StoredSessions(thread, writing, administrators);
    this.reports = new StoredReports(thread);
  }

  /**
   * Begins to work with a database whose tables are there.
   *
   * @param folder the data directory of this node, for its mark
   * @throws FactsFailure if the mark cannot be kept
   * @throws RuntimeException the database's, if it cannot be read
   */
  public static Facts open(FactsDatabase database, Path folder, Instant now, FactsOptions options) {
    MarkFile mark = MarkFile.open(folder);
    int unconfirmed = database.alone(handle -> OutboxTable.recover(handle, mark.all(), now));
    if (unconfirmed > 0) {
      LOG.warn(
          "{} notifications may or may not have arrived when Sluice last ended; see"
              + " `sluice alert outbox`",
          unconfirmed);
    }
    UnwrittenFile unwritten = UnwrittenFile.open(folder);
    Facts facts =
        database.read(handle -> new Facts(handle, database, mark, unwritten, now, options));
    facts.restrictions.recall();
    facts.records.recall();
    facts.news.recall();
    return facts;
  }

  /** TenantAdmins are those of the configuration and the Global Administrators of all domains. */
  private Audience audience() {
    List<String> global =
        administrators.administrators().stream()
            .filter(a -> a.enabled() && a.role() == Role.GlobalAdministrator)
            .filter(a -> a.domains().isAll())
            .map(Administrator::userId)
            .toList();
    return options.audience().get().withTenantAdmins(global);
  }

  private List<String> spamNotices(String policy) {
    return book().policy(policy).map(p -> p.notifyOutbound().effective()).orElse(List.of());
  }

  /** The audit log. */
  public StoredAudit auditLog() {
    return audit;
  }

  /** Alerts and alert policies. */
  public StoredAlerts alerts() {
    return alerts;
  }

  /** What waits to be delivered. */
  public StoredOutbox outbox() {
    return outbox;
  }

  /** The marks of the mails that are being handed over. */
  public HandOverMark mark() {
    return mark;
  }

  /** What senders sent by the hour. */
  public StoredHistory history() {
    return history;
  }

  /** Who may do what. */
  public AccessPorts access(Secrets secrets) {
    return new AccessPorts(administrators, tokens, sessions, administrators, secrets);
  }

  /** Who had a non-delivery report. */
  public StoredReports reports() {
    return reports;
  }

  @Override
  public void warn(AuditRecord record) {
    var _ = records.append(record);
  }

  @Override
  public void over(AuditRecord record) {
    var _ =
        thread.enqueue(
            RecordLine.named(record), handle -> writing.appendIfItCloses(handle, record), () -> {});
  }

  /**
   * Warnings in one step: all of them are written, or the stage fails and none is.
   *
   * @param what what to write; run by the thread that writes
   */
  public CompletionStage<Void> step(Consumer<WarningLog> what) {
    return thread.order(handle -> what.accept(new WarningStep(handle, writing)), () -> {});
  }

  /**
   * Says which records wait for such a step because the database is lost: the next process writes
   * them if this one is killed before. What was said to wait before and is not among them is done
   * with.
   */
  public void waits(List<AuditRecord> all) {
    news.keep(all);
  }

  @Override
  public boolean isOn() {
    return audit.config().ingestion();
  }

  @Override
  public PolicyBook book() {
    return book.value();
  }

  @Override
  public void keep(PolicyBook before, PolicyBook after, List<AuditRecord> records) {
    thread.obey(
        handle -> {
          book.require(handle, before);
          PolicyTables.write(handle, after);
          book.changed(handle);
          records.forEach(record -> writing.append(handle, record));
        },
        () -> book.replace(after));
  }

  @Override
  public List<Restriction> open() {
    return restrictions.open();
  }

  /** Where every entity stands that is restricted or was lifted in the last two days. */
  public Map<RestrictedEntity, Standing> standings() {
    return restrictions.all();
  }

  @Override
  public List<Restriction> history(RestrictedEntity entity, int most) {
    return thread.read(handle -> RestrictionTable.history(handle, entity, most));
  }

  @Override
  public Restriction restrict(Restriction restriction, AuditRecord record) {
    return restrictions.restrict(restriction, record);
  }

  @Override
  public void lift(List<Restriction> lifted, AuditRecord record) {
    restrictions.lift(lifted, record);
  }

  /** The newest audit records, newest first, at most {@code most}. */
  public List<AuditRecord> audit(int most) {
    return thread.read(handle -> AuditTable.newest(handle, most));
  }

  @Override
  public Standing standing(RestrictedEntity entity) {
    return restrictions.standing(entity);
  }

  @Override
  public CompletionStage<Restriction> restrict(Restriction wanted) {
    return restrictions.restrict(wanted);
  }

  @Override
  public CompletionStage<Standing> runOut(Restriction restriction, Lift lift) {
    return restrictions.runOut(restriction, lift);
  }

  @Override
  public CompletionStage<Void> record(Exceedance exceedance) {
    return records.append(HygieneRecords.exceeded(exceedance));
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
    restrictions.sweep(wall, now.steadyMillis());
    thread.retry();
    audit.sweep(wall);
    if (hourly.isDue(wall)) {
      hourly.done(wall);
      alerts.sweep(wall);
      outbox.sweep(wall);
      sessions.sweep(wall);
      reports.sweep(now.steadyMillis());
    }
  }

  /** Re-reads what another node has changed, in turn with what is written here. */
  public CompletionStage<Void> refresh(Changes changes, Instant now) {
    return thread
        .inTurn(() ->
            database.read(handle -> {
              if (changes.isOf(Topic.POLICIES)) {
                book.refresh(handle);
              }
              if (changes.isOf(Topic.ALERT_POLICIES)) {
                writing.refresh(handle);
              }
              if (changes.isOf(Topic.ADMINISTRATORS)) {
                administrators.refresh(handle);
              }
              if (changes.isOf(Topic.TOKENS)) {
                tokens.refresh(handle);
              }
              if (changes.isOf(Topic.AUDIT_SWITCH)) {
                audit.refresh(handle);
              }
              refreshRestrictions(handle, changes, now);
              return true;
            }))
        .thenRun(options.committed());
  }

  private void refreshRestrictions(Handle handle, Changes changes, Instant now) {
    if (changes.allRestrictions()) {
      restrictions.refresh(handle, now);
    } else {
      changes.entities().forEach(entity -> restrictions.refresh(handle, entity, now));
    }
  }

  /** Whether everything that was decided is written, and the database can be reached. */
  public boolean isRecording() {
    return thread.isRecording();
  }

  /** Whether a write has failed, and waits to be tried again. */
  public boolean isFailing() {
    return thread.isFailing();
  }

  /** How often a step to the database failed since the start. */
  public long failures() {
    return thread.failures();
  }

  /** How many facts were given up since the start; the log names each. */
  public long givenUp() {
    return thread.givenUp();
  }

  /** How often writing began to fail since the start. */
  public long losses() {
    return thread.losses();
  }

  /** Why it is not recording, as far as is known; empty if it is. */
  public String cause() {
    return thread.cause();
  }

  /** What to look at while it is not recording. */
  public String advice() {
    return database.advice();
  }

  /** Writes what is pending, if it can be, and lets the database go. */
  @Override
  public void close() {
    thread.close();
    unwritten.close();
  }
}
