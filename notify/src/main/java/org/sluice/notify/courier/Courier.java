package org.sluice.notify.courier;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.outbox.Backoff;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.HandOverMark;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Reach;

/**
 * Takes what is due to its receivers, one thread for each channel, so that a receiver that hangs
 * holds up no other channel. Where each receiver is a server of its own ({@link
 * Channel#isByReceiver}) it holds up itself alone: up to {@value #MOST_AT_ONCE} receivers are
 * served at once, each by one thread at a time.
 *
 * <p>A messenger that throws what it should not has failed like any other: the delivery is tried
 * again later, and those behind it go out.
 *
 * <p>A crash between the last step and the note of its success leaves the delivery in {@code
 * SENDING}; what becomes of it then is the store's to say (see decision 0021). A note that cannot
 * be written is tried again each second, for the receiver has it. Thread-safe.
 */
public final class Courier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  /** Deliveries that are read at a time. */
  static final int GROUP = 50;

  /** Receivers of one channel that are served at once; if so many hang, the others wait. */
  static final int MOST_AT_ONCE = 16;

  private static final long LOOK_MILLIS = 1_000;
  private static final long END_MILLIS = 5_000;

  private final Outbox outbox;
  private final HandOverMark mark;
  private final Supplier<Instant> clock;
  private final boolean isShared;
  private final DeliveryLog log = new DeliveryLog(LOG);
  private final List<Lane> lanes = new ArrayList<>();
  private final Outage outage =
      new Outage(
          LOG,
          "The outbox cannot be read or written; it is tried again each second",
          "The outbox can be read and written again");
  private volatile boolean closing;

  /** One channel's thread. */
  private final class Lane {
    final Channel channel;
    final Messenger messenger;
    final Semaphore news = new Semaphore(0);
    final Semaphore places = new Semaphore(MOST_AT_ONCE);
    final Set<String> served = ConcurrentHashMap.newKeySet();

    /** Of which it is not known whether it was noted that they begin; they did not. */
    final Set<Long> unbegun = ConcurrentHashMap.newKeySet();

    final Thread thread;

    Lane(Channel channel, Messenger messenger) {
      this.channel = channel;
      this.messenger = messenger;
      this.thread =
          Thread.ofPlatform()
              .daemon()
              .name("sluice-" + channel.name().toLowerCase(Locale.ROOT))
              .unstarted(() -> run(this));
    }
  }

  /** Begins to deliver all of an outbox that is this node's alone. */
  public Courier(
      Outbox outbox,
      HandOverMark mark,
      Map<Channel, Messenger> messengers,
      Supplier<Instant> clock) {
    this(outbox, mark, messengers, clock, false);
  }

  /**
   * Begins to deliver.
   *
   * @param mark remembers the last step of a mail
   * @param clock the wall clock
   * @param isShared whether other nodes deliver from the same outbox: what is beyond the reach of
   *     the messengers is theirs
   */
  public Courier(
      Outbox outbox,
      HandOverMark mark,
      Map<Channel, Messenger> messengers,
      Supplier<Instant> clock,
      boolean isShared) {
    this.outbox = outbox;
    this.mark = mark;
    this.clock = clock;
    this.isShared = isShared;
    messengers.forEach((channel, messenger) -> lanes.add(new Lane(channel, messenger)));
    lanes.forEach(lane -> lane.thread.start());
  }

  /** Something may be new in the outbox. Returns at once. */
  public void wake() {
    lanes.forEach(Courier::wake);
  }

  private static void wake(Lane lane) {
    if (lane.news.availablePermits() == 0) {
      lane.news.release();
    }
  }

  private void run(Lane lane) {
    while (!closing) {
      try {
        lane.unbegun.removeIf(this::isToWait);
        if (lane.channel.isByReceiver()) {
          serveNext(lane);
        } else {
          deliverDue(lane);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        unwritten(lane, e);
      }
    }
  }

  /** Where nobody else can deliver it, what cannot be delivered is tried, and said. */
  private Reach reach(Lane lane) {
    return isShared ? lane.messenger.reach(lane.channel) : Reach.ALL;
  }

  private void deliverDue(Lane lane) throws InterruptedException {
    List<Delivery> due = outbox.due(lane.channel, reach(lane), clock.get(), GROUP);
    for (Delivery delivery : due) {
      if (closing) {
        return;
      }
      deliver(lane, delivery);
    }
    outage.works(lane.thread.getName());
    if (due.size() < GROUP) {
      pause(lane);
    }
  }

  /** Hands the longest due of a receiver that is not being served to a thread of its own. */
  private void serveNext(Lane lane) throws InterruptedException {
    if (!lane.places.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      return;
    }
    boolean served = false;
    try {
      Reach reach = reach(lane).without(Set.copyOf(lane.served));
      List<Delivery> due = outbox.due(lane.channel, reach, clock.get(), 1);
      if (!due.isEmpty() && !closing) {
        served = true;
        serve(lane, due.getFirst());
      }
    } finally {
      if (!served) {
        lane.places.release();
      }
    }
    if (!served) {
      if (lane.served.isEmpty()) {
        outage.works(lane.thread.getName());
      }
      pause(lane);
    }
  }

  private void serve(Lane lane, Delivery delivery) {
    String receiver = delivery.outgoing().to();
    lane.served.add(receiver);
    var _ =
        Thread.ofVirtual()
            .name(lane.thread.getName() + "-" + receiver)
            .start(() -> {
              try {
                deliver(lane, delivery);
                outage.works(lane.thread.getName());
              } catch (RuntimeException | Error e) {
                unwritten(lane, e);
              } finally {
                lane.served.remove(receiver);
                lane.places.release();
                wake(lane);
              }
            });
  }

  private void unwritten(Lane lane, Throwable e) {
    outage.fails(lane.thread.getName(), e);
    waitASecond();
  }

  private static void pause(Lane lane) throws InterruptedException {
    var _ = lane.news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * What another node has taken over meanwhile, has put off, or is done with, is left alone: those
   * before it in the group may have taken longer than the claim lasts.
   */
  private void deliver(Lane lane, Delivery delivery) {
    if (outbox.claim(delivery.number(), clock.get())) {
      attempt(lane, delivery);
    }
  }

  private void attempt(Lane lane, Delivery delivery) {
    Outbox.Attempt attempt;
    try {
      String answer =
          lane.messenger.deliver(delivery.outgoing(), new Noting(lane.channel, delivery.number()));
      log.arrived(delivery, answer);
      attempt = Outbox.Attempt.arrived(clock.get());
    } catch (LeftToOthers e) {
      log.left(delivery);
      return;
    } catch (OutboxFailed e) {
      if (e.isUnbegun) {
        lane.unbegun.add(delivery.number());
      }
      throw e.cause;
    } catch (NotDelivered e) {
      attempt = failed(delivery, e);
    } catch (RuntimeException | Error e) {
      // An error too, such as a class of a jar that was replaced: the lane has others to deliver.
      log.broke(delivery, e);
      attempt = failed(delivery, new NotDelivered(e.getClass().getName(), false, e));
    }
    note(delivery, attempt);
  }

  /** It is the outbox that failed on the way of a delivery, and no fault of the delivery. */
  private static final class OutboxFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final RuntimeException cause;
    final boolean isUnbegun;

    OutboxFailed(RuntimeException cause, boolean isUnbegun) {
      super(cause);
      this.cause = cause;
      this.isUnbegun = isUnbegun;
    }
  }

  /** It is not, or no longer, this node's turn to deliver it. */
  private static final class LeftToOthers extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeftToOthers() {
      super(null, null, false, false);
    }
  }

  /**
   * The note that a delivery begins may have been written though it failed: the delivery would then
   * count as handed over, and nobody would send it.
   */
  private boolean isToWait(long number) {
    Instant now = clock.get();
    var _ =
        outbox.tried(
            number,
            new Outbox.Attempt(
                Delivery.State.WAITING,
                now,
                "The outbox could not be written when it was to begin"),
            now);
    return true;
  }

  /** Notes how near a delivery is to being done. */
  private final class Noting implements LastStep {
    private final Channel channel;
    private final long number;

    Noting(Channel channel, long number) {
      this.channel = channel;
      this.number = number;
    }

    @Override
    public void isNext() {
      // An earlier attempt of the same delivery may have come as far as the mark.
      own(false, () -> mark.set(channel, 0));
      boolean[] isOurs = {false};
      own(true, () -> isOurs[0] = outbox.sending(number, clock.get()));
      if (!isOurs[0]) {
        throw new LeftToOthers();
      }
    }

    @Override
    public void isNow() {
      own(false, () -> mark.set(channel, number));
    }

    private static void own(boolean isBeginning, Runnable step) {
      try {
        step.run();
      } catch (RuntimeException e) {
        throw new OutboxFailed(e, isBeginning);
      }
    }
  }

  private Outbox.Attempt failed(Delivery delivery, NotDelivered e) {
    String why = String.valueOf(e.getMessage());
    return e.isForGood()
        ? Backoff.refused(why, clock.get())
        : Backoff.after(delivery, why, clock.get());
  }

  /** Says what became of it once that is noted, for what was noted meanwhile may change it. */
  private void note(Delivery delivery, Outbox.Attempt attempt) {
    String which = "notification " + DeliveryLog.named(delivery);
    while (true) {
      try {
        Optional<Delivery> overtaken = outbox.tried(delivery.number(), attempt, clock.get());
        outage.works(which);
        log.ended(delivery, attempt, overtaken);
        return;
      } catch (RuntimeException e) {
        if (closing) {
          log.ended(delivery, attempt, Optional.empty());
          return;
        }
        outage.fails(which, e);
        waitASecond();
      }
    }
  }

  private void waitASecond() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing = true;
    }
  }

  /** Begins no further delivery, and waits a while for those that are under way. */
  @Override
  public void close() {
    closing = true;
    wake();
    for (Lane lane : lanes) {
      try {
        lane.thread.join(END_MILLIS);
        var _ = lane.places.tryAcquire(MOST_AT_ONCE, END_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
