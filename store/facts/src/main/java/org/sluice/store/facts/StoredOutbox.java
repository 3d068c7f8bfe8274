package org.sluice.store.facts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.outbox.Reach;

/** The outbox of the facts: in the same file, so that a fact and its telling are one step. */
public final class StoredOutbox implements Outbox {
  private final FactsThread thread;
  private final AuditWriting writing;
  private final OutboxLosses losses;

  StoredOutbox(FactsThread thread, AuditWriting writing, OutboxLosses losses) {
    this.thread = thread;
    this.writing = writing;
    this.losses = losses;
  }

  @Override
  public void put(Outgoing outgoing) {
    thread.obey(handle -> OutboxTable.insert(handle, outgoing), () -> {});
  }

  /** Puts many in, in one transaction. */
  void putAll(List<Outgoing> all) {
    thread.obey(handle -> all.forEach(o -> OutboxTable.insert(handle, o)), () -> {});
  }

  @Override
  public List<Delivery> due(Channel channel, Reach reach, Instant now, int most) {
    return thread.read(
        handle -> Dialect.of(handle).due(handle, channel, reach, now, Math.min(most, MOST)));
  }

  @Override
  public boolean claim(long number, Instant now) {
    return thread.read(handle -> Dialect.of(handle).claim(handle, number, now));
  }

  @Override
  public boolean sending(long number, Instant now) {
    boolean[] sending = {false};
    thread.obey(handle -> sending[0] = OutboxTable.sending(handle, number, now), () -> {});
    return sending[0];
  }

  @Override
  public Optional<Delivery> tried(long number, Attempt attempt, Instant now) {
    List<Delivery> overtaken = new ArrayList<>();
    thread.obey(
        handle -> {
          overtaken.clear();
          OutboxTable.tried(handle, number, attempt, now).ifPresent(overtaken::add);
        },
        () -> {});
    return overtaken.stream().findFirst();
  }

  @Override
  public List<Delivery> list(List<Delivery.State> states, long before, int most) {
    return thread.read(handle -> OutboxTable.list(handle, states, before, Math.min(most, MOST)));
  }

  @Override
  public Optional<Delivery> find(long number) {
    return thread.read(handle -> OutboxTable.find(handle, number));
  }

  @Override
  public boolean restart(long number, Instant now, AuditRecord record) {
    boolean[] restarted = {false};
    thread.obey(
        handle -> {
          restarted[0] = OutboxTable.restart(handle, number, now);
          if (restarted[0]) {
            writing.append(handle, record);
          }
        },
        () -> {});
    return restarted[0];
  }

  @Override
  public long restartGivenUp(Instant now, LongFunction<AuditRecord> record) {
    long[] restarted = {0};
    thread.obey(
        handle -> {
          restarted[0] = OutboxTable.restartGivenUp(handle, now);
          if (restarted[0] > 0) {
            writing.append(handle, record.apply(restarted[0]));
          }
        },
        () -> {});
    return restarted[0];
  }

  /** What this node lost since its start. Asks nobody. */
  public OutboxLosses losses() {
    return losses;
  }

  /** How many deliveries are in each state but {@link Delivery.State#SENT}. */
  public Map<Delivery.State, Long> depth() {
    return thread.read(OutboxTable::depth);
  }

  /**
   * Since when the oldest delivery waits that has neither arrived nor been given up; one that was
   * tried anew waits since then.
   */
  public Optional<Instant> oldest() {
    return thread.read(OutboxTable::oldest);
  }

  void sweep(Instant now) {
    var _ = thread.enqueue(handle -> OutboxTable.forgetBefore(handle, now.minus(OutboxTable.KEPT)));
  }
}
