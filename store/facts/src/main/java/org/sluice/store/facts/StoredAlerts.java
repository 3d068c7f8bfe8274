package org.sluice.store.facts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.sluice.core.administration.Refusal;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.Audience;
import org.sluice.core.alert.Trigger;
import org.sluice.core.audit.AuditRecord;

/**
 * Alerts and alert policies of the facts. Searches read beside the writer, so that no restriction
 * waits for one. Thread-safe.
 */
public final class StoredAlerts implements AlertStore {
  private static final Duration DAYS_KEPT = Duration.ofDays(2);

  /** The most alerts that one sweep forgets, so that no restriction waits long for its turn. */
  static final int STEP = 1_000;

  private final FactsThread thread;
  private final Searching searching;
  private final AuditWriting writing;
  private final IntSupplier retentionDays;

  StoredAlerts(
      FactsDatabase database, FactsThread thread, AuditWriting writing, IntSupplier retentionDays) {
    this.thread = thread;
    this.searching = new Searching(database, thread);
    this.writing = writing;
    this.retentionDays = retentionDays;
  }

  @Override
  public AlertPolicies policies() {
    return writing.policies();
  }

  @Override
  public Audience audience() {
    return writing.audience();
  }

  @Override
  public void keep(AlertPolicies before, AlertPolicies after, AuditRecord record) {
    thread.obey(
        handle -> {
          writing.write(handle, before, after);
          writing.append(handle, record);
        },
        () -> writing.replace(after));
  }

  @Override
  public List<Alert> list(AlertQuery query, int most) {
    return searching
        .briefly(handle -> AlertTable.list(handle, query, Math.min(most, MOST + 1)))
        .orElseThrow(() ->
            new Refusal(
                Refusal.Kind.NOT_FOUND,
                "The alert '" + query.behind() + "', behind which the page begins, is gone."));
  }

  @Override
  public long count(AlertQuery query) {
    return searching.briefly(handle -> AlertTable.count(handle, query));
  }

  @Override
  public Optional<Whole> find(String id) {
    return thread.read(handle -> AlertTable.find(handle, id));
  }

  @Override
  public boolean change(
      Alert before, Alert after, Optional<Alert.Comment> comment, AuditRecord record) {
    boolean[] kept = {false};
    thread.obey(
        handle -> {
          Optional<Alert> merged =
              AlertTable.find(handle, after.id()).flatMap(now -> now.alert().merged(before, after));
          kept[0] = merged.isPresent();
          if (merged.isPresent()) {
            AlertTable.keep(handle, merged.get());
            comment.ifPresent(c -> AlertTable.comment(handle, after.id(), c));
            writing.append(handle, record);
          }
        },
        () -> {});
    return kept[0];
  }

  /**
   * Forgets what no window and no day's limit asks for any more, and resolved alerts when audit
   * records of their age are cut; whatever is not resolved stays.
   */
  void sweep(Instant now) {
    Instant oldest = now.minus(Duration.ofDays(retentionDays.getAsInt()));
    var _ = thread.enqueue(handle -> AlertTable.forgetResolved(handle, oldest, STEP));
    var _ =
        thread.enqueue(handle -> {
          handle.execute(
              "DELETE FROM alert_count WHERE at <= ? OR at > ?",
              now.minus(Trigger.MOST_WINDOW).toEpochMilli(),
              now.plus(Trigger.MOST_WINDOW).toEpochMilli());
          handle.execute(
              "DELETE FROM alert_mail_day WHERE day < ?",
              now.minus(DAYS_KEPT).getEpochSecond() / Duration.ofDays(1).toSeconds());
        });
  }
}
