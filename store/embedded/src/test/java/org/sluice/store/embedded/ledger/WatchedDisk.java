package org.sluice.store.embedded.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The real disk, watched: each step is told before it is done, and may fail or wait there. */
final class WatchedDisk implements JournalFiles {
  /** What is done with a file. */
  enum Step {
    CREATE,
    APPEND,
    FORCE,
    CLOSE
  }

  /** Called before a step, on the thread that does it. */
  @FunctionalInterface
  interface Watch {
    void before(Step step, Path file) throws IOException;
  }

  private record Done(Step step, Path file) {}

  private final List<Done> done = new CopyOnWriteArrayList<>();
  private volatile Watch watch = (step, file) -> {};

  void watch(Watch next) {
    watch = next;
  }

  /** From now on a step fails. */
  void refuse(Step refused) {
    watch =
        (step, file) -> {
          if (step == refused) {
            throw new IOException("The disk refuses: " + step);
          }
        };
  }

  static boolean isJournal(Path file) {
    return file.toString().endsWith(".journal");
  }

  /** How often a step was done, or tried, with files of the journal. */
  long journals(Step step) {
    return done.stream().filter(each -> each.step() == step && isJournal(each.file())).count();
  }

  /** How often a step was done, or tried, with snapshots. */
  long snapshots(Step step) {
    return done.stream().filter(each -> each.step() == step && !isJournal(each.file())).count();
  }

  private void before(Step step, Path file) throws IOException {
    done.add(new Done(step, file));
    watch.before(step, file);
  }

  @Override
  public JournalFile create(Path path) throws IOException {
    before(Step.CREATE, path);
    JournalFile file = JournalFiles.onDisk().create(path);
    return new JournalFile() {
      @Override
      public void append(ByteBuffer bytes) throws IOException {
        before(Step.APPEND, path);
        file.append(bytes);
      }

      @Override
      public void force() throws IOException {
        before(Step.FORCE, path);
        file.force();
      }

      @Override
      public void truncate(long size) throws IOException {
        file.truncate(size);
      }

      @Override
      public void close() throws IOException {
        before(Step.CLOSE, path);
        file.close();
      }
    };
  }
}
