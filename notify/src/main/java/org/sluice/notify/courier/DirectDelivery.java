package org.sluice.notify.courier;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.outbox.Backoff;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.Outgoing;

/**
 * Delivers past the outbox, from memory, what cannot be put into it: tried until it arrives or is
 * ended, one thread for each channel; where each receiver is a server of its own, one for each
 * receiver, so that a dead one holds up no other. A killed process forgets it. At most {@value
 * #MOST} wait; one more is dropped, with an error in the log. Thread-safe; nothing waits for a
 * receiver but those threads.
 */
public final class DirectDelivery implements AutoCloseable {
  /** The most deliveries. */
  public static final int MOST = 500;

  private static final Logger LOG = LoggerFactory.getLogger(DirectDelivery.class);

  private final Map<Channel, Way> ways = new EnumMap<>(Channel.class);

  /** Guarded by itself. */
  private final List<Waiting> all = new ArrayList<>();

  /** When was looked last. Guarded by {@link #all}. */
  private long lookedMillis;

  private record Way(Messenger messenger, ExecutorService thread) {}

  private static final class Waiting {
    final String subject;
    final Outgoing outgoing;
    int attempts;
    long dueMillis = Long.MIN_VALUE;
    boolean busy;
    boolean arrived;

    Waiting(String subject, Outgoing outgoing) {
      this.subject = subject;
      this.outgoing = outgoing;
    }
  }

  /** With messengers of its own: one is used by one thread at a time. */
  public DirectDelivery(Map<Channel, Messenger> messengers) {
    messengers.forEach(
        (channel, messenger) -> ways.put(channel, new Way(messenger, thread(channel))));
  }

  private static ExecutorService thread(Channel channel) {
    if (channel.isByReceiver()) {
      return Executors.newVirtualThreadPerTaskExecutor();
    }
    return Executors.newSingleThreadExecutor(
        Thread.ofPlatform()
            .daemon()
            .name("sluice-direct-" + channel.name().toLowerCase(Locale.ROOT))
            .factory());
  }

  /** Delivers these from the next look on; the subject is that by which they are ended. */
  public void tell(String subject, List<Outgoing> outgoings) {
    synchronized (all) {
      for (Outgoing outgoing : outgoings) {
        if (all.size() < MOST) {
          all.add(new Waiting(subject, outgoing));
        } else {
          LOG.error("{} is not told directly: {} wait already", outgoing.channel(), MOST);
        }
      }
    }
  }

  /** What of a subject has arrived. */
  public List<Outgoing> arrived(String subject) {
    synchronized (all) {
      return all.stream()
          .filter(w -> w.arrived && w.subject.equals(subject))
          .map(w -> w.outgoing)
          .toList();
    }
  }

  /** Tries no more what belongs to a subject, and forgets it. */
  public void end(String subject) {
    synchronized (all) {
      all.removeIf(w -> w.subject.equals(subject));
    }
  }

  /** Whether nothing is under way. */
  boolean isIdle() {
    synchronized (all) {
      return all.stream().noneMatch(w -> w.busy);
    }
  }

  /**
   * Begins what is due; to be called once a second.
   *
   * @param monotonicMillis a clock that only goes forward
   */
  public void look(long monotonicMillis) {
    synchronized (all) {
      lookedMillis = monotonicMillis;
      for (Waiting w : all) {
        Way way = ways.get(w.outgoing.channel());
        if (way != null && !w.arrived && w.dueMillis <= monotonicMillis && !isBusy(w)) {
          w.busy = true;
          way.thread().execute(() -> attempt(way.messenger(), w));
        }
      }
    }
  }

  /** It, or another for the same receiver where each has a thread: one is served by one. */
  private boolean isBusy(Waiting one) {
    Outgoing o = one.outgoing;
    return one.busy
        || (o.channel().isByReceiver()
            && all.stream()
                .filter(w -> w.busy && w.outgoing.channel() == o.channel())
                .anyMatch(w -> w.outgoing.to().equals(o.to())));
  }

  /** It waits from its end on, to a second: a receiver that hangs is not asked without a break. */
  private void attempt(Messenger messenger, Waiting w) {
    boolean arrived = false;
    try {
      arrived = isDelivered(messenger, w.outgoing);
    } finally {
      synchronized (all) {
        w.busy = false;
        w.arrived = arrived;
        w.dueMillis = lookedMillis + Backoff.waiting(w.attempts).toMillis();
        w.attempts++;
      }
    }
  }

  private static boolean isDelivered(Messenger messenger, Outgoing outgoing) {
    String to = outgoing.to().replaceAll("[^\\x20-\\x7e]", "?");
    try {
      String answer = messenger.deliver(outgoing, LastStep.UNHEARD);
      LOG.info("Told directly ({} {}): {}", outgoing.channel(), to, answer);
      return true;
    } catch (NotDelivered | RuntimeException | Error e) {
      // An error too, such as a class of a jar that was replaced: it is tried again like any other.
      LOG.warn("Not told directly ({} {}): {}", outgoing.channel(), to, e.toString());
      return false;
    }
  }

  @Override
  public void close() {
    ways.values().forEach(way -> way.thread().shutdownNow());
  }
}
