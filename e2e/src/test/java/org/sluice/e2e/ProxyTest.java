package org.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.testkit.FreePort;

/** Sluice's proxy before a real Postfix, driven by Angus Mail and by hand. */
class ProxyTest {
  @TempDir private static Path data;
  private static ProxiedPostfix place;

  @BeforeAll
  static void start() {
    place = new ProxiedPostfix(data);
  }

  @AfterAll
  static void stop() {
    place.close();
  }

  @Test
  void angus_mail_sends_by_starttls_and_each_mechanism() throws Exception {
    for (String mechanism : List.of("PLAIN", "LOGIN")) {
      String token = ProxiedPostfix.token();
      Session session = place.session("mail.smtp.auth.mechanisms", mechanism);
      place.send(session, place.letter(session, token, "hello"));
      assertThat(place.arrived(token)).as(mechanism).isEqualTo(1);
    }
  }

  @Test
  void ten_messages_on_one_connection_all_arrive() throws Exception {
    String token = ProxiedPostfix.token();
    Session session = place.session();
    MimeMessage[] ten = new MimeMessage[10];
    for (int i = 0; i < ten.length; i++) {
      ten[i] = place.letter(session, token, "message " + i + "\r\n.\r\n..\r\n");
    }
    place.send(session, ten);
    assertThat(place.arrived(token)).isEqualTo(10);
  }

  @Test
  void eight_bits_utf_8_addresses_and_delivery_status_notifications_pass() throws Exception {
    String token = ProxiedPostfix.token();
    Session session =
        place.session(
            "mail.smtp.allow8bitmime", "true",
            "mail.mime.allowutf8", "true",
            "mail.smtp.dsn.notify", "SUCCESS,FAILURE",
            "mail.smtp.dsn.ret", "HDRS");
    MimeMessage message = place.letter(session, token, "Gr\u00fc\u00dfe \u2014 \u65e5\u672c");
    message.setFrom(new InternetAddress("anna@example.org", "J\u00f6rg", "UTF-8"));
    place.send(session, message);
    assertThat(place.arrived(token)).isEqualTo(1);
    assertThat(place.mail.mailbox("bert")).contains("Content-Transfer-Encoding: 8bit");
    // The success notification that the sender asked for.
    assertThat(place.mail.mailbox("anna")).contains("Action: delivered");
  }

  @Test
  void chunks_pass() throws Exception {
    String token = ProxiedPostfix.token();
    Session session = place.session("mail.smtp.chunksize", "1000");
    place.send(session, place.letter(session, token, "hello\r\n".repeat(2_000)));
    assertThat(place.arrived(token)).isEqualTo(1);
  }

  @Test
  void a_wrong_password_is_told_in_the_next_hops_words() {
    Session session = place.session();
    assertThatThrownBy(
            () -> {
              try (Transport transport = session.getTransport("smtp")) {
                transport.connect("anna@example.org", "wrong");
              }
            })
        .hasMessageContaining("535 5.7.8");
  }

  @Test
  void no_second_message_is_smuggled_through() throws Exception {
    for (String end : List.of("\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r\n", "\r\n.\r", "\r\n\0.\r\n")) {
      String token = ProxiedPostfix.token();
      try (ProxiedPostfix.ByHand client = new ProxiedPostfix.ByHand(place.mail.proxy)) {
        assertThat(client.upToData()).startsWith("354");
        client.send(
            "Subject: first\r\n\r\nx"
                + end
                + "MAIL FROM:<boss@example.org>\r\nRCPT TO:<bert@example.org>\r\nDATA\r\n"
                + "Subject: "
                + token
                + "\r\n\r\nsmuggled\r\n.\r\n");
        assertThat(client.reply()).startsWith("550 5.6.11");
        assertThat(client.reply()).isEqualTo("closed");
      }
      assertThat(place.arrived(token)).isZero();
    }
  }

