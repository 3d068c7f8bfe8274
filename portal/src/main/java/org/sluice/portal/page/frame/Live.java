package org.sluice.portal.page.frame;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.UnauthorizedResponse;
import io.javalin.http.sse.SseClient;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.sluice.portal.http.Admission;

/**
 * Tells open pages that something changed (server-sent events). An event has no content: the page
 * asks for what it shows, and is answered what its reader may see.
 *
 * <p>At most {@value #MOST_PAGES} pages listen; each is told at most once in {@value #LEAST_MILLIS}
 * ms, and every {@value #TICK_SECONDS} s that time goes on. A page costs a virtual thread.
 * Thread-safe.
 */
public final class Live implements AutoCloseable {
  /** The most pages that listen; those beyond show what was there when they were opened. */
  static final int MOST_PAGES = 200;

  /** The least time between two events of a page. */
  static final int LEAST_MILLIS = 1_000;

  /** How often a page hears that time goes on; also keeps the connection. */
  static final int TICK_SECONDS = 10;

  /** A browser drops an event without data (HTML, "dispatch the event", step 2). */
  private static final String NO_CONTENT = "-";

  private final AtomicInteger pages = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private long changes;
  private boolean ended;

  /** Something changed. Returns at once. */
  public void changed() {
    lock.lock();
    try {
      changes++;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void addTo(RoutesConfig routes, String path, Admission admission) {
    routes.before(path, context -> admit(context, admission));
    routes.sse(path, this::listen);
  }

  private void admit(Context context, Admission admission) {
    if (admission.actor(context).isEmpty()) {
      throw new UnauthorizedResponse("Nobody is signed in.");
    }
    if (pages.get() >= MOST_PAGES) {
      throw new HttpResponseException(
          HttpStatus.SERVICE_UNAVAILABLE.getCode(),
          MOST_PAGES + " pages listen already, the most there may be.",
          Map.of());
    }
  }

  private void listen(SseClient client) {
    pages.incrementAndGet();
    client.ctx().disableCompression();
    client.keepAlive();
    client.onClose(pages::decrementAndGet);
    Thread.ofVirtual().name("sluice-live").start(() -> tell(client));
  }

  private void tell(SseClient client) {
    try {
      client.sendEvent("hello", NO_CONTENT);
      long seen = known();
      while (!client.terminated() && !isEnded()) {
        long now = await(seen);
        client.sendEvent(now == seen ? "tick" : "changed", NO_CONTENT);
        seen = now;
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.close();
    }
  }

  private long known() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  private boolean isEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a change, but no longer than a tick. */
  private long await(long seen) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(TICK_SECONDS);
      while (changes == seen && !ended && left > 0) {
        left = news.awaitNanos(left);
      }
      return changes;
    } finally {
      lock.unlock();
    }
  }

  /** Changes that come close together are one event. */
  private void pause() throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(LEAST_MILLIS);
      while (!ended && left > 0) {
        left = news.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets all pages go. */
  @Override
  public void close() {
    lock.lock();
    try {
      ended = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
