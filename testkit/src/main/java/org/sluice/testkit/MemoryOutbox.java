package org.sluice.testkit;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.outbox.Backoff;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Delivery.State;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.outbox.Reach;

/** An outbox that forgets. Thread-safe. */
public final class MemoryOutbox implements Outbox {
  private final Map<Long, Delivery> deliveries = new LinkedHashMap<>();
  private boolean losesNextAnswer;

  /** The next note that a delivery begins is written, and fails all the same. */
  public synchronized void loseNextAnswer() {
    losesNextAnswer = true;
  }

  @Override
  public synchronized void put(Outgoing o) {
    put(o, State.WAITING);
  }

  /** Puts one in that has arrived already. */
  synchronized void putArrived(Outgoing o) {
    put(o, State.SENT);
  }

  private void put(Outgoing o, State state) {
    if (deliveries.values().stream().noneMatch(d -> d.outgoing().key().equals(o.key()))) {
      long number = deliveries.size() + 1L;
      deliveries.put(number, new Delivery(number, o, state, 0, o.created(), "", o.created()));
    }
  }

  @Override
  public synchronized List<Delivery> due(Channel channel, Reach reach, Instant now, int most) {
    return deliveries.values().stream()
        .filter(d -> d.outgoing().channel() == channel && isDue(d, now))
        .filter(d -> reach.isFor(d.outgoing(), now))
        .filter(d -> !isBehindAnother(d))
        .sorted(Comparator.comparing(Delivery::due).thenComparingLong(Delivery::number))
        .limit(most)
        .toList();
  }

  private boolean isBehindAnother(Delivery delivery) {
    return deliveries.values().stream()
            .filter(d -> d.number() != delivery.number())
            .filter(d -> d.state() == State.WAITING || d.state() == State.SENDING)
            .anyMatch(d -> d.outgoing().key().equals(delivery.outgoing().before()))
        || end(delivery).filter(d -> d.state() == State.SENDING).isPresent();
  }

  /** That what a delivery tells of is over. */
  private Optional<Delivery> end(Delivery delivery) {
    String key = delivery.outgoing().key();
    return deliveries.values().stream()
        .filter(d -> d.number() != delivery.number() && d.outgoing().before().equals(key))
        .findFirst();
  }

  private boolean isOvertaken(Delivery delivery) {
    return end(delivery).filter(d -> d.state() == State.SENT).isPresent();
  }

  /** What waits, of which the key begins so, is due no later than this. */
  synchronized void hasten(String prefix, Instant at) {
    hasten(d -> d.outgoing().key().startsWith(prefix), at);
  }

  private void hasten(Predicate<Delivery> which, Instant at) {
    for (Delivery delivery : List.copyOf(deliveries.values())) {
      if (delivery.state() == State.WAITING && delivery.due().isAfter(at) && which.test(delivery)) {
        change(
            delivery.number(),
            d ->
                new Delivery(
                    d.number(),
                    d.outgoing(),
                    d.state(),
                    d.attempts(),
                    at,
                    d.lastError(),
                    d.changed()));
      }
    }
  }

  @Override
  public synchronized boolean claim(long number, Instant now) {
    return find(number).filter(d -> isDue(d, now)).isPresent();
  }

  private static boolean isDue(Delivery d, Instant now) {
    return d.state() == State.WAITING
        && (!d.due().isAfter(now) || d.due().isAfter(now.plus(Backoff.LONGEST)));
  }

  @Override
  public synchronized boolean sending(long number, Instant now) {
    Delivery delivery = find(number).orElseThrow();
    if (delivery.state() != State.WAITING || isBehindAnother(delivery)) {
      return false;
    }
    change(
        number,
        d ->
            new Delivery(
                number, d.outgoing(), State.SENDING, d.attempts(), d.due(), d.lastError(), now));
    if (losesNextAnswer) {
      losesNextAnswer = false;
      throw new IllegalStateException("The connection was lost at the commit");
    }
    return true;
  }

  @Override
  public synchronized Optional<Delivery> tried(long number, Attempt a, Instant now) {
    State state = find(number).orElseThrow().state();
    boolean overtaken = false;
    if (state == State.WAITING || state == State.SENDING) {
      overtaken = a.state() == State.WAITING && isOvertaken(find(number).orElseThrow());
      State after = overtaken ? State.GIVEN_UP : a.state();
      String error = overtaken ? OVERTAKEN + a.error() : a.error();
      change(
          number,
          d -> new Delivery(number, d.outgoing(), after, d.attempts() + 1, a.due(), error, now));
      Outgoing one = find(number).orElseThrow().outgoing();
      if (a.state() == State.SENT) {
        hasten(
            d -> d.outgoing().channel() == one.channel() && d.outgoing().to().equals(one.to()),
            now);
      }
    }
    return overtaken ? find(number) : Optional.empty();
  }

  @Override
  public synchronized List<Delivery> list(List<State> states, long before, int most) {
    return deliveries.values().stream()
        .map(this::seen)
        .filter(d -> d.number() < before)
        .filter(d -> states.isEmpty() || states.contains(d.state()))
        .sorted(Comparator.comparingLong(Delivery::number).reversed())
        .limit(most)
        .toList();
  }

  @Override
  public synchronized Optional<Delivery> find(long number) {
    return Optional.ofNullable(deliveries.get(number)).map(this::seen);
  }

  /** As it is, with what its end means for it. */
  private Delivery seen(Delivery d) {
    return new Delivery(
        d.number(),
        d.outgoing(),
        d.state(),
        d.attempts(),
        d.due(),
        d.lastError(),
        d.changed(),
        d.node(),
        d.state() == State.GIVEN_UP && isOvertaken(d));
  }

  @Override
  public synchronized boolean restart(long number, Instant now, AuditRecord record) {
    boolean can =
        find(number).filter(d -> d.state() != State.SENT && d.state() != State.SENDING).isPresent();
    if (can) {
      change(
          number,
          d ->
              new Delivery(
                  number, from(d.outgoing(), now), State.WAITING, 0, now, d.lastError(), now));
    }
    return can;
  }

  @Override
  public synchronized long restartGivenUp(Instant now, LongFunction<AuditRecord> record) {
    List<Delivery> given =
        list(List.of(State.GIVEN_UP), MOST_WAITING).stream().filter(d -> !d.overtaken()).toList();
    return given.isEmpty()
        ? 0
        : given.stream().filter(d -> restart(d.number(), now, record.apply(given.size()))).count();
  }

  /** What is tried from the beginning has its whole time before it. */
  private static Outgoing from(Outgoing o, Instant now) {
    return new Outgoing(o.key(), o.channel(), o.to(), o.content(), now);
  }

  private void change(long number, UnaryOperator<Delivery> change) {
    deliveries.computeIfPresent(number, (n, d) -> change.apply(d));
  }
}
