package org.sluice.server.socket;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one door: how many there may be, which are too slow, and how they end. All but
 * {@link #watch} and {@link #close} belongs to the event loop.
 */
public final class Connections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final long CHECK_MILLIS = 1_000;
  private static final long STOP_MILLIS = 5_000;

  /** One of them. */
  interface Member {
    /** Closes what is silent for too long, or slow to end what it began. */
    void checkTime(long nowMillis);

    /** Closes now, or after the answer that is pending. */
    void stop();
  }

  private final EventLoop loop;
  private final String option;
  private final int most;
  private final LongSupplier monotonicMillis;
  private final Set<Member> members = new LinkedHashSet<>();
  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private @Nullable ScheduledFuture<?> checks;
  private boolean stopping;
  private boolean fullTold;

  /**
   * @param option the option that sets {@code most}, for messages
   * @param most connections beyond it are closed at once
   * @param monotonicMillis for silent and slow clients
   */
  public Connections(EventLoop loop, String option, int most, LongSupplier monotonicMillis) {
    this.loop = loop;
    this.option = option;
    this.most = most;
    this.monotonicMillis = monotonicMillis;
  }

  /** Looks at the times from now on. */
  public void watch() {
    checks =
        loop.group()
            .scheduleAtFixedRate(
                this::checkTimes, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
  }

  long nowMillis() {
    return monotonicMillis.getAsLong();
  }

  boolean isStopping() {
    return stopping;
  }

  /** Takes one in, if there is room and the end has not begun. */
  boolean admit(Member member) {
    if (stopping) {
      return false;
    }
    if (members.size() >= most) {
      if (!fullTold) {
        fullTold = true;
        LOG.warn("{} connections are open; more are closed at once ({})", members.size(), option);
      }
      return false;
    }
    members.add(member);
    return true;
  }

  void leave(Member member) {
    members.remove(member);
    fullTold &= members.size() >= most;
    if (stopping && members.isEmpty()) {
      empty.complete(null);
    }
  }

  private void checkTimes() {
    long now = nowMillis();
    for (Member member : List.copyOf(members)) {
      member.checkTime(now);
    }
  }

  /** Answers what is being asked (for at most five seconds) and closes; nothing new is accepted. */
  @Override
  public void close() {
    if (checks != null) {
      checks.cancel(false);
    }
    loop.execute(() -> {
      stopping = true;
      List.copyOf(members).forEach(Member::stop);
      if (members.isEmpty()) {
        empty.complete(null);
      }
    });
    awaitEmpty();
  }

  private void awaitEmpty() {
    try {
      empty.get(STOP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Some clients were not answered within {} ms of the end", STOP_MILLIS, e);
    }
  }
}
