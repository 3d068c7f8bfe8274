package org.sluice.server.socket;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that reads requests and sends replies; one beat two on a small machine. Tasks
 * given to it run after all that one turn has read.
 */
public final class EventLoop implements Executor, AutoCloseable {
  private static final long QUIET_MILLIS = 0;
  private static final long END_MILLIS = 5_000;

  private final EventLoopGroup group;

  /** Starts the thread: epoll on Linux, NIO elsewhere. */
  public EventLoop() {
    IoHandlerFactory io = isEpoll() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("sluice-loop"), io);
  }

  /** Whether sockets are epoll's. */
  public static boolean isEpoll() {
    return Epoll.isAvailable();
  }

  /** The one thread as Netty's group, for bootstraps. */
  public EventLoopGroup group() {
    return group;
  }

  @Override
  public void execute(Runnable task) {
    group.execute(task);
  }

  @Override
  public void close() {
    group
        .shutdownGracefully(QUIET_MILLIS, END_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
  }
}
