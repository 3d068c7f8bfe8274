package org.sluice.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.PostfixLines;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;
import org.sluice.app.serve.TimeSource;

/** Sluice's proxy before a real Postfix, driven by Angus Mail and by hand. */
class ProxyTest {
  private static final long MOST_SECONDS = 120;
  private static final String LOGIN =
      "AUTH PLAIN "
          + Base64.getEncoder().encodeToString("\0anna@example.org\0secret".getBytes(ISO_8859_1));

  @TempDir private static Path data;
  private static MailSystem mail;
  private static RunningServer sluice;

  @BeforeAll
  static void start() {
    String nobody = "127.0.0.1:" + MailSystem.freePort();
    mail =
        new MailSystem(
            PostfixLines.options(nobody),
            PostfixLines.options(nobody),
            PostfixLines.endpoint(nobody),
            Map.of());
    sluice =
        RunningServer.start(
            new ServeOptions(
                data.resolve("data"), Configuration.parse("test", toml()), TimeSource.ofSystem()));
  }

  @AfterAll
  static void stop() {
    sluice.close();
    mail.close();
  }

  private static String toml() {
    return mail.placed(
        """
        [delegation]
        listen = ["127.0.0.1:0"]
        [milter]
        listen = ["127.0.0.1:0"]
        [administration]
        listen = "127.0.0.1:0"
        [limits]
        messages-per-minute = 0
        [proxy]
        listen = ["{proxy}"]
        next-hop = "{behind}"
        certificate = "{certificate}"
        key = "{key}"
        """);
  }

