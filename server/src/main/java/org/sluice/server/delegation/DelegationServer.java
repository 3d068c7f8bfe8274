package org.sluice.server.delegation;

import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
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
import org.sluice.server.socket.EventLoop;
import org.sluice.server.socket.Listeners;

/**
 * The policy delegation server (SMTPD_POLICY_README). Bounds: {@link DelegationBounds} and those of
 * the parser. Thread-safe; its connections live on the event loop.
 */
public final class DelegationServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DelegationServer.class);
  private static final long CHECK_MILLIS = 1_000;
  private static final long STOP_MILLIS = 5_000;

  private final EventLoop loop;
  private final Doorkeeper doorkeeper;
  private final DelegationBounds bounds;
  private final LongSupplier monotonicMillis;
  private final Listeners listeners;

  /** Touched on the event loop only. */
  private final Set<Connection> connections = new LinkedHashSet<>();

  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private @Nullable ScheduledFuture<?> checks;
  private boolean stopping;
  private boolean fullTold;

  /**
   * @param monotonicMillis for idle and slow clients
   */
  public DelegationServer(
      EventLoop loop,
      Doorkeeper doorkeeper,
      DelegationBounds bounds,
      LongSupplier monotonicMillis) {
    this.loop = loop;
    this.doorkeeper = doorkeeper;
    this.bounds = bounds;
    this.monotonicMillis = monotonicMillis;
    this.listeners =
        new Listeners(loop, "delegation.listen", Connection.READ_BYTES, () -> new Connection(this));
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

  Doorkeeper doorkeeper() {
    return doorkeeper;
  }

  long nowMillis() {
    return monotonicMillis.getAsLong();
  }

  boolean isStopping() {
    return stopping;
  }

  /** Takes a connection in, if there is room. */
  boolean admit(Connection connection) {
    if (connections.size() >= bounds.maxConnections()) {
      if (!fullTold) {
        fullTold = true;
        LOG.warn(
            "{} connections are open; more are closed at once (delegation.max-connections)",
            connections.size());
      }
      return false;
    }
    connections.add(connection);
    return true;
  }

  void leave(Connection connection) {
    connections.remove(connection);
    fullTold &= connections.size() >= bounds.maxConnections();
    if (stopping && connections.isEmpty()) {
      empty.complete(null);
    }
  }

  private void checkTimes() {
    long now = nowMillis();
    for (Connection connection : List.copyOf(connections)) {
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
      List.copyOf(connections).forEach(Connection::stop);
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
      LOG.warn("Some clients were not answered within {} ms of the end", STOP_MILLIS, e);
    }
  }
}
