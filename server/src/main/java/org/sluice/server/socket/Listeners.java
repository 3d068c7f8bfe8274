package org.sluice.server.socket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening sockets of one door, TCP and Unix, on the event loop. Each connection gets a
 * handler of its own. Not thread-safe: the one that starts and ends the door calls it.
 */
public final class Listeners implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
  private static final int BACKLOG = 1024;

  private final EventLoop loop;
  private final String option;
  private final int readBytes;
  private final Supplier<ChannelHandler> handlers;
  private final List<Channel> listening = new ArrayList<>();
  private final List<ListenAddress> sockets = new ArrayList<>();

  /**
   * @param option the option that names the addresses, for messages: {@code delegation.listen}
   * @param readBytes bytes of one read
   * @param handlers makes the handler of a connection
   */
  public Listeners(
      EventLoop loop, String option, int readBytes, Supplier<ChannelHandler> handlers) {
    this.loop = loop;
    this.option = option;
    this.readBytes = readBytes;
    this.handlers = handlers;
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
      return actual;
    } catch (IOException e) {
      close();
      throw e;
    }
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

  private IOException failed(ListenAddress address, Exception e) {
    return new IOException(
        "Cannot listen on "
            + address.text()
            + ": "
            + e.getMessage()
            + ". Is another Sluice running? `"
            + option
            + "` in the configuration names the address.",
        e);
  }

  private ServerBootstrap bootstrap(Class<? extends ServerChannel> type) {
    return new ServerBootstrap()
        .group(loop.group())
        .channel(type)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(readBytes))
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handlers.get());
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

  /** Accepts no more. Connections stay; {@link #removeSockets} ends the Unix sockets. */
  public void stopAccepting() {
    listening.forEach(channel -> channel.close().awaitUninterruptibly());
    listening.clear();
  }

  /** Removes the files of the Unix sockets. */
  public void removeSockets() {
    sockets.forEach(Listeners::remove);
    sockets.clear();
  }

  private static void remove(ListenAddress address) {
    try {
      Files.deleteIfExists(address.path());
    } catch (IOException e) {
      LOG.warn("The socket {} could not be removed", address.path(), e);
    }
  }

  @Override
  public void close() {
    stopAccepting();
    removeSockets();
  }
}