  private static Session session(String... more) {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "mail.smtp.host", "127.0.0.1",
            "mail.smtp.port", Integer.toString(mail.proxy),
            "mail.smtp.auth", "true",
            "mail.smtp.starttls.required", "true",
            "mail.smtp.ssl.trust", "*",
            "mail.smtp.ssl.checkserveridentity", "false",
            "mail.smtp.timeout", "120000"));
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return Session.getInstance(properties);
  }

  private static MimeMessage letter(Session session, String token, String text) throws Exception {
    MimeMessage message = new MimeMessage(session);
    message.setFrom(new InternetAddress("anna@example.org"));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress("bert@example.org"));
    message.setSubject(token, "UTF-8");
    message.setText(text, "UTF-8");
    return message;
  }

  private static void send(Session session, MimeMessage... messages) throws MessagingException {
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect("anna@example.org", "secret");
      for (MimeMessage message : messages) {
        message.saveChanges();
        transport.sendMessage(message, message.getAllRecipients());
      }
    }
  }

  private static long arrived(String token) {
    mail.settle();
    return mail.mailbox("bert").lines().filter(l -> l.contains(token)).count();
  }

  private static String token() {
    return "T" + UUID.randomUUID();
  }

  @Test
  void angus_mail_sends_by_starttls_and_each_mechanism() throws Exception {
    for (String mechanism : List.of("PLAIN", "LOGIN")) {
      String token = token();
      Session session = session("mail.smtp.auth.mechanisms", mechanism);
      send(session, letter(session, token, "hello"));
      assertThat(arrived(token)).as(mechanism).isEqualTo(1);
    }
  }

  @Test
  void ten_messages_on_one_connection_all_arrive() throws Exception {
    String token = token();
    Session session = session();
    MimeMessage[] ten = new MimeMessage[10];
    for (int i = 0; i < ten.length; i++) {
      ten[i] = letter(session, token, "message " + i + "\r\n.\r\n..\r\n");
    }
    send(session, ten);
    assertThat(arrived(token)).isEqualTo(10);
  }

  @Test
  void eight_bits_utf_8_addresses_and_delivery_status_notifications_pass() throws Exception {
    String token = token();
    Session session =
        session(
            "mail.smtp.allow8bitmime", "true",
            "mail.mime.allowutf8", "true",
            "mail.smtp.dsn.notify", "SUCCESS,FAILURE",
            "mail.smtp.dsn.ret", "HDRS");
    MimeMessage message = letter(session, token, "Gr\u00fc\u00dfe \u2014 \u65e5\u672c");
    message.setFrom(new InternetAddress("anna@example.org", "J\u00f6rg", "UTF-8"));
    send(session, message);
    assertThat(arrived(token)).isEqualTo(1);
    assertThat(mail.mailbox("bert")).contains("Content-Transfer-Encoding: 8bit");
    // The success notification that the sender asked for.
    assertThat(mail.mailbox("anna")).contains("Action: delivered");
  }

  @Test
  void chunks_pass() throws Exception {
    String token = token();
    Session session = session("mail.smtp.chunksize", "1000");
    send(session, letter(session, token, "hello\r\n".repeat(2_000)));
    assertThat(arrived(token)).isEqualTo(1);
  }

  @Test
  void a_wrong_password_is_told_in_the_next_hops_words() {
    Session session = session();
    assertThatThrownBy(
            () -> {
              try (Transport transport = session.getTransport("smtp")) {
                transport.connect("anna@example.org", "wrong");
              }
            })
        .hasMessageContaining("535 5.7.8");
  }

  /** A session by hand: each line is said, the last line of each reply comes back. */
  private static final class ByHand implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    ByHand(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(Math.toIntExact(TimeUnit.SECONDS.toMillis(MOST_SECONDS)));
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    String says(String line) throws IOException {
      send(line + "\r\n");
      return reply();
    }

    String reply() throws IOException {
      String line = in.readLine();
      while (line != null && line.length() > 3 && line.charAt(3) == '-') {
        line = in.readLine();
      }
      return line == null ? "closed" : line;
    }

    String upToData() throws IOException {
      reply();
      says("EHLO me");
      says(LOGIN);
      says("MAIL FROM:<anna@example.org>");
      says("RCPT TO:<bert@example.org>");
      return says("DATA");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void no_second_message_is_smuggled_through() throws Exception {
    for (String end : List.of("\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r\n", "\r\n.\r", "\r\n\0.\r\n")) {
      String token = token();
      try (ByHand client = new ByHand(mail.proxy)) {
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
      assertThat(arrived(token)).isZero();
    }
  }

  @Test
  void a_next_hop_killed_within_a_message_is_a_temporary_failure_and_a_retry_arrives_once()
      throws Exception {
    String token = token();
    String letter = "Subject: " + token + "\r\n\r\n" + "hello\r\n".repeat(50_000) + ".";
    try (ByHand client = new ByHand(mail.proxy)) {
      assertThat(client.upToData()).startsWith("354");
      client.send("Subject: " + token + "\r\n\r\n" + "hello\r\n".repeat(50_000));
      mail.kill();
      client.send("hello\r\n".repeat(50_000));
      assertThat(client.says(".")).startsWith("421 4.4.2");
    }
    try (ByHand client = new ByHand(mail.proxy)) {
      assertThat(client.reply()).startsWith("421 4.3.2");
    }
    mail.startPostfix();
    try (ByHand client = new ByHand(mail.proxy)) {
      assertThat(client.upToData()).startsWith("354");
      assertThat(client.says(letter)).startsWith("250 2.0.0 Ok: queued as");
    }
    assertThat(arrived(token)).isEqualTo(1);
  }

  /** A process with less memory than the messages that pass through it at the same time. */
  @Test
  void fifty_megabytes_pass_through_a_process_that_has_no_room_for_them() throws Exception {
    int port = MailSystem.freePort();
    Path config = data.resolve("small.toml");
    Files.writeString(config, toml().replace(":" + mail.proxy, ":" + port));
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
      String token = token();
      try (ByHand client = new ByHand(port)) {
        assertThat(client.upToData()).startsWith("354");
        client.send("Subject: " + token + "\r\n\r\n");
        String mebibyte = ("x".repeat(76) + "\r\n").repeat(13_443);
        for (int i = 0; i < 50; i++) {
          client.send(mebibyte);
        }
        assertThat(client.says(".")).startsWith("250 2.0.0 Ok: queued as");
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
      assertThat(small.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }
}
