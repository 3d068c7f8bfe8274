package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Running;
import org.sluice.app.configuration.Configuration;

/** The proxy that reports what it refuses, with the trying mailbox behind it. */
class NdrTest {
  private static final String REPORTING =
      "[proxy]\nlisten = [\"127.0.0.1:0\"]\nrefusal = \"ndr\"\n";
  private static final String LOGIN =
      "AUTH PLAIN "
          + Base64.getEncoder()
              .encodeToString("\0anna@example.org\0x".getBytes(StandardCharsets.US_ASCII));

  @TempDir private Path data;

  /** Wall and monotonic time that only the test moves. */
  private static final class Time implements TimeSource {
    private final AtomicLong millis = new AtomicLong(System.currentTimeMillis());
    private final AtomicLong stepped = new AtomicLong();

    @Override
    public long wallMillis() {
      return millis.get() + stepped.get();
    }

    @Override
    public long monotonicMillis() {
      return millis.get();
    }
  }

  private static int port(Running running) {
    String line =
        running
            .server()
            .banner("test", 0, false)
            .lines()
            .filter(l -> l.contains("SMTP proxy"))
            .findFirst()
            .orElseThrow();
    return Integer.parseInt(line.replaceAll(".*127\\.0\\.0\\.1:(\\d+) -> .*", "$1"));
  }

  /** A message of anna's; the last reply. */
  private static String submit(Running running, String rcpt, String header) {
    List<String> lines =
        List.of(
            "EHLO c",
            LOGIN,
            "MAIL FROM:<ceo@bank.test>",
            "RCPT TO:<b@elsewhere.test>" + rcpt,
            "DATA",
            header + "Subject: hello\r\n\r\nbody\r\n.");
    String last = "";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(running))) {
      socket.setSoTimeout(60_000);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      reply(in);
      for (String line : lines) {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        last = reply(in);
        if (last.startsWith("5")) {
          return last;
        }
      }
      return last;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String reply(BufferedReader in) throws IOException {
    String line = String.valueOf(in.readLine());
    while (line.length() > 3 && line.charAt(3) == '-') {
      line = String.valueOf(in.readLine());
    }
    return line;
  }

  private List<String> reports() {
    Path folder = data.resolve("mailbox/anna@example.org");
    if (!Files.exists(folder)) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        texts.add(Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  private List<String> awaitReports(int count) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (reports().size() < count) {
      assertThat(System.nanoTime()).as("the report arrives").isLessThan(end);
      Thread.yield();
    }
    return reports();
  }

  private static String metrics(Running running) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(running.url() + "/metrics"))
                  .header("Authorization", "Bearer " + running.token())
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  @Test
  void a_restricted_sender_is_told_once_an_hour_by_mail() throws Exception {
    Time time = new Time();
    try (Running running = Running.start(data, REPORTING, time)) {
      running.say("restricted", "restrict", "anna@example.org", "--reason", "test");
      assertThat(submit(running, "", "")).startsWith("250 2.0.0 Taken");
      List<String> first = awaitReports(1);
      assertThat(first.getFirst())
          .contains("Return-Path: <>", "To: anna@example.org", "Subject: Undeliverable: hello")
          .contains("Status: 5.1.8", "Final-Recipient: rfc822; b@elsewhere.test")
          .doesNotContain("more of your messages");

      assertThat(submit(running, "", "")).startsWith("250");
      assertThat(submit(running, " NOTIFY=NEVER", "")).startsWith("250");
      time.millis.addAndGet(TimeUnit.HOURS.toMillis(1) + 1);
      assertThat(submit(running, "", "")).startsWith("250");
      assertThat(awaitReports(2).getLast())
          .contains("1 more of your messages were refused since the last report.");
      assertThat(metrics(running))
          .contains("sluice_reports_total{door=\"proxy\",outcome=\"reported\"} 2.0")
          .contains("sluice_reports_total{door=\"proxy\",outcome=\"counted\"} 1.0")
          .contains("sluice_reports_total{door=\"proxy\",outcome=\"unwanted\"} 1.0")
          .contains("sluice_reports_total{door=\"proxy\",outcome=\"failed\"} 0.0")
          .contains("sluice_reports_total{door=\"milter\",outcome=\"reported\"} 0.0");
    }
    assertThat(reports()).hasSize(2);
  }

  @Test
  void the_hour_outlives_a_restart_and_what_a_machine_wrote_is_refused_by_reply() {
    Time time = new Time();
    try (Running running = Running.start(data, REPORTING, time)) {
      running.say("restricted", "restrict", "anna@example.org", "--reason", "test");
      assertThat(submit(running, "", "Auto-Submitted: auto-replied\r\n"))
          .startsWith("550 5.1.8 Access denied, bad outbound sender");
      submit(running, "", "");
      awaitReports(1);
    }
    try (Running running = Running.start(data, REPORTING, time)) {
      assertThat(submit(running, "", "")).startsWith("250");
      time.millis.addAndGet(TimeUnit.HOURS.toMillis(1) + 1);
      submit(running, "", "");
      assertThat(awaitReports(2).getLast()).contains("1 more of your messages");
    }
  }

  @Test
  void a_step_of_the_wall_clock_neither_brings_a_second_report_nor_holds_one_back() {
    Time time = new Time();
    try (Running running = Running.start(data, REPORTING, time)) {
      running.say("restricted", "restrict", "anna@example.org", "--reason", "test");
      submit(running, "", "");
      awaitReports(1);
      time.stepped.set(TimeUnit.HOURS.toMillis(2));
      assertThat(submit(running, "", "")).startsWith("250");
      time.stepped.set(-TimeUnit.HOURS.toMillis(2));
      time.millis.addAndGet(TimeUnit.HOURS.toMillis(1) + 1);
      assertThat(submit(running, "", "")).startsWith("250");
      time.stepped.set(0);
      assertThat(awaitReports(2).getLast()).contains("1 more of your messages");
    }
  }

  @Test
  void a_reload_changes_how_messages_are_refused() {
    try (Running running = Running.start(data, REPORTING)) {
      running.say("restricted", "restrict", "anna@example.org", "--reason", "test");
      running
          .server()
          .reload(Configuration.parse("test", REPORTING.replace("\"ndr\"", "\"reply\"")));
      assertThat(submit(running, "", "")).startsWith("550 5.1.8");
      running
          .server()
          .reload(Configuration.parse("test", REPORTING + "[ndr]\nlanguages = [\"de\"]\n"));
      assertThat(submit(running, "", "")).startsWith("250");
      assertThat(awaitReports(1).getFirst()).contains("Subject: Unzustellbar: hello");
    }
  }

  @Test
  void a_report_that_nobody_takes_waits_and_arrives_when_somebody_does() {
    String away =
        "[mail]\nserver = \"127.0.0.1:1\"\ntls = \"none\"\nfrom = \"sluice@example.org\"\n";
    Time time = new Time();
    try (Running running = Running.start(data, away + REPORTING, time)) {
      running.say("restricted", "restrict", "anna@example.org", "--reason", "test");
      assertThat(submit(running, "", "")).startsWith("250");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!running.say("alert", "outbox").out().contains("did not take the mail")) {
        assertThat(System.nanoTime()).as("it is tried").isLessThan(end);
        Thread.yield();
      }
      assertThat(reports()).isEmpty();
      running.server().reload(Configuration.parse("test", REPORTING));
      time.millis.addAndGet(TimeUnit.MINUTES.toMillis(1));
      assertThat(awaitReports(1)).hasSize(1);
    }
  }
}
