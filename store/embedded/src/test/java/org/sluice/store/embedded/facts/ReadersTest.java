package org.sluice.store.embedded.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are kept for the next who reads. */
class ReadersTest {
  @TempDir private Path folder;
  private final List<Handle> opened = new CopyOnWriteArrayList<>();
  private Database database;
  private Handle writer;
  private Readers readers;

  @BeforeEach
  void open() {
    database = new Database(folder);
    writer = database.writing();
    writer.execute("CREATE TABLE fact (number INTEGER PRIMARY KEY)");
    readers = new Readers(this::opened);
  }

  @AfterEach
  void close() {
    readers.close();
    database.close();
  }

  private Handle opened() {
    Handle handle = Database.reading(folder.resolve(SqliteFacts.FILE));
    opened.add(handle);
    return handle;
  }

  private static int count(Handle handle) {
    return handle.createQuery("SELECT count(*) FROM fact").mapTo(Integer.class).one();
  }

  private long open(List<Handle> handles) {
    return handles.stream().filter(h -> !h.isClosed()).count();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** So many, each of whom reads while the others do; {@code then} follows once all do. */
  private void together(int count, Runnable then) {
    CyclicBarrier all = new CyclicBarrier(count, then);
    List<CompletableFuture<Integer>> readings =
        IntStream.range(0, count)
            .mapToObj(i ->
                CompletableFuture.supplyAsync(
                    () ->
                        readers.read(handle -> {
                          int read = count(handle);
                          await(all);
                          return read;
                        }),
                    Thread::startVirtualThread))
            .toList();
    assertThat(readings).allSatisfy(read -> assertThat(read.get(60, TimeUnit.SECONDS)).isZero());
  }

  @Test
  void who_reads_after_another_uses_its_connection() {
    for (int i = 0; i < 9; i++) {
      assertThat(readers.read(ReadersTest::count)).isEqualTo(i);
      writer.execute("INSERT INTO fact VALUES (?)", i);
    }
    assertThat(opened).hasSize(1);
  }

  @Test
  void who_finds_none_opens_one_and_no_more_than_some_are_kept() {
    for (int count : List.of(Readers.KEPT - 1, Readers.KEPT, Readers.KEPT + 1)) {
      opened.clear();
      readers = new Readers(this::opened);
      together(count, () -> {});
      assertThat(opened).as("%d at once", count).hasSize(count);
      assertThat(open(opened)).as("%d at once", count).isEqualTo(Math.min(count, Readers.KEPT));
      readers.close();
      assertThat(open(opened)).isZero();
    }
  }

  @Test
  void one_whose_reading_failed_is_not_kept() {
    assertThatThrownBy(() -> readers.read(handle -> handle.execute("SELECT * FROM nothing")))
        .hasMessageContaining("nothing");
    assertThat(open(opened)).isZero();
    assertThat(readers.read(ReadersTest::count)).isZero();
    assertThat(opened).hasSize(2);
  }

  @Test
  void idle_ones_hold_up_neither_a_checkpoint_nor_another_schema() {
    together(Readers.KEPT, () -> {});
    writer.execute("INSERT INTO fact VALUES (1)");
    List<Integer> checkpoint =
        writer
            .createQuery("PRAGMA wal_checkpoint(TRUNCATE)")
            .map((row, context) -> List.of(row.getInt(1), row.getInt(2)))
            .one();
    assertThat(checkpoint).as("nobody was in the way, and the log is empty").containsExactly(0, 0);
    assertThat(folder.resolve(SqliteFacts.FILE + "-wal")).isEmptyFile();
    writer.execute("ALTER TABLE fact ADD COLUMN more TEXT NOT NULL DEFAULT 'none'");
    writer.execute("DELETE FROM fact");
    writer.execute("INSERT INTO fact VALUES (2, 'two')");
    for (int i = 0; i < Readers.KEPT; i++) {
      assertThat(
              readers.<List<String>>read(
                  handle -> handle.createQuery("SELECT more FROM fact").mapTo(String.class).list()))
          .containsExactly("two");
    }
    assertThat(opened).hasSize(Readers.KEPT);
  }

  @Test
  void those_that_read_when_it_is_closed_end_their_reading_and_are_closed() {
    together(Readers.KEPT, readers::close);
    assertThat(opened).hasSize(Readers.KEPT);
    assertThat(open(opened)).isZero();
    assertThat(readers.read(ReadersTest::count)).isZero();
    assertThat(open(opened)).isZero();
  }

  @Test
  void the_log_goes_with_the_file_that_was_read() {
    assertThat(database.beside(ReadersTest::count)).isZero();
    writer.execute("INSERT INTO fact VALUES (1)");
    assertThat(folder.resolve(SqliteFacts.FILE + "-wal")).exists();
    database.close();
    assertThat(folder.resolve(SqliteFacts.FILE + "-wal")).doesNotExist();
  }
}
