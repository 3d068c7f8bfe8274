package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.MovableTime;
import org.sluice.app.Running;
import org.sluice.app.Visitor.Page;

/** A script that runs away is braked, and told for how long. */
class CmdletRateTest {
  @TempDir private Path data;
  private final MovableTime time = new MovableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private Running running;

  @BeforeEach
  void start() {
    running = Running.start(data, "[proxy]\nlisten = []\n", time);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private Page batch(int calls) {
    return Batch.send(running.url(), running.token(), calls);
  }

  private int status(int calls) {
    return batch(calls).status();
  }

  @Test
  void each_call_of_a_batch_counts_and_the_next_minute_begins_anew() {
    for (int i = 0; i < 599; i++) {
      assertThat(status(10)).isEqualTo(200);
    }
    assertThat(status(7)).isEqualTo(200);
    assertThat(status(3)).as("the last three of 6000").isEqualTo(200);
    Page refused = batch(1);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).contains("60");
    assertThat(refused.body()).contains("Try again in 60 seconds");
    time.pass(Duration.ofSeconds(59));
    assertThat(batch(1).header("Retry-After")).contains("1");
    time.pass(Duration.ofSeconds(1));
    assertThat(status(10)).isEqualTo(200);
  }
}
