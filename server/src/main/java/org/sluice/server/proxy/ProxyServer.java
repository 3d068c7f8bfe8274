package org.sluice.server.proxy;

import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.server.socket.EventLoop;

/**
 * The proxy's door. A thread for each address accepts, a virtual thread for each client speaks, and
 * the event loop looks at the times once a second. Thread-safe.
 */
public final class ProxyServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);
  private static final int BACKLOG = 1024;
  private static final long CHECK_MILLIS = 1_000;
  private static final long STOP_MILLIS = 5_000;
  private static final int ID_BYTES = 8;

  private final EventLoop loop;
  private final Gatekeeper gatekeeper;
  private final Supplier<ProxySettings> settings;
  private final ProxyBounds bounds;
  private final LongSupplier monotonicMillis;
  private final List<ServerSocket> listening = new ArrayList<>();
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger open = new AtomicInteger();
  private final PerClient perClient;
  private final AtomicLong accepted = new AtomicLong();
  private final String id;
  private final CountDownLatch empty = new CountDownLatch(1);
  private @Nullable ScheduledFuture<?> checks;
  private volatile boolean stopping;
  private volatile boolean fullTold;

  /**
   * @param settings asked once for each client
   * @param monotonicMillis for idle and slow sides
   */
  public ProxyServer(
      EventLoop loop,
      Gatekeeper gatekeeper,
      Supplier<ProxySettings> settings,
      ProxyBounds bounds,
      LongSupplier monotonicMillis) {
    // Webmail and a local MTA speak for many people from this machine.
    this(
        loop,
        gatekeeper,
        settings,
        bounds,
        monotonicMillis,
        new PerClient(bounds.connectionsPerClient(), InetAddress::isLoopbackAddress));
  }

  ProxyServer(
      EventLoop loop,
      Gatekeeper gatekeeper,
      Supplier<ProxySettings> settings,
      ProxyBounds bounds,
      LongSupplier monotonicMillis,
      PerClient perClient) {
    this.loop = loop;
    this.gatekeeper = gatekeeper;
    this.settings = settings;
    this.bounds = bounds;
    this.monotonicMillis = monotonicMillis;
    this.perClient = perClient;
    byte[] random = new byte[ID_BYTES];
    new SecureRandom().nextBytes(random);
    this.id = HexFormat.of().formatHex(random);
  }

  /**
   * Listens.
   *
   * @param addresses {@code host:port}
   * @return where it listens; port 0 became a real one
   * @throws IOException with the address and what to do, if one cannot be had; none is then
   *     listened to
   */
  public List<String> listen(List<String> addresses) throws IOException {
    List<String> actual = new ArrayList<>();
    try {
      for (String address : addresses) {
        actual.add(bind(address));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
    for (ServerSocket socket : listening) {
      Thread.ofPlatform().daemon().name("sluice-proxy").start(() -> accept(socket));
    }
    checks =
        loop.group()
            .scheduleAtFixedRate(
                this::checkTimes, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    return actual;
  }

  private String bind(String address) throws IOException {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon).replace("[", "").replace("]", "");
    int port = Integer.parseInt(address.substring(colon + 1));
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
    } catch (IOException e) {
      socket.close();
      throw new IOException(
          "Cannot listen on "
              + address
              + ": "
              + e.getMessage()
              + ". Is another Sluice running? `proxy.listen` in the configuration names the"
              + " address.",
          e);
    }
    listening.add(socket);
    return address.substring(0, colon + 1) + socket.getLocalPort();
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        welcome(socket.accept());
      } catch (IOException e) {
        if (!socket.isClosed()) {
          LOG.warn("A client could not be accepted: {}", e.getMessage());
          pause();
        }
      }
    }
  }

  /** Out of file descriptors, accepting fails at once, again and again. */
  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(CHECK_MILLIS / 10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void welcome(Socket client) throws IOException {
    if (open.incrementAndGet() > bounds.maxConnections()) {
      open.decrementAndGet();
      tellFull();
      turnAway(client);
      return;
    }
    fullTold = false;
    PerClient.Entry entry = perClient.enter(client.getInetAddress());
    if (entry != PerClient.Entry.STAYS) {
      open.decrementAndGet();
      tellTooMany(entry, client.getInetAddress());
      turnAway(client);
      return;
    }
    String number = id + "." + accepted.incrementAndGet();
    Thread.ofVirtual().name("sluice-proxy-" + number).start(() -> serve(client, number));
  }

  private void tellFull() {
    if (!fullTold) {
      fullTold = true;
      LOG.warn(
          "{} clients are connected; more are told to come back (proxy.max-connections)",
          bounds.maxConnections());
    }
  }

  private void tellTooMany(PerClient.Entry entry, InetAddress client) {
    if (entry == PerClient.Entry.FIRST_TOO_MANY) {
      LOG.warn(
          "{} has {} connections; more are told to come back (proxy.connections-per-client)",
          client.getHostAddress(),
          bounds.connectionsPerClient());
    }
  }

  private static void turnAway(Socket client) throws IOException {
    try (client) {
      client.getOutputStream().write(OwnReply.TOO_MANY_CONNECTIONS.bytes());
    }
  }

  private void serve(Socket client, String number) {
    InetAddress address = client.getInetAddress();
    try (client) {
      client.setTcpNoDelay(true);
      client.setKeepAlive(true);
      ClientEnds ends =
          new ClientEnds(
              (InetSocketAddress) client.getRemoteSocketAddress(),
              (InetSocketAddress) client.getLocalSocketAddress());
      converse(client, ends, number);
    } catch (IOException e) {
      LOG.debug("A client was gone before it was greeted: {}", e.getMessage());
    } finally {
      perClient.leave(address);
      open.decrementAndGet();
      if (stopping && sessions.isEmpty()) {
        empty.countDown();
      }
    }
  }

  private void converse(Socket client, ClientEnds ends, String number) throws IOException {
    ProxySettings now = settings.get();
    Link hop;
    try {
      hop = now.nextHop().open(ends);
    } catch (IOException e) {
      LOG.warn("{}: no connection to the next hop {}: {}", ends, now.nextHop().name(), reason(e));
      client.getOutputStream().write(OwnReply.NEXT_HOP_UNREACHABLE.bytes());
      return;
    }
    Session session =
        new Session(
            now, bounds, monotonicMillis, gatekeeper, ends, number, SocketLink.of(client), hop);
    sessions.add(session);
    try {
      if (stopping) {
        session.end();
      }
      session.run();
    } finally {
      sessions.remove(session);
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Whether no client is connected. */
  boolean isIdle() {
    return open.get() == 0;
  }

  private void checkTimes() {
    long now = monotonicMillis.getAsLong();
    for (Session session : sessions) {
      try {
        session.checkTime(now);
      } catch (IOException | RuntimeException e) {
        LOG.debug("{}: {}", session, e.toString());
      }
    }
  }

  /** Accepts no more, lets what is on its way arrive (for at most five seconds), closes. */
  @Override
  public void close() {
    stopping = true;
    for (ServerSocket socket : listening) {
      closeQuietly(socket);
    }
    listening.clear();
    for (Session session : sessions) {
      endQuietly(session);
    }
    awaitEmpty();
    if (checks != null) {
      checks.cancel(false);
    }
    sessions.forEach(Session::abort);
  }

  private static void closeQuietly(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("A listening socket was not closed cleanly", e);
    }
  }

  private static void endQuietly(Session session) {
    try {
      session.end();
    } catch (IOException e) {
      LOG.debug("{}: {}", session, e.toString());
    }
  }

  private void awaitEmpty() {
    try {
      if (!sessions.isEmpty() && !empty.await(STOP_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.warn("Some clients had not ended {} ms after the end", STOP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
