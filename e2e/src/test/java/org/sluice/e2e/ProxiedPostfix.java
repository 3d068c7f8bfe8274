package org.sluice.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.PostfixLines;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;
import org.sluice.app.serve.TimeSource;
import org.sluice.testkit.FreePort;

/** Sluice's proxy before a real Postfix, and clients for it: Angus Mail, and one by hand. */
final class ProxiedPostfix implements AutoCloseable {
  static final long MOST_SECONDS = 120;
  static final String LOGIN =
      "AUTH PLAIN "
          + Base64.getEncoder().encodeToString("\0anna@example.org\0secret".getBytes(ISO_8859_1));

  final MailSystem mail;
  final Path data;
  private final RunningServer sluice;

  ProxiedPostfix(Path data) {
    this(data, behind -> behind, "");
  }

  /**
   * @param way the port by which Sluice reaches the port that Postfix has
   * @param more further lines of {@code [proxy]}
   */
  ProxiedPostfix(Path data, IntUnaryOperator way, String more) {
    this.data = data;
    String nobody = "127.0.0.1:" + FreePort.next();
    mail =
        new MailSystem(
            PostfixLines.options(nobody),
            PostfixLines.options(nobody),
            PostfixLines.endpoint(nobody),
            Map.of());
    sluice =
        RunningServer.start(
            new ServeOptions(
                data.resolve("data"),
                Configuration.parse("test", toml(way.applyAsInt(mail.behind)) + more),
                TimeSource.ofSystem()));
  }

  @Override
  public void close() {
    sluice.close();
    mail.close();
  }

  String toml() {
    return toml(mail.behind);
  }

  private String toml(int nextHop) {
    return mail.placed(
        """
        [delegation]
        listen = ["127.0.0.1:0"]
        [milter]
        listen = []
        [administration]
        listen = "127.0.0.1:0"
        [limits]
        messages-per-minute = 0
        [proxy]
        listen = ["{proxy}"]
        next-hop = "127.0.0.1:%d"
        certificate = "{certificate}"
        key = "{key}"
        next-hop-checks-token-user = true
        """
            .formatted(nextHop));
  }

  Session session(String... more) {
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

  MimeMessage letter(Session session, String token, String text) throws Exception {
    MimeMessage message = new MimeMessage(session);
    message.setFrom(new InternetAddress("anna@example.org"));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress("bert@example.org"));
    message.setSubject(token, "UTF-8");
    message.setText(text, "UTF-8");
    return message;
  }

  void send(Session session, MimeMessage... messages) throws MessagingException {
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect("anna@example.org", "secret");
      for (MimeMessage message : messages) {
        message.saveChanges();
        transport.sendMessage(message, message.getAllRecipients());
      }
    }
  }

  long arrived(String token) {
    mail.settle();
    return mail.mailbox("bert").lines().filter(l -> l.contains(token)).count();
  }

  /** Anna's recipients within the day, as Sluice counts them. */
  long counted() {
    return Shell.sluice(data.resolve("data"), "usage", "anna@example.org", "--output", "csv")
        .text()
        .lines()
        .filter(l -> l.startsWith("recipients per day,"))
        .mapToLong(l -> Long.parseLong(l.split(",")[3]))
        .sum();
  }

  static String token() {
    return "T" + UUID.randomUUID();
  }

  /** A session by hand: each line is said, the last line of each reply comes back. */
  static final class ByHand implements AutoCloseable {
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

    /** All lines of the reply. */
    String wholeReply(String line) throws IOException {
      send(line + "\r\n");
      StringBuilder all = new StringBuilder();
      String next;
      do {
        next = in.readLine();
        all.append(next).append('\n');
      } while (next != null && next.length() > 3 && next.charAt(3) == '-');
      return all.toString();
    }

    void loggedIn() throws IOException {
      reply();
      says("EHLO me");
      says(LOGIN);
    }

    String upToData() throws IOException {
      loggedIn();
      says("MAIL FROM:<anna@example.org>");
      says("RCPT TO:<bert@example.org>");
      return says("DATA");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
