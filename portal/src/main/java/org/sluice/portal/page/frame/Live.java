package org.sluice.portal.page.frame;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.UnauthorizedResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.sluice.core.access.Role;
import org.sluice.portal.http.Admission;

/**
 * Tells open pages that something changed (server-sent events). An event has no content: the page
 * asks for what it shows, and is answered what its reader may see. It says up to which change it
 * knows, so that none between its own answer and its listening is lost; to another node, or after a
 * restart, that number means nothing, and the page is told once for nothing.
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

  /** The parameter that says how many changes a page knows ({@link #known}). */
  static final String SINCE = "since";

  private final int most;
  private final AtomicInteger pages = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private long changes;
  private boolean ended;

  public Live() {
    this(MOST_PAGES);
  }

  /** With another bound. */
  Live(int most) {
    this.most = most;
  }

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
    routes.get(path, context -> listen(context, admission));
  }

  /** How many changes there were: what a page that begins now shows. */
  long known() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  private void listen(Context context, Admission admission) {
    if (admission.actor(context).filter(a -> a.role().includes(Role.SecurityReader)).isEmpty()) {
      throw new UnauthorizedResponse("No administrator is signed in.");
    }
    if (pages.incrementAndGet() > most) {
      pages.decrementAndGet();
      throw new HttpResponseException(
          HttpStatus.SERVICE_UNAVAILABLE.getCode(),
          most + " pages listen already, the most there may be.",
          Map.of());
    }
    context
        .disableCompression()
        .contentType("text/event-stream; charset=utf-8")
        .header("Cache-Control", "no-store")
        .header("X-Accel-Buffering", "no");
    String since = context.queryParam(SINCE);
    long seen = since != null && since.matches("[0-9]{1,18}") ? Long.parseLong(since) : known();
    context.future(() -> tell(context, seen));
  }

  /** Begins once the request has let go of the server's thread. */
  private CompletableFuture<Void> tell(Context context, long seen) {
    CompletableFuture<Void> told = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("sluice-live")
        .start(() -> {
          try {
            tellUntilTheEnd(context.res().getOutputStream(), seen);
            told.complete(null);
          } catch (IOException e) {
            // The page was left, and the server has let go of its request already: what would
            // complete it now would touch the next one's.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            gone();
          }
        });
    return told;
  }

  private void gone() {
    lock.lock();
    try {
      pages.decrementAndGet();
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What changed since the page began, before it listened, is told at once. */
  private void tellUntilTheEnd(OutputStream out, long since)
      throws IOException, InterruptedException {
    long seen = since;
    send(out, "hello");
    while (!isEnded()) {
      long now = await(seen);
      send(out, now == seen ? "tick" : "changed");
      seen = now;
      pause();
    }
  }

  /** A browser drops an event without data (HTML, "dispatch the event", step 2). */
  private static void send(OutputStream out, String name) throws IOException {
    out.write(("event: " + name + "\ndata: -\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
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

  /** Lets all pages go, and waits for that, but no longer than {@value #LEAST_MILLIS} ms. */
  @Override
  public void close() {
    lock.lock();
    try {
      ended = true;
      news.signalAll();
      long left = TimeUnit.MILLISECONDS.toNanos(LEAST_MILLIS);
      while (pages.get() > 0 && left > 0) {
        left = news.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
