package org.sluice.notify.courier;

import java.io.Closeable;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what takes too long. A socket's own timeout is one of each read, and a peer that sends a
 * byte now and then never meets it. Thread-safe.
 */
public final class Deadline implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Deadline.class);

  private final Thread waiting;
  private volatile boolean over;

  private Deadline(Closeable something, long millis) {
    this.waiting = Thread.ofVirtual().unstarted(() -> close(something, millis));
  }

  /** From now on, until this is closed, something has so long; then it is closed. */
  public static Deadline of(Closeable something, long millis) {
    Deadline deadline = new Deadline(something, millis);
    deadline.waiting.start();
    return deadline;
  }

  /** Whether it took too long. */
  public boolean isOver() {
    return over;
  }

  private void close(Closeable something, long millis) {
    try {
      Thread.sleep(millis);
      over = true;
      something.close();
    } catch (InterruptedException e) {
      // It was done in time.
    } catch (IOException e) {
      LOG.warn("What took longer than {} ms could not be closed: {}", millis, e.toString());
    }
  }

  @Override
  public void close() {
    waiting.interrupt();
  }
}
