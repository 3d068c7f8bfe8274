package org.sluice.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.notify.courier.LastStep;
import org.sluice.testkit.SmtpSink;

class MailMessengerTest {
  /** A server that is waited for longer than this is let go, and the test fails. */
  private static final int PATIENCE_MILLIS = 60_000;

  @TempDir private Path folder;
  private final SmtpSink sink = new SmtpSink(0);
  private int marked;

  @AfterEach
  void close() throws IOException {
    sink.close();
  }

  private MailMessenger messenger(MailServer.Tls tls, String user) throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "secret-word\n");
    MailServer server =
        new MailServer(
            "127.0.0.1",
            sink.port(),
            tls,
            user,
            user.isEmpty() ? Optional.empty() : Optional.of(password),
            "sluice@example.org",
            "bounces@example.org",
            Optional.empty());
    return new MailMessenger(() -> Optional.of(server));
  }

  private String send(MailMessenger messenger) throws NotDelivered {
    return messenger.deliver(
        Notices.restricted(Channel.MAIL, "admin@example.org"), new Marking(true));
  }

  private final class Marking implements LastStep {
    private final boolean canBeWritten;

    Marking(boolean canBeWritten) {
      this.canBeWritten = canBeWritten;
    }

    @Override
    public void isNext() {
      if (!canBeWritten) {
        throw new IllegalStateException("disk full");
      }
      assertThat(sink.messages()).as("nothing is handed over before").isEmpty();
    }

    @Override
    public void isNow() {
      marked++;
      assertThat(sink.messages()).as("nothing is handed over before").isEmpty();
    }
  }

  @Test
  void a_mail_arrives_with_its_envelope_and_the_mark_comes_before_the_dot() throws Exception {
    assertThat(send(messenger(MailServer.Tls.NONE, ""))).isEqualTo("250 2.0.0 queued");
    assertThat(sink.messages()).hasSize(1);
    assertThat(sink.commands())
        .contains("MAIL FROM:<bounces@example.org>", "RCPT TO:<admin@example.org>");
    assertThat(sink.messages().getFirst())
        .contains("Auto-Submitted: auto-generated")
        .contains("Subject: High-severity alert: User restricted from sending email");
    assertThat(marked).isEqualTo(1);
  }

  @Test
  void if_the_mark_cannot_be_made_nothing_is_handed_over() throws IOException {
    MailMessenger messenger = messenger(MailServer.Tls.NONE, "");
    IllegalStateException thrown =
        catchThrowableOfType(
            IllegalStateException.class,
            () ->
                messenger.deliver(
                    Notices.restricted(Channel.MAIL, "admin@example.org"), new Marking(false)));
    assertThat(thrown).hasMessage("disk full");
    assertThat(sink.messages()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "550 5.1.1 no such user, 250 ok, true",
    "450 4.2.1 later, 250 ok, false",
    "250 ok, 554 5.7.1 not wanted, true",
    "250 ok, 451 4.3.0 later, false"
  })
  void a_final_refusal_is_told_from_one_that_may_pass(String rcpt, String dot, boolean forGood)
      throws IOException {
    sink.answerRcpt(rcpt);
    sink.answerDot(dot);
    MailMessenger messenger = messenger(MailServer.Tls.NONE, "");
    NotDelivered thrown = catchThrowableOfType(NotDelivered.class, () -> send(messenger));
    assertThat(thrown.isForGood()).isEqualTo(forGood);
    assertThat(thrown).hasMessageContaining(rcpt.startsWith("250") ? dot : rcpt);
  }

  @Test
  void a_server_without_tls_gets_neither_mail_nor_password() throws IOException {
    MailMessenger messenger = messenger(MailServer.Tls.STARTTLS, "sluice");
    NotDelivered thrown = catchThrowableOfType(NotDelivered.class, () -> send(messenger));
    assertThat(thrown).hasMessageContaining("STARTTLS");
    assertThat(sink.commands()).noneMatch(c -> c.startsWith("AUTH") || c.startsWith("MAIL"));
  }

  @Test
  void a_server_that_is_not_there_or_not_configured_is_told_and_no_secret_is() throws IOException {
    MailMessenger messenger = messenger(MailServer.Tls.NONE, "");
    sink.close();
    NotDelivered thrown = catchThrowableOfType(NotDelivered.class, () -> send(messenger));
    assertThat(thrown.isForGood()).isFalse();
    assertThat(thrown).hasMessageContaining("127.0.0.1:" + sink.port());
    NotDelivered none =
        catchThrowableOfType(NotDelivered.class, () -> send(new MailMessenger(Optional::empty)));
    assertThat(none).hasMessageContaining("[mail] server");
  }

  private static MailMessenger plain(int port, long dialogueMillis) {
    MailServer server =
        new MailServer(
            "127.0.0.1",
            port,
            MailServer.Tls.NONE,
            "",
            Optional.empty(),
            "sluice@example.org",
            "bounces@example.org",
            Optional.empty());
    return new MailMessenger(() -> Optional.of(server), PATIENCE_MILLIS, dialogueMillis);
  }

  /** Each byte comes within the socket's timeout, and the greeting never ends. */
  @Test
  void a_server_that_answers_byte_by_byte_is_left() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> Drip.into(socket, new byte[0]));
      NotDelivered thrown =
          catchThrowableOfType(NotDelivered.class, () -> send(plain(socket.getLocalPort(), 1_000)));
      assertThat(thrown.isForGood()).isFalse();
      assertThat(thrown).hasMessageContaining("had not taken the mail after 1 s");
    }
  }

  /** The library keeps each line until the last of an answer. At the bound, and above it. */
  @ParameterizedTest
  @CsvSource({"0, true", "1, false"})
  void a_server_that_says_too_much_is_left(int more, boolean heard) throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String end = "421 busy\r\n";
      byte[] said =
          ("421-" + "x".repeat(MarkedSocket.MOST_READ + more - 6 - end.length()) + "\r\n" + end)
              .getBytes(StandardCharsets.US_ASCII);
      Thread.ofVirtual().start(() -> say(socket, said));
      NotDelivered thrown =
          catchThrowableOfType(
              NotDelivered.class, () -> send(plain(socket.getLocalPort(), PATIENCE_MILLIS)));
      assertThat(thrown.isForGood()).isFalse();
      if (heard) {
        assertThat(thrown).hasMessageContaining("421 busy");
      } else {
        assertThat(thrown).hasMessageContaining("It says more than 1000000 bytes");
      }
    }
  }

  private static void say(ServerSocket socket, byte[] what) {
    try (Socket client = socket.accept()) {
      client.getOutputStream().write(what);
      while (client.getInputStream().read() >= 0) {
        // Until it leaves.
      }
    } catch (IOException e) {
      // It has left.
    }
  }
}
