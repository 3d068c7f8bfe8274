package org.sluice.app.serve;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.alert.SendingPatterns;
import org.sluice.notify.courier.Outage;
import org.sluice.portal.monitoring.DecisionMinutes;
import org.sluice.store.embedded.ledger.EmbeddedLedger;
import org.sluice.store.facts.Facts;

/**
 * What has to be done again and again, once a second, by one thread; and by a thread of its own the
 * looking after the stores, since the other may wait without end for the very store that is lost.
 */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final EmbeddedLedger ledger;
  private final Facts facts;
  private final SendingPatterns patterns;
  private final DecisionMinutes minutes;
  private final StoreAlarm alarm;
  private final ServerClock clock;
  private final Outage keeping =
      new Outage(LOG, "Housekeeping fails; it goes on each second", "Housekeeping works again");
  private final Outage watching =
      new Outage(
          LOG,
          "Looking after the stores fails; it goes on each second",
          "Looking after the stores works again");
  private final ScheduledExecutorService timer = timer("sluice-timer");
  private final ScheduledExecutorService watch = timer("sluice-watch");

  Housekeeping(
      EmbeddedLedger ledger,
      Facts facts,
      SendingPatterns patterns,
      DecisionMinutes minutes,
      StoreAlarm alarm,
      ServerClock clock) {
    this.ledger = ledger;
    this.facts = facts;
    this.patterns = patterns;
    this.minutes = minutes;
    this.alarm = alarm;
    this.clock = clock;
  }

  private static ScheduledExecutorService timer(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name(name).factory());
  }

  void start() {
    var _ = watch.scheduleWithFixedDelay(this::watchStores, 1, 1, TimeUnit.SECONDS);
    var _ = timer.scheduleWithFixedDelay(this::once, 1, 1, TimeUnit.SECONDS);
  }

  /** Does it now, in its turn, and waits for it. */
  void now() {
    try {
      watch.submit(this::watchStores).get();
      timer.submit(this::once).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Nothing of housekeeping is thrown", e);
    }
  }

  private void once() {
    try {
      ledger.keepTimeOffset(clock.offsetMillis());
      ledger.maintain(clock.get().steadyMillis());
      facts.sweep(clock.get());
      minutes.tick(clock.get().wallMillis());
      if (patterns.tick(clock.get())) {
        LOG.warn(
            "More than {} senders in an hour: the early warning did not watch them all",
            SendingPatterns.MOST_SENDERS);
      }
      keeping.works("timer");
    } catch (RuntimeException | Error e) { // what a timer throws ends it for ever
      keeping.fails("timer", e);
    }
  }

  private void watchStores() {
    try {
      alarm.look(clock.own());
      watching.works("watch");
    } catch (RuntimeException | Error e) {
      watching.fails("watch", e);
    }
  }

  @Override
  public void close() {
    watch.close();
    timer.close();
  }
}
