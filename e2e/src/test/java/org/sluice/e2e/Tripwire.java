package org.sluice.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A way to a server of this machine. The first time that a client says a word on it, something
 * happens before the server hears the word.
 */
final class Tripwire implements AutoCloseable {
  private static final Runnable TRIPPED = () -> {};

  private final String word;
  private final ServerSocket door;
  private final AtomicInteger target = new AtomicInteger();
  private final AtomicReference<Runnable> then = new AtomicReference<>(() -> {});

  Tripwire(String word) {
    this.word = word;
    try {
      door = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Leads to a port; the one to come by instead. */
  int to(int port) {
    target.set(port);
    return door.getLocalPort();
  }

  /** What happens at the word, once. */
  void then(Runnable what) {
    then.set(what);
  }

  /** Whether it has happened. */
  boolean isTripped() {
    return then.get() == TRIPPED;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> pass(client));
      } catch (IOException e) {
        return; // It is closed.
      }
    }
  }

  private void pass(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target.get())) {
      Thread back = Thread.ofVirtual().start(() -> copy(server, client, false));
      copy(client, server, true);
      back.join();
    } catch (IOException e) {
      // The server is gone: the client's connection ends too.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends both when one of them ends. */
  private void copy(Socket from, Socket to, boolean watched) {
    byte[] buffer = new byte[1 << 14];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (watched && new String(buffer, 0, length, ISO_8859_1).contains(word)) {
          then.getAndSet(TRIPPED).run();
        }
        to.getOutputStream().write(buffer, 0, length);
      }
    } catch (IOException e) {
      // One of them is gone.
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
