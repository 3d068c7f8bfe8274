package org.sluice.server.delegation;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
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
 * The policy delegation server (SMTPD_POLICY_README). Bounds: {@link DelegationBounds} and those of
 * the parser. Thread-safe; its connections live on the event loop.
 */
public final class DelegationServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DelegationServer.class);
  private static final int BACKLOG = 1024;
  private static final long CHECK_MILLIS = 1_000;
  private static final long STOP_MILLIS = 5_000;

  private final EventLoop loop;
  private final Doorkeeper doorkeeper;
  private final DelegationBounds bounds;
  private final LongSupplier monotonicMillis;
  private final List<Channel> listening = new ArrayList<>();
  private final List<ListenAddress> sockets = new ArrayList<>();

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
    List<String> actual = new ArrayList<>();
    try {
      for (String text : addresses) {
        actual.add(bind(new ListenAddress(text), unixMode));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
    checks =
        loop.group()
            .scheduleAtFixedRate(
                this::checkTimes, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    return actual;
  }

  private String bind(ListenAddress address, String unixMode) throws IOException {
    if (address.isUnix()) {
      address.removeStale();
      bind(unixChannel(), unixAddress(address), address);
      Files.setPosixFilePermissions(address.path(), permissions(unixMode));
      sockets.add(address);
      return address.text();
    }
    Channel channel = bind(tcpChannel(), address.inet(), address);
    InetSocketAddress bound = (InetSocketAddress) channel.localAddress();
    return address.inet().getPort() == 0
        ? address.text().replaceFirst(":0$", ":" + bound.getPort())
        : address.text();
  }

  private Channel bind(
      Class<? extends ServerChannel> type, SocketAddress address, ListenAddress named)
      throws IOException {
    try {
      Channel channel = bootstrap(type).bind(address).syncUninterruptibly().channel();
      listening.add(channel);
      return channel;
    } catch (RuntimeException e) {
      throw failed(named, e);
    } catch (Exception e) {
      // Netty throws what the bind met, checked or not.
      throw failed(named, e);
    }
  }

  private static IOException failed(ListenAddress address, Exception e) {
    return new IOException(
        "Cannot listen on "
            + address.text()
            + ": "
            + e.getMessage()
            + ". Is another Sluice running? `delegation.listen` in the configuration names the"
            + " address.",
        e);
  }

  private ServerBootstrap bootstrap(Class<? extends ServerChannel> type) {
    return new ServerBootstrap()
        .group(loop.group())
        .channel(type)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(Connection.READ_BYTES))
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new Connection(DelegationServer.this));
              }
            });
  }

  private static Class<? extends ServerChannel> tcpChannel() {
    return EventLoop.isEpoll() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  private static Class<? extends ServerChannel> unixChannel() {
    return EventLoop.isEpoll()
        ? EpollServerDomainSocketChannel.class
        : NioServerDomainSocketChannel.class;
  }

  private static SocketAddress unixAddress(ListenAddress address) {
    return EventLoop.isEpoll()
        ? new DomainSocketAddress(address.path().toString())
        : UnixDomainSocketAddress.of(address.path());
  }

  private static Set<PosixFilePermission> permissions(String octal) {
    int bits = Integer.parseInt(octal, 8);
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < all.length; i++) {
      if ((bits & (1 << (all.length - 1 - i))) != 0) {
        set.add(all[i]);
      }
    }
    return set;
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
    listening.forEach(channel -> channel.close().awaitUninterruptibly());
    listening.clear();
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
    sockets.forEach(DelegationServer::deleteSocket);
    sockets.clear();
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

  private static void deleteSocket(ListenAddress address) {
    try {
      Files.deleteIfExists(address.path());
    } catch (IOException e) {
      LOG.warn("The socket {} could not be removed", address.path(), e);
    }
  }
}
