package org.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A network between a node and a store of this machine that can be cut without a word, mended, and
 * made slow.
 */
public final class TcpProxy implements AutoCloseable {
  private final int target;
  private final ServerSocket door;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Object cable = new Object();
  private boolean cut;
  private volatile long delayMillis;

  /** To a port of this machine. */
  public TcpProxy(int target) {
    this.target = target;
    try {
      this.door = new ServerSocket();
      door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it listens on 127.0.0.1. */
  public int port() {
    return door.getLocalPort();
  }

  /** From now on bytes are held back in both directions; connections stay open. */
  public void cut() {
    synchronized (cable) {
      cut = true;
    }
  }

  /** From now on what is sent arrives so much later. */
  public void delay(long millis) {
    delayMillis = millis;
  }

  /** Bytes flow again, also those that were held back. */
  public void mend() {
    synchronized (cable) {
      cut = false;
      cable.notifyAll();
    }
  }

  private void accept() {
    try {
      while (!door.isClosed()) {
        join(door.accept());
      }
    } catch (IOException e) {
      close();
    }
  }

  /** A target that does not listen now may do so later. */
  private void join(Socket client) {
    sockets.add(client);
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.add(server);
      Thread.ofVirtual().start(() -> pump(client, server));
      Thread.ofVirtual().start(() -> pump(server, client));
    } catch (IOException e) {
      close(client);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[16_384];
    try {
      for (int n = from.getInputStream().read(buffer); n >= 0; ) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
        awaitCable();
        to.getOutputStream().write(buffer, 0, n);
        n = from.getInputStream().read(buffer);
      }
    } catch (IOException | InterruptedException e) {
      // Either end is gone, which the other learns below.
    } finally {
      close(from);
      close(to);
    }
  }

  private void awaitCable() throws InterruptedException {
    synchronized (cable) {
      while (cut) {
        cable.wait();
      }
    }
  }

  private void close(Socket socket) {
    try {
      socket.close();
      sockets.remove(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    mend();
    sockets.forEach(this::close);
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
