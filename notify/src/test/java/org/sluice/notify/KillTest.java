package org.sluice.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.outbox.Delivery.State;
import org.sluice.notify.courier.Courier;
import org.sluice.store.facts.Facts;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.PostgresServer;
import org.sluice.testkit.SmtpSink;

/**
 * {@code kill -9} at random, with a server that takes up to some milliseconds for its answer and
 * knows no repetition: of who reports to senders, and of one node of several. {@code
 * KilledServerTest} of the application kills the whole server between a restriction and its mail.
 */
class KillTest {
  private static final int REPORT_ROUNDS = 8;
  private static final int CLUSTER_ROUNDS = 10;
  private static final int MOST_MILLIS = 120;
  private static final int SLOWEST_ANSWER_MICROS = 8_000;
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path data;

  /**
   * {@code kill -9} between the acceptance of a refused message and the hand-over of its report.
   */
  @Test
  void each_report_of_an_accepted_message_arrives_and_none_twice() throws Exception {
    Random random = new Random(20261125);
    Set<String> accepted = new HashSet<>();
    try (SmtpSink sink = new SmtpSink(0)) {
      sink.answerWithin(SLOWEST_ANSWER_MICROS);
      for (int round = 0; round < REPORT_ROUNDS; round++) {
        int millis = random.nextInt(MOST_MILLIS);
        killedRun(KilledReporter.class, sink, round, millis, accepted);
      }
      finish(sink.port());
      for (String account : accepted) {
        assertThat(sink.messages().stream().filter(m -> m.contains("\nTo: " + account + "\n")))
            .as("reports to " + account)
            .hasSize(1);
      }
      assertThat(accepted).hasSizeGreaterThan(REPORT_ROUNDS);
      assertThat(sink.commands()).contains("MAIL FROM:<>");
    }
  }

  /**
   * {@code kill -9} of a node that delivers from PostgreSQL, while another node delivers too: what
   * the dead one had begun is not repeated, and what it had not is taken over.
   */
  @Test
  void each_alert_of_a_cluster_arrives_or_is_listed_and_none_twice() throws Exception {
    Random random = new Random(20261126);
    Set<String> restricted = new HashSet<>();
    PostgresServer.shared().makeDatabase("killed");
    String url = PostgresServer.shared().url("killed");
    AtomicReference<Runnable> news = new AtomicReference<>(() -> {});
    Path other = Files.createDirectories(data.resolve("other"));
    try (SmtpSink sink = new SmtpSink(0);
        Facts facts = KilledNode.facts(url, other, news);
        Courier courier = ToBeKilled.courier(facts, sink.port())) {
      sink.answerWithin(SLOWEST_ANSWER_MICROS);
      for (int round = 0; round < CLUSTER_ROUNDS; round++) {
        int millis = random.nextInt(MOST_MILLIS);
        killedRun(KilledNode.class, sink, round, millis, restricted, url);
      }
      courier.wake();
      Eventually.holds(
          "all is delivered or taken over",
          () -> facts.outbox().list(List.of(State.WAITING, State.SENDING), 1).isEmpty());
      List<String> unconfirmed =
          facts.outbox().list(List.of(State.UNCONFIRMED), 1_000).stream()
              .map(d -> d.outgoing().content().toString())
              .toList();
      for (String name : restricted) {
        long arrived = sink.messages().stream().filter(m -> m.contains(name)).count();
        boolean listed = unconfirmed.stream().anyMatch(c -> c.contains(name));
        assertThat(arrived).as("mails about " + name).isLessThanOrEqualTo(1);
        assertThat(arrived == 1 || listed).as(name + " arrived or is listed").isTrue();
      }
      assertThat(restricted).hasSizeGreaterThan(CLUSTER_ROUNDS);
      assertThat(facts.outbox().list(List.of(State.GIVEN_UP), 1)).isEmpty();
      assertThat(facts.auditLog().verify(Optional.empty()).isWhole()).isTrue();
    }
  }

  private void killedRun(
      Class<?> program,
      SmtpSink sink,
      int round,
      int millis,
      Set<String> restricted,
      String... more)
      throws IOException, InterruptedException {
    int before = sink.messages().size();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                data.toString(),
                Integer.toString(sink.port()),
                Integer.toString(round)));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String first = lines.readLine();
      assertThat(first).as("it does its work").isNotNull();
      restricted.add(first);
      if (round % 2 == 0) {
        awaitMessage(sink, before);
      } else {
        boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
        assertThat(ended).as("it lives until it is killed").isFalse();
      }
      process.toHandle().destroyForcibly();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.endsWith("@example.org")) { // The last line may be cut.
          restricted.add(line);
        }
      }
    }
    process.waitFor();
  }

  /** The server has a message and has not answered yet, or just has: the kill meets the answer. */
  private static void awaitMessage(SmtpSink sink, int before) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (sink.messages().size() == before) {
      assertThat(System.nanoTime()).as("a message comes").isLessThan(end);
      Thread.yield();
    }
  }

  /** Delivers what is left. */
  private void finish(int port) throws Exception {
    AtomicReference<Runnable> news = new AtomicReference<>(() -> {});
    try (Facts facts = ToBeKilled.facts(data, news);
        Courier courier = ToBeKilled.courier(facts, port)) {
      news.set(courier::wake);
      Eventually.holds(
          "all is delivered",
          () -> facts.outbox().list(List.of(State.WAITING, State.SENDING), 1).isEmpty());
      assertThat(facts.outbox().list(List.of(State.GIVEN_UP), 1)).isEmpty();
    }
  }
}
