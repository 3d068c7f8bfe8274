package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.app.DelegationClient;
import org.sluice.app.Running;

/** The whole server under a wall clock that jumps. */
class ClockStepTest {
  private static final long NOON = 1_780_315_200_000L;
  private static final long MINUTE = 60_000;
  private static final String DUNNO = "action=DUNNO";

  @TempDir private Path data;
  private final AtomicLong wall = new AtomicLong(NOON);
  private final AtomicLong monotonic = new AtomicLong(1_000_000);
  private Running server;
  private int message;

  private Running start() {
    TimeSource time =
        new TimeSource() {
          @Override
          public long wallMillis() {
            return wall.get();
          }

          @Override
          public long monotonicMillis() {
            return monotonic.get();
          }
        };
    return Running.start(data, "[proxy]\ntrying-mailbox = false\n", time);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void pass(long millis) {
    wall.addAndGet(millis);
    monotonic.addAndGet(millis);
  }

  private String send() throws IOException {
    try (DelegationClient client = server.delegation()) {
      message++;
      return client.ask("anna@example.org", "m" + message);
    }
  }

  private void limit(int externalPerHour) {
    assertThat(
            server
                .say(
                    "policy",
                    "set",
                    "Default",
                    "--external-per-hour",
                    Integer.toString(externalPerHour))
                .status())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {2 * 60 * MINUTE, -2 * 60 * MINUTE, 400L * 24 * 60 * MINUTE, -5_000})
  void a_step_of_the_wall_clock_frees_nobody_and_locks_nobody(long step) throws IOException {
    server = start();
    limit(3);
    assertThat(send()).isEqualTo(DUNNO);
    pass(MINUTE);
    assertThat(send()).isEqualTo(DUNNO);
    wall.addAndGet(step);
    pass(MINUTE);
    assertThat(send()).as("not locked").isEqualTo(DUNNO);
    pass(MINUTE);
    assertThat(send()).as("not freed").startsWith("action=550 5.1.8");
  }

  @Test
  void usage_slides_by_what_really_passed_after_a_step() throws IOException {
    server = start();
    limit(2);
    assertThat(send()).isEqualTo(DUNNO);
    wall.addAndGet(-30 * MINUTE);
    pass(31 * MINUTE);
    assertThat(send()).isEqualTo(DUNNO);
    pass(31 * MINUTE);
    assertThat(send()).as("the first is older than an hour").isEqualTo(DUNNO);
    assertThat(send()).startsWith("action=550 5.1.8");
  }

  @Test
  void a_step_back_while_nothing_ran_keeps_the_count() throws IOException {
    server = start();
    limit(2);
    assertThat(send()).isEqualTo(DUNNO);
    assertThat(send()).isEqualTo(DUNNO);
    server.close();
    wall.addAndGet(-3 * 60 * MINUTE);
    server = start();
    assertThat(send()).as("the hour has not passed").startsWith("action=550 5.1.8");
  }
}
