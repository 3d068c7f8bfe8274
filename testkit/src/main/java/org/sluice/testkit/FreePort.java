package org.sluice.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of loopback for real servers, which must be told theirs before they start. They lie below
 * those that the kernel gives to connections, each is given once, and processes that run side by
 * side begin at different places: what is free now is still free when the server starts.
 * Thread-safe.
 */
public final class FreePort {
  private static final int FIRST = 10_100;
  private static final int LAST = 22_000;

  /** The bus of a Redis Cluster listens so far above. */
  private static final int BUS = 10_000;

  private static final AtomicInteger NEXT =
      new AtomicInteger(FIRST + (int) (ProcessHandle.current().pid() * 97 % (LAST - FIRST)));

  private FreePort() {}

  /** A port at which nothing listens, nor at the one 10 000 above it. */
  public static int next() {
    for (int i = FIRST; i <= LAST; i++) {
      int port = NEXT.getAndUpdate(p -> p == LAST ? FIRST : p + 1);
      if (isFree(port) && isFree(port + BUS)) {
        return port;
      }
    }
    throw new IllegalStateException("No port is free");
  }

  /** Whether nothing listens at a port. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
