package org.sluice.store.embedded.facts;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.administration.Refusal;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The one thread that owns the connection. Writes that were decided already wait in a queue and go
 * in groups, one transaction each; if the file refuses they stay, in order, and are tried again.
 * Orders of administrators come after them, or fail. Thread-safe.
 */
final class FactsThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FactsThread.class);

  /** What cannot be written is kept in memory up to this many; then the oldest is given up. */
  static final int MOST_WAITING = 100_000;

  /** Writes of one transaction. */
  static final int GROUP = 500;

  private static final long END_SECONDS = 10;

  /** What is done within a transaction. */
  @FunctionalInterface
  interface Write {
    void to(Handle handle);
  }

  private record Waiting(Write write, CompletableFuture<Void> stage) {}

  private final Handle handle;
  private final Runnable committed;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "sluice-facts"));

  /** Guarded by itself. */
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  private volatile boolean recording = true;

  FactsThread(Handle handle, Runnable committed) {
    this.handle = handle;
    this.committed = committed;
  }

  boolean isRecording() {
    return recording;
  }

  /** A write that will be made; the stage completes when it is, or when it is known to wait. */
  CompletableFuture<Void> enqueue(Write write) {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    synchronized (waiting) {
      waiting.add(new Waiting(write, stage));
      if (waiting.size() > MOST_WAITING) {
        waiting.remove().stage().complete(null);
        LOG.error("A fact is given up: {} wait to be written", MOST_WAITING);
      }
    }
    executor.execute(this::writeWaiting);
    return stage;
  }

  /** Completes when all that was enqueued before is written or known to wait. */
  CompletableFuture<Void> whenCaughtUp() {
    return CompletableFuture.runAsync(this::writeWaiting, executor);
  }

  /** An order: written now with its consequence in memory, or the stage fails. */
  CompletableFuture<Void> order(Write write, Runnable then) {
    return CompletableFuture.runAsync(
        () -> {
          writeWaiting();
          handle.useTransaction(write::to);
          then.run();
          committed.run();
        },
        executor);
  }

  /**
   * An order, and waits for it.
   *
   * @throws Refusal if it cannot be written; then nothing changed
   */
  void obey(Write write, Runnable then) {
    try {
      order(write, then).join();
    } catch (CompletionException e) {
      throw new Refusal(
          Refusal.Kind.UNRECORDABLE,
          "Nothing was changed, because it cannot be recorded: "
              + e.getCause()
              + ". Is the disk full?",
          e);
    }
  }

  <T> T read(Function<Handle, T> read) {
    return CompletableFuture.supplyAsync(
            () -> {
              writeWaiting();
              return read.apply(handle);
            },
            executor)
        .join();
  }

  /** Tries again, if something waits. */
  void retry() {
    synchronized (waiting) {
      if (waiting.isEmpty()) {
        return;
      }
    }
    executor.execute(this::writeWaiting);
  }

  private void writeWaiting() {
    List<Waiting> group = next();
    while (!group.isEmpty() && write(group)) {
      synchronized (waiting) {
        waiting.removeAll(group);
      }
      if (!recording) {
        recording = true;
        LOG.info("Facts are written again");
      }
      group.forEach(w -> w.stage().complete(null));
      committed.run();
      group = next();
    }
    // What stays is decided and binds; nobody waits for the disk any longer.
    group.forEach(w -> w.stage().complete(null));
  }

  private List<Waiting> next() {
    synchronized (waiting) {
      return new ArrayList<>(waiting.stream().limit(GROUP).toList());
    }
  }

  private boolean write(List<Waiting> group) {
    try {
      handle.useTransaction(h -> group.forEach(w -> w.write().to(h)));
      return true;
    } catch (RuntimeException e) {
      return group.size() > 1 ? write(group.subList(0, 1)) && keepOnly(group) : failed(e);
    }
  }

  /** The first was written alone; the others take their turn again. */
  private static boolean keepOnly(List<Waiting> group) {
    group.subList(1, group.size()).clear();
    return true;
  }

  /** A row that the schema refuses would be refused for ever; anything else may pass. */
  private boolean failed(RuntimeException e) {
    if (isConstraint(e)) {
      LOG.error("A fact is given up, the database refuses it", e);
      return true;
    }
    if (recording) {
      LOG.error("Facts cannot be written; restrictions hold in memory and are tried again", e);
    }
    recording = false;
    return false;
  }

  private static boolean isConstraint(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException sqlite
          && (sqlite.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_CONSTRAINT.code) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    executor.execute(this::writeWaiting);
    executor.shutdown();
    try {
      if (!executor.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("The facts were not written within {} s of the end", END_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    handle.close();
  }
}
