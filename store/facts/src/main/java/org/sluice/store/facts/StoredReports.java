package org.sluice.store.facts;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import org.jdbi.v3.core.Handle;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.report.ReportBox;
import org.sluice.core.report.Reporting;

/**
 * Who had a report and when, and the reports themselves, in one transaction.
 *
 * <p>A bot sends thousands of messages of which one is reported. The others are counted in groups,
 * as restrictions are written, so that they do not hold up what else waits for the disk. Unlike a
 * restriction, a count that only waits to be written does not bind: its message is told to be taken
 * once the count is in the database, and otherwise tried again, so a count may be too high by what
 * was written after all. Thread-safe.
 */
public final class StoredReports implements ReportBox {
  /** How long a count that no report has told is kept. */
  static final Duration KEPT = Duration.ofDays(30);

  /** Accounts whose last report is remembered; one that is forgotten is looked up. */
  static final int MOST_RECENT = 10_000;

  private final FactsThread thread;
  private final RecentReports recent;

  private record Past(long last, long more) {}

  StoredReports(FactsThread thread) {
    this(thread, new RecentReports(MOST_RECENT));
  }

  StoredReports(FactsThread thread, RecentReports recent) {
    this.thread = thread;
    this.recent = recent;
  }

  @Override
  public CompletionStage<Reporting> put(
      String account, long steadyMillis, LongFunction<Outgoing> writing) {
    if (recent.had(account, steadyMillis, BETWEEN.toMillis())) {
      AtomicBoolean written = new AtomicBoolean();
      return thread
          .enqueue(
              "a refused message of " + account,
              handle -> count(handle, account),
              () -> written.set(true))
          .thenApply(nothing -> counted(written.get()));
    }
    Reporting[] became = {Reporting.COUNTED};
    return thread
        .order(handle -> became[0] = put(handle, account, steadyMillis, writing), () -> {})
        .thenApply(nothing -> remembered(account, steadyMillis, became[0]));
  }

  private static boolean isWithin(long last, long steadyMillis) {
    return steadyMillis - last < BETWEEN.toMillis();
  }

  /** What waits, for a failing disk or a slow one, is not durable. */
  private static Reporting counted(boolean written) {
    if (!written) {
      throw new IllegalStateException("The count of refused messages is not written yet");
    }
    return Reporting.COUNTED;
  }

  private Reporting remembered(String account, long steadyMillis, Reporting became) {
    if (became == Reporting.REPORTED) {
      recent.note(account, steadyMillis);
    }
    return became;
  }

  private static void count(Handle handle, String account) {
    handle.execute("UPDATE report SET more = more + 1 WHERE account = ?", account);
  }

  private static Reporting put(
      Handle handle, String account, long steadyMillis, LongFunction<Outgoing> writing) {
    Optional<Past> past = past(handle, account);
    if (past.isPresent() && isWithin(past.get().last(), steadyMillis)) {
      count(handle, account);
      return Reporting.COUNTED;
    }
    if (OutboxTable.waiting(handle, Channel.REPORT, "") >= Outbox.MOST_WAITING) {
      throw new IllegalStateException(
          Outbox.MOST_WAITING + " reports wait already; no other is taken on");
    }
    OutboxTable.insert(handle, writing.apply(past.map(Past::more).orElse(0L)));
    handle.execute(
        "INSERT INTO report VALUES (?, ?, 0) ON CONFLICT (account) DO UPDATE SET last ="
            + " excluded.last, more = 0",
        account,
        steadyMillis);
    return Reporting.REPORTED;
  }

  private static Optional<Past> past(Handle handle, String account) {
    return handle
        .createQuery("SELECT last, more FROM report WHERE account = ?")
        .bind(0, account)
        .map((row, context) -> new Past(row.getLong("last"), row.getLong("more")))
        .findOne();
  }

  /** What was told, or is too old to tell, needs no row. */
  void sweep(long steadyMillis) {
    var _ =
        thread.enqueue(handle ->
            handle.execute(
                "DELETE FROM report WHERE last < ? AND (more = 0 OR last < ?)",
                steadyMillis - BETWEEN.toMillis(),
                steadyMillis - KEPT.toMillis()));
  }
}
