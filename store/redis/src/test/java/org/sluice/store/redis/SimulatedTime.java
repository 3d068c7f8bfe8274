package org.sluice.store.redis;

import java.util.PriorityQueue;
import java.util.Random;

/**
 * The one thread of a simulation: what happens at which instant, in an order that a seed decides.
 */
final class SimulatedTime {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  final Random chance;
  private long now;
  private long sequence;

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
    events.add(new Event(now + millis, sequence++, what));
  }

  boolean happens(double probability) {
    return chance.nextDouble() < probability;
  }

  long between(long least, long most) {
    return least + (long) (chance.nextDouble() * (most - least + 1));
  }

  void runUntil(long end) {
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event next = events.remove();
      now = next.at();
      next.what().run();
    }
    now = end;
  }
}
