package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sluice.store.redis.Wishes.KEY;
import static org.sluice.store.redis.Wishes.externalPerHour;
import static org.sluice.store.redis.Wishes.one;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.limit.Held;
import org.sluice.testkit.MemoryLedger;

/** What was carried into Redis is read there again. */
class CountsMoveTest {
  private static final int RECIPIENTS = 3;

  @TempDir private Path folder;
  private final RedisServer redis = RedisServer.start();
  private final MemoryLedger own = new MemoryLedger();

  @AfterEach
  void stop() {
    redis.close();
  }

  private CountsMove.Moved move() throws IOException {
    return CountsMove.intoRedis(
        new RedisOptions(List.of(redis.uri()), Duration.ofSeconds(5), 1), own, folder);
  }

  private void count() {
    for (int message = 1; message <= RECIPIENTS; message++) {
      own.charge(one(KEY, message, System.currentTimeMillis(), 0, externalPerHour(9), Held.FREE))
          .toCompletableFuture()
          .join();
    }
  }

  @Test
  void the_sum_of_all_together_is_read_where_it_has_arrived() throws IOException {
    count();
    assertThat(move()).isEqualTo(new CountsMove.Moved(1, RECIPIENTS, RECIPIENTS));
    assertThat(move()).as("once").isEqualTo(new CountsMove.Moved(1, RECIPIENTS, RECIPIENTS));
    redis.cli("DEL", new String(Keys.ORGANIZATION, StandardCharsets.US_ASCII));
    assertThatThrownBy(this::move)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Redis has 0 external recipients, fewer than the 3 counted here");
  }
}
