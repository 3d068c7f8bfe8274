package org.sluice.store.embedded.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file is let go while somebody still writes. */
class LateEndTest {
  private static final long MOST_SECONDS = 60;

  @TempDir private Path folder;
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  private boolean half(Handle handle) {
    handle.execute("INSERT INTO probe VALUES (1)");
    inside.countDown();
    try {
      assertThat(closed.await(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    handle.execute("INSERT INTO probe VALUES (2)");
    return true;
  }

  @Test
  void what_is_being_written_then_is_written_whole() throws Exception {
    Database database = new Database(folder);
    database.alone(handle -> handle.execute("CREATE TABLE probe (number INTEGER)"));
    CompletableFuture<Boolean> late =
        CompletableFuture.supplyAsync(() -> database.alone(this::half));
    assertThat(inside.await(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
    database.close();
    closed.countDown();
    assertThat(late.get(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
    database.close();
    try (Database again = new Database(folder)) {
      List<Long> written =
          again.read(handle ->
              handle.select("SELECT number FROM probe ORDER BY number").mapTo(Long.class).list());
      assertThat(written).containsExactly(1L, 2L);
    }
  }
}
