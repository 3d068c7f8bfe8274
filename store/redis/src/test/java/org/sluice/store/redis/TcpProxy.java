package org.sluice.store.redis;

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
import org.sluice.testkit.FreePort;

/** A network between a node and its Redis that can be cut without a word, and mended. */
final class TcpProxy implements AutoCloseable {
  private final int target;
  private final ServerSocket door;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Object cable = new Object();
  private boolean cut;
  private volatile long delayMillis;

  TcpProxy(int target) {
    this.target = target;
    try {
      this.door = new ServerSocket();
      door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.next()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  String uri() {
    return "redis://127.0.0.1:" + door.getLocalPort();
  }

  /** From now on bytes are held back in both directions; connections stay open. */
  void cut() {
    synchronized (cable) {
      cut = true;
    }
  }

  /** From now on what is sent arrives so much later. */
  void delay(long millis) {
    delayMillis = millis;
  }

  void mend() {
    synchronized (cable) {
      cut = false;
      cable.notifyAll();
    }
  }

  private void accept() {
    try {
      while (!door.isClosed()) {
        Socket client = door.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        Thread.ofVirtual().start(() -> pump(client, server));
        Thread.ofVirtual().start(() -> pump(server, client));
      }
    } catch (IOException e) {
      close();
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
