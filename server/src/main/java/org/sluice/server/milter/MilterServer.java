package org.sluice.server.milter;

import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.Submission;
import org.sluice.protocol.milter.MilterSession;
import org.sluice.server.socket.EventLoop;
import org.sluice.server.socket.Listeners;

/**
 * The milter server. Bounds: {@link MilterBounds}, those of the packet reader and of the session.
 * Thread-safe; its connections live on the event loop.
 */
public final class MilterServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MilterServer.class);
  private static final long CHECK_MILLIS = 1_000;
  private static final long STOP_MILLIS = 5_000;

  private final EventLoop loop;
  private final Function<Submission, CompletionStage<Decision>> doorkeeper;
  private final Supplier<Settings> settings;
  private final MilterBounds bounds;
  private final LongSupplier monotonicMillis;
  private final Listeners listeners;

  /** No other start of the server has it, so that a message is never taken for an earlier one. */
  private final String start = UUID.randomUUID().toString();

  /** Touched on the event loop only. */
  private final Set<MilterConnection> connections = new LinkedHashSet<>();

  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private @Nullable ScheduledFuture<?> checks;
  private long opened;
  private boolean stopping;
  private boolean fullTold;

  /**
   * @param doorkeeper who decides; called on the event loop, must not block; the stage may complete
   *     on any thread
   * @param settings what is in force
   * @param monotonicMillis for idle and slow MTAs
   */
  public MilterServer(
      EventLoop loop,
      Function<Submission, CompletionStage<Decision>> doorkeeper,
      Supplier<Settings> settings,
      MilterBounds bounds,
      LongSupplier monotonicMillis) {
    this.loop = loop;
    this.doorkeeper = doorkeeper;
    this.settings = settings;
    this.bounds = bounds;
    this.monotonicMillis = monotonicMillis;
    this.listeners =
        new Listeners(
            loop, "milter.listen", MilterConnection.READ_BYTES, () -> new MilterConnection(this));
  }

  /**
   * Listens.
   *
   * @param addresses {@code host:port} or {@code unix:/path}
   * @param unixMode the octal mode of Unix sockets
   * @return where it listens; port 0 became a real one
   * @throws IOException with the address and what to do, if one cannot be had; none is then
   *     listened to
   */
  public List<String> listen(List<String> addresses, String unixMode) throws IOException {
    List<String> actual = listeners.listen(addresses, unixMode);
    checks =
        loop.group()
            .scheduleAtFixedRate(
                this::checkTimes, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    return actual;
  }

  CompletionStage<Decision> ask(Submission submission) {
    return doorkeeper.apply(submission);
  }

  MilterSession newSession() {
    opened++;
    return new MilterSession("milter." + start + "." + opened, settings);
  }

  long nowMillis() {
    return monotonicMillis.getAsLong();
  }

  boolean isStopping() {
    return stopping;
  }

  /** Takes a connection in, if there is room. */
  boolean admit(MilterConnection connection) {
    if (connections.size() >= bounds.maxConnections()) {
      if (!fullTold) {
        fullTold = true;
        LOG.warn(
            "{} connections are open; more are closed at once (milter.max-connections)",
            connections.size());
      }
      return false;
    }
    connections.add(connection);
    return true;
  }

  void leave(MilterConnection connection) {
    connections.remove(connection);
    fullTold &= connections.size() >= bounds.maxConnections();
    if (stopping && connections.isEmpty()) {
      empty.complete(null);
    }
  }

  private void checkTimes() {
    long now = nowMillis();
    for (MilterConnection connection : List.copyOf(connections)) {
      connection.checkTime(now, bounds);
    }
  }

  /** Accepts no more, answers what is being asked (for at most five seconds), closes. */
  @Override
  public void close() {
    listeners.stopAccepting();
    if (checks != null) {
      checks.cancel(false);
    }
    loop.execute(() -> {
      stopping = true;
      List.copyOf(connections).forEach(MilterConnection::stop);
      if (connections.isEmpty()) {
        empty.complete(null);
      }
    });
    awaitEmpty();
    listeners.removeSockets();
  }

  private void awaitEmpty() {
    try {
      empty.get(STOP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Some MTAs were not answered within {} ms of the end", STOP_MILLIS, e);
    }
  }
}
