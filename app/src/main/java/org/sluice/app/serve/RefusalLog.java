package org.sluice.app.serve;

import static org.sluice.core.decision.Reason.FORWARD_MONITORED;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.decision.Decision;
import org.sluice.core.mail.Submission;
import org.sluice.core.report.RefusedMessage;
import org.sluice.core.report.Reporting;

/**
 * One log line for each refusal, by which an operator finds what a sender's reference means. A
 * thread of its own writes, so that a slow log never delays a reply; a flood that it cannot follow
 * is told as a number.
 */
final class RefusalLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("org.sluice.Refusals");
  private static final int MOST_WAITING = 4_096;
  private static final long END_MILLIS = 2_000;

  private final BlockingQueue<Supplier<String>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong droppedInAll = new AtomicLong();
  private final Thread writer = new Thread(this::write, "sluice-refusals");
  private volatile boolean closing;

  RefusalLog() {
    writer.setDaemon(true);
    writer.start();
  }

  void tell(Submission submission, Decision decision) {
    boolean told = !(decision instanceof Decision.Permit) || decision.reason() == FORWARD_MONITORED;
    if (told) {
      write(() -> text(submission, decision));
    }
  }

  /** What became of a refused message that a door took to report it. */
  void tell(RefusedMessage message, String door, Reporting became) {
    write(() -> text(message, door, became));
  }

  /** A refused message that waits in the MTA's hold queue. */
  void tellHeld(Submission message, Decision.Reject why) {
    write(() -> text("held by the MTA", why.reference(), why.reason().explanation(), message));
  }

  /** A message that no door could judge, and whose sender reads no reference. */
  void tellTooLarge(Submission message) {
    write(() -> text("refused", "none", "it is too large to be judged", message));
  }

  private void write(Supplier<String> line) {
    if (!waiting.offer(line)) {
      dropped.incrementAndGet();
      droppedInAll.incrementAndGet();
    }
  }

  /** Refusals since the start that have no line of their own. */
  long droppedInAll() {
    return droppedInAll.get();
  }

  private void write() {
    try {
      while (!closing || !waiting.isEmpty()) {
        Supplier<String> line = waiting.poll(1, TimeUnit.SECONDS);
        if (line != null) {
          LOG.info(line.get());
        }
        long missing = dropped.getAndSet(0);
        if (missing > 0) {
          LOG.warn("{} more refusals were too many for the log", missing);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String text(Submission submission, Decision decision) {
    return switch (decision) {
      case Decision.Permit permit ->
          text("passed", "none", permit.reason().explanation(), submission);
      case Decision.Defer defer ->
          text("deferred", defer.reference(), defer.reason().explanation(), submission);
      case Decision.Reject reject ->
          text("refused", reject.reference(), reject.reason().explanation(), submission);
    };
  }

  private static String text(RefusedMessage message, String door, Reporting became) {
    return "reference %s: %s: %s (to %s, by the %s)"
        .formatted(
            message.reference(),
            became.words(),
            message.reason().explanation(),
            message.account(),
            door);
  }

  private static String text(String verb, String reference, String why, Submission s) {
    return "reference %s: %s: %s (login %s, client %s, queue id %s)"
        .formatted(
            reference,
            verb,
            why,
            s.login().isNone() ? "none" : bare(s.login().name()),
            s.client().text().isEmpty() ? "unknown" : bare(s.client().text()),
            s.queueId().isEmpty() ? "none yet" : bare(s.queueId()));
  }

  /** No control character of a login reaches a log. */
  private static String bare(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }

  @Override
  public void close() {
    closing = true;
    try {
      writer.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
