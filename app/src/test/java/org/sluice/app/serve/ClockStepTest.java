package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.app.Main;
import org.sluice.app.configuration.Configuration;

/** The whole server under a wall clock that jumps. */
class ClockStepTest {
  private static final long NOON = 1_780_315_200_000L;
  private static final long MINUTE = 60_000;
  private static final String DUNNO = "action=DUNNO";

  @TempDir private Path data;
  private final AtomicLong wall = new AtomicLong(NOON);
  private final AtomicLong monotonic = new AtomicLong(1_000_000);
  private RunningServer server;
  private int message;

  private RunningServer start() {
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
    return RunningServer.start(
        new ServeOptions(
            data,
            Configuration.parse(
                "test",
                """
                [delegation]
                listen = ["127.0.0.1:0"]
                [milter]
                listen = ["127.0.0.1:0"]
                [administration]
                listen = "127.0.0.1:0"
                [proxy]
                trying-mailbox = false
                """),
            time));
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
    String address = server.delegation().getFirst();
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    try (Socket socket = new Socket("127.0.0.1", port);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      message++;
      String request =
          "request=smtpd_access_policy\nprotocol_state=RCPT\ninstance=m%1$d\nsasl_username=anna@example.org\nrecipient=r%1$d@elsewhere.test\n\n"
              .formatted(message);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return String.valueOf(in.readLine());
    }
  }

  private void limit(int externalPerHour) {
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    assertThat(
            Main.run(
                out,
                out,
                Map.of(),
                "policy",
                "set",
                "Default",
                "--external-per-hour",
                Integer.toString(externalPerHour),
                "--data",
                data.toString()))
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
