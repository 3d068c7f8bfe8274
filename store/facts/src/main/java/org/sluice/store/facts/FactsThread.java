package org.sluice.store.facts;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.administration.Refusal;

/**
 * The one thread of this node that writes facts. Writes that were decided already wait in a queue
 * and go in groups, one transaction each; if the database refuses they stay, in order, and are
 * tried again. Orders of administrators come after them, or fail. Thread-safe.
 */
final class FactsThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FactsThread.class);

  /** What cannot be written is kept in memory up to this many; then the oldest is given up. */
  static final int MOST_WAITING = 100_000;

  private static final long END_SECONDS = 10;

  /** What is done within a transaction; may be done again in another if that one fails. */
  @FunctionalInterface
  interface Write {
    void to(Handle handle);
  }

  private record Waiting(String what, Write write, Runnable then, CompletableFuture<Void> stage) {}

  private record Unclear(List<Waiting> group, UnclearCommit commit) {}

  private final FactsDatabase database;
  private final Runnable committed;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "sluice-facts"));

  /** Guarded by itself. */
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  private final AtomicBoolean called = new AtomicBoolean();
  private Optional<Unclear> unclear = Optional.empty();
  private final LongAdder failures = new LongAdder();
  private final LongAdder givenUp = new LongAdder();
  private volatile boolean recording = true;
  private final LongAdder losses = new LongAdder();
  private volatile String cause = "";
  private volatile long busySinceNanos;

  FactsThread(FactsDatabase database, Runnable committed) {
    this.database = database;
    this.committed = committed;
  }

  /** Whether writes succeed, and no step takes longer than anybody waits for it. */
  boolean isRecording() {
    return recording && !isLate() && database.isReachable();
  }

  /** Whether a write has failed, and waits to be tried again. */
  boolean isFailing() {
    return !recording;
  }

  private boolean isLate() {
    long since = busySinceNanos;
    return since != 0 && System.nanoTime() - since > database.patience().toNanos();
  }

  /** How often a step to the database failed since the start. */
  long failures() {
    return failures.sum();
  }

  /** How many facts were given up since the start: refused for ever, or too many that wait. */
  long givenUp() {
    return givenUp.sum();
  }

  /** How often writing began to fail since the start. */
  long losses() {
    return losses.sum();
  }

  /** Why it is not recording, as far as is known; empty if it is. */
  String cause() {
    if (!recording) {
      return cause;
    }
    if (isLate()) {
      return "A step has taken more than " + database.patience().toSeconds() + " s";
    }
    return database.isReachable() ? cause : "The database cannot be reached";
  }

  /** A write that will be made; the stage completes when it is, or when it is known to wait. */
  CompletableFuture<Void> enqueue(Write write) {
    return enqueue("of housekeeping", write, () -> {});
  }

  /**
   * The same, with its consequence in memory once it is committed.
   *
   * @param what it is, for the log if it has to be given up
   */
  CompletableFuture<Void> enqueue(String what, Write write, Runnable then) {
    CompletableFuture<Void> stage = new CompletableFuture<>();
    synchronized (waiting) {
      waiting.add(new Waiting(what, write, then, stage));
      if (waiting.size() > MOST_WAITING) {
        Waiting oldest = waiting.remove();
        oldest.stage().complete(null);
        givenUp.increment();
        LOG.error("A fact ({}) is given up: {} wait to be written", oldest.what(), MOST_WAITING);
      }
    }
    call();
    return stage.completeOnTimeout(null, database.patience().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** At most one call of the thread waits: a database that hangs makes no queue of them. */
  private void call() {
    if (called.compareAndSet(false, true)) {
      executor.execute(() -> {
        called.set(false);
        writeWaiting();
      });
    }
  }

  /** Completes when all that was enqueued before is written or known to wait. */
  CompletableFuture<Void> whenCaughtUp() {
    return CompletableFuture.runAsync(this::writeWaiting, executor)
        .completeOnTimeout(null, database.patience().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** An order: written now with its consequence in memory, or the stage fails. */
  CompletableFuture<Void> order(Write write, Runnable then) {
    return CompletableFuture.runAsync(
        () -> {
          writeWaiting();
          var _ = busy(() -> ordered(write));
          then.run();
          committed.run();
        },
        executor);
  }

  private boolean ordered(Write write) {
    try {
      alone(write);
      if (recording) {
        cause = "";
      }
    } catch (UnclearCommit e) {
      count(e);
      findOut(e);
    } catch (JdbiException | FactsFailure e) {
      orderFailed(e);
      throw e;
    }
    return true;
  }

  /**
   * What an order could not write, a write of nothing may not either: it waits and is tried again
   * like any other, and so shows whether the database is lost, and when it is back.
   */
  private void orderFailed(RuntimeException e) {
    count(e);
    synchronized (waiting) {
      if (!waiting.isEmpty() || database.dialect().refusesForEver(e)) {
        return;
      }
    }
    var _ = enqueue(handle -> handle.execute("UPDATE audit_state SET number = number"));
  }

  private void count(RuntimeException e) {
    cause = String.valueOf(Unrecorded.root(e).getMessage());
    counted(e);
  }

  /** Each is in the log, but for what is tried again every second while writing fails. */
  void counted(Throwable e) {
    failures.increment();
    if (recording) {
      LOG.warn("A step to the facts' database failed: {}", Unrecorded.root(e).toString());
    }
  }

  /** Returns if it was committed. */
  private void findOut(UnclearCommit unclear) {
    boolean committed;
    try {
      committed = database.isCommitted(unclear);
    } catch (RuntimeException e) {
      unclear.addSuppressed(e);
      throw unclear;
    }
    if (!committed) {
      throw new FactsFailure("The connection was lost before it was committed", unclear);
    }
  }

  /**
   * An order, and waits for it.
   *
   * @throws Refusal if it cannot be written; then nothing changed, unless it says that nobody knows
   */
  void obey(Write write, Runnable then) {
    try {
      order(write, then).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      throw Unrecorded.act(e, database.advice());
    }
  }

  /**
   * Reads in turn with the writes.
   *
   * @throws Refusal if it cannot be read
   */
  <T> T read(Function<Handle, T> read) {
    try {
      return CompletableFuture.supplyAsync(
              () -> {
                writeWaiting();
                return busy(() -> database.read(read));
              },
              executor)
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal; // It could be read, and this is what is there.
      }
      throw unread(e.getCause() instanceof RuntimeException cause ? cause : e);
    }
  }

  /**
   * What whoever asked is told of a reading that failed, at every door: what to look at. A fault of
   * the program is none of the database, and stays what it is.
   */
  RuntimeException unread(RuntimeException why) {
    if (!(why instanceof JdbiException) && !(why instanceof FactsFailure)) {
      return why;
    }
    counted(why);
    return Unrecorded.reading(why, database.advice());
  }

  /** Changes what is in memory, in turn with the writes. */
  CompletableFuture<Void> inTurn(Runnable task) {
    return CompletableFuture.runAsync(task, executor);
  }

  /** Tries again, if something waits. */
  void retry() {
    synchronized (waiting) {
      if (waiting.isEmpty()) {
        return;
      }
    }
    call();
  }

  private void alone(Write write) {
    database.alone(h -> {
      write.to(h);
      return true;
    });
  }

  /** A read too: what it takes longer than its time, nothing is written in. */
  private <T> T busy(Supplier<T> work) {
    busySinceNanos = System.nanoTime();
    try {
      return work.get();
    } finally {
      busySinceNanos = 0;
    }
  }

  private void writeWaiting() {
    List<Waiting> group = next();
    while (!group.isEmpty() && written(group)) {
      synchronized (waiting) {
        group.forEach(waiting::remove); // They stand at its head.
      }
      succeeded();
      group.forEach(w -> w.then().run());
      group.forEach(w -> w.stage().complete(null));
      committed.run();
      group = next();
    }
    // What stays is decided and binds; nobody waits for the database any longer.
    group.forEach(w -> w.stage().complete(null));
  }

  /** What failed before is over. */
  private void succeeded() {
    cause = "";
    if (!recording) {
      recording = true;
      LOG.info("Facts are written again");
    }
  }

  private List<Waiting> next() {
    if (unclear.isPresent()) {
      return unclear.get().group();
    }
    synchronized (waiting) {
      return new ArrayList<>(waiting.stream().limit(database.group()).toList());
    }
  }

  private boolean written(List<Waiting> group) {
    return busy(() -> write(group));
  }

  private boolean write(List<Waiting> group) {
    try {
      if (unclear.isEmpty() || !database.isCommitted(unclear.get().commit())) {
        alone(h -> group.forEach(w -> w.write().to(h)));
      }
      unclear = Optional.empty();
      return true;
    } catch (UnclearCommit e) {
      unclear = Optional.of(new Unclear(new ArrayList<>(group), e));
      return failed(group.getFirst().what(), e);
    } catch (RuntimeException e) {
      if (group.size() > 1 && database.dialect().refusesForEver(e)) {
        return write(group.subList(0, 1)) && keepOnly(group);
      }
      return failed(group.getFirst().what(), e);
    }
  }

  /** The first was written alone; the others take their turn again. */
  private static boolean keepOnly(List<Waiting> group) {
    group.subList(1, group.size()).clear();
    return true;
  }

  /** A row that the schema refuses would be refused for ever; anything else may pass. */
  private boolean failed(String what, RuntimeException e) {
    count(e);
    if (database.dialect().refusesForEver(e)) {
      givenUp.increment();
      LOG.error("A fact ({}) is given up, the database refuses it", what, e);
      return true;
    }
    if (recording) {
      recording = false;
      losses.increment();
      LOG.error("Facts cannot be written; restrictions hold in memory and are tried again", e);
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
    database.close();
  }
}