  @Test
  void a_next_hop_killed_within_a_message_is_a_temporary_failure_and_a_retry_arrives_once()
      throws Exception {
    String token = ProxiedPostfix.token();
    String letter = "Subject: " + token + "\r\n\r\n" + "hello\r\n".repeat(50_000) + ".";
    try (ProxiedPostfix.ByHand client = new ProxiedPostfix.ByHand(place.mail.proxy)) {
      assertThat(client.upToData()).startsWith("354");
      client.send("Subject: " + token + "\r\n\r\n" + "hello\r\n".repeat(50_000));
      place.mail.kill();
      client.send("hello\r\n".repeat(50_000));
      assertThat(client.says(".")).startsWith("421 4.4.2");
    }
    try (ProxiedPostfix.ByHand client = new ProxiedPostfix.ByHand(place.mail.proxy)) {
      assertThat(client.reply()).startsWith("421 4.3.2");
    }
    place.mail.startPostfix();
    try (ProxiedPostfix.ByHand client = new ProxiedPostfix.ByHand(place.mail.proxy)) {
      assertThat(client.upToData()).startsWith("354");
      assertThat(client.says(letter)).startsWith("250 2.0.0 Ok: queued as");
    }
    assertThat(place.arrived(token)).isEqualTo(1);
  }

  private static final String MEBIBYTE = ("x".repeat(76) + "\r\n").repeat(13_443);

  private static String fiftyMegabytes(int port) throws IOException {
    try (ProxiedPostfix.ByHand client = new ProxiedPostfix.ByHand(port)) {
      assertThat(client.upToData()).startsWith("354");
      client.send("Subject: large\r\n\r\n");
      for (int i = 0; i < 50; i++) {
        client.send(MEBIBYTE);
      }
      return client.says(".");
    }
  }

  private static String fiftyMegabytesInChunks(int port) throws IOException {
    try (ProxiedPostfix.ByHand client = new ProxiedPostfix.ByHand(port)) {
      client.loggedIn();
      client.says("MAIL FROM:<anna@example.org>");
      client.says("RCPT TO:<bert@example.org>");
      client.send("BDAT 18\r\nSubject: large\r\n\r\n");
      assertThat(client.reply()).startsWith("250");
      client.send("BDAT " + 50 * MEBIBYTE.length() + " LAST\r\n");
      for (int i = 0; i < 50; i++) {
        client.send(MEBIBYTE);
      }
      return client.reply();
    }
  }

  /** A process with less memory than the messages that pass through it at the same time. */
  @Test
  void three_times_fifty_megabytes_at_once_pass_through_a_process_that_has_no_room_for_them()
      throws Exception {
    int port = FreePort.next();
    Path config = data.resolve("small.toml");
    Files.writeString(config, place.toml().replace(":" + place.mail.proxy, ":" + port));
    Process small =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:MaxDirectMemorySize=16m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.sluice.app.Main",
                "serve",
                "--data",
                data.resolve("small").toString(),
                "--config",
                config.toString())
            .redirectErrorStream(true)
            .start();
    try {
      BufferedReader out = new BufferedReader(new InputStreamReader(small.getInputStream()));
      String line = out.readLine();
      while (line != null && !line.contains("Next:")) {
        line = out.readLine();
      }
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<String>> replies =
            List.of(
                clients.submit(() -> fiftyMegabytes(port)),
                clients.submit(() -> fiftyMegabytes(port)),
                clients.submit(() -> fiftyMegabytesInChunks(port)));
        for (Future<String> reply : replies) {
          assertThat(reply.get()).matches("250 2\\.0\\.0 Ok: .*queued as .*");
        }
      }
      String status = Files.readString(Path.of("/proc/" + small.pid() + "/status"));
      long peakKilobytes =
          status.lines().filter(l -> l.startsWith("VmHWM")).findFirst().stream()
              .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
              .sum();
      assertThat(peakKilobytes).isBetween(1L, 300_000L);
      assertThat(small.isAlive()).isTrue();
    } finally {
      small.destroy();
      assertThat(small.waitFor(ProxiedPostfix.MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }
}
