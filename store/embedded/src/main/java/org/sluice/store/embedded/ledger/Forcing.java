package org.sluice.store.embedded.ledger;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Brings the journal to the disk on a thread of its own. Where snapshots are written it would wait
 * for them, and a power cut meanwhile would take more than the last second. At most one waits while
 * one is at work, however slow the disk is. Thread-safe.
 */
final class Forcing implements AutoCloseable {
  private final Journal journal;
  private final Consumer<IOException> lost;
  private final AtomicBoolean due = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("sluice-force").factory());

  /**
   * @param lost told of what the disk refused
   */
  Forcing(Journal journal, Consumer<IOException> lost) {
    this.journal = journal;
    this.lost = lost;
  }

  /** Has all that is written by now brought to the disk, and does not wait for it. */
  void soon() {
    if (due.compareAndSet(false, true)) {
      thread.execute(this::force);
    }
  }

  private void force() {
    due.set(false);
    try {
      journal.force();
    } catch (IOException e) {
      lost.accept(e);
    }
  }

  /** Waits for what is at work; its failure may still be told. */
  @Override
  public void close() {
    thread.close();
  }
}
