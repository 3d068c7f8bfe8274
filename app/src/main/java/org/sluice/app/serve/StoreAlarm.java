package org.sluice.app.serve;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.alert.DirectNotices;
import org.sluice.core.alert.LostStores;
import org.sluice.core.alert.LostStores.News;
import org.sluice.core.alert.LostStores.Sign;
import org.sluice.core.alert.WarningLog;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.limit.Moment;
import org.sluice.notify.courier.DirectDelivery;
import org.sluice.store.facts.Facts;

/**
 * Has administrators told that a store is lost and that it is back (decision 0050). What is new is
 * written to the facts, from which the alert follows. While they are what is lost it waits in
 * memory and beside them on the disk, and a loss is told past them at once. Used by one thread.
 */
final class StoreAlarm {
  /** News that wait for the facts; beyond, the oldest is forgotten. */
  static final int MOST_WAITING = 200;

  private static final Logger LOG = LoggerFactory.getLogger(StoreAlarm.class);

  private final LostStores stores = new LostStores();
  private final Deque<News> waiting = new ArrayDeque<>();
  private final Set<String> direct = new HashSet<>();
  private final Function<Moment, List<Sign>> signs;
  private final Facts facts;
  private final DirectDelivery delivery;
  private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);
  private List<News> written = List.of();
  private boolean keeping;

  StoreAlarm(Function<Moment, List<Sign>> signs, Facts facts, DirectDelivery delivery) {
    this.signs = signs;
    this.facts = facts;
    this.delivery = delivery;
  }

  /**
   * Looks, once a second.
   *
   * @param moment of the node's own clocks: those of a store may be what is lost
   */
  void look(Moment moment) {
    waiting.addAll(stores.look(signs.apply(moment), moment));
    while (waiting.size() > MOST_WAITING) {
      News oldest = waiting.remove();
      LOG.error("Not recorded, too many wait: {}", oldest.record());
      forget(oldest);
    }
    boolean away = writing.isCompletedExceptionally() || !facts.isRecording();
    boolean unwritten = away || !writing.isDone();
    write();
    if (away) {
      tellDirectly();
    }
    keep(unwritten);
    delivery.look(moment.steadyMillis());
  }

  /** What has waited for longer than from one look to the next outlives a killed process. */
  private void keep(boolean unwritten) {
    keeping = !waiting.isEmpty() && (keeping || unwritten);
    facts.waits(
        keeping ? waiting.stream().flatMap(news -> record(news).stream()).toList() : List.of());
  }

  /** That a store is there every process sees by itself. */
  private Optional<AuditRecord> record(News news) {
    return switch (news) {
      case News.Lost lost -> Optional.of(told(lost));
      case News.Back(AuditRecord back) -> Optional.of(back);
      case News.There _ -> Optional.empty();
    };
  }

  private AuditRecord told(News.Lost lost) {
    return DirectNotices.told(lost.record(), delivery.arrived(subject(lost)));
  }

  /** One step at a time; what could not be written is written with what came since. */
  private void write() {
    if (!writing.isDone()) {
      return;
    }
    if (!writing.isCompletedExceptionally()) {
      written.forEach(this::forget);
      waiting.removeAll(written);
    }
    written = List.copyOf(waiting);
    writing =
        written.isEmpty()
            ? CompletableFuture.completedFuture(null)
            : facts.step(this::write).toCompletableFuture();
  }

  private void write(WarningLog log) {
    for (News news : written) {
      switch (news) {
        case News.Lost lost -> log.warn(told(lost));
        case News.Back(AuditRecord back) -> log.warn(back);
        case News.There(AuditRecord there) -> log.over(there);
      }
    }
  }

  private void tellDirectly() {
    for (News news : waiting) {
      if (news instanceof News.Lost(AuditRecord loss)
          && facts.isOn()
          && direct.add(subject(news))) {
        delivery.tell(
            subject(news),
            DirectNotices.of(facts.alerts().policies(), facts.alerts().audience(), loss));
      }
    }
  }

  private void forget(News news) {
    delivery.end(subject(news));
    direct.remove(subject(news));
  }

  private static String subject(News news) {
    return news.record().objectId() + " " + news.record().creationTime();
  }
}
