package org.sluice.store.redis;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a simulation: what happens at which instant, in an order that a seed decides;
 * and a digest of all that happened, by which two runs of a seed are compared.
 */
final class SimulatedTime {
  private final PriorityQueue<Event> events = new PriorityQueue<>();

  /** All equally far ahead, and so in order as they come: each request brings one. */
  private final ArrayDeque<Event> timeouts = new ArrayDeque<>();

  final Random chance;
  private long now;
  private long sequence;
  private long digest;

  private record Event(long at, long order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  SimulatedTime(long seed) {
    this.chance = new Random(seed);
  }

  /** True milliseconds since the schedule began. */
  long now() {
    return now;
  }

  void after(long millis, Runnable what) {
    Event event = new Event(now + millis, sequence++, what);
    if (millis == SimulatedNetwork.TIMEOUT_MILLIS) {
      timeouts.add(event);
    } else {
      events.add(event);
    }
  }

  boolean happens(double probability) {
    return chance.nextDouble() < probability;
  }

  long between(long least, long most) {
    return least + (long) (chance.nextDouble() * (most - least + 1));
  }

  /** Something happened; the words are to say all of it that may differ. */
  void note(String what, long... numbers) {
    mix(what.hashCode());
    for (long number : numbers) {
      mix(number);
    }
  }

  private void mix(long what) {
    digest = (digest ^ what) * 0x9e37_79b9_7f4a_7c15L;
    digest ^= digest >>> 32;
  }

  /** Of all that happened until now, in this order. */
  long digest() {
    return digest;
  }

  void runUntil(long end) {
    for (Event next = next(end); next != null; next = next(end)) {
      now = next.at();
      note("", now, next.order());
      next.what().run();
    }
    now = end;
  }

  /** Removes and answers the next one until then; null if there is none. */
  private @Nullable Event next(long end) {
    Event event = events.peek();
    Event timeout = timeouts.peek();
    boolean isTimeout = event == null || (timeout != null && timeout.compareTo(event) < 0);
    Event next = isTimeout ? timeout : event;
    if (next == null || next.at() > end) {
      return null;
    }
    return isTimeout ? timeouts.remove() : events.remove();
  }
}
