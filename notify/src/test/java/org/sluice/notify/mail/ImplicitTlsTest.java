package org.sluice.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.notify.courier.LastStep;
import org.sluice.testkit.SmtpSink;

/** Submission over TLS from the first byte on (RFC 8314 section 3.3). */
class ImplicitTlsTest {
  private static final String OWN_NAME = "ip:127.0.0.1";

  /** A client that waits longer than this is let go, and the test fails. */
  private static final int PATIENCE_MILLIS = 60_000;

  @TempDir private Path folder;

  private static ServerSocket listening(ServerCertificate certificate) throws IOException {
    return certificate
        .shown()
        .getServerSocketFactory()
        .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  private MailServer server(int port, Optional<Path> caFile) throws IOException {
    return new MailServer(
        "127.0.0.1",
        port,
        MailServer.Tls.IMPLICIT,
        "sluice",
        Optional.of(Files.writeString(folder.resolve("password"), "secret-word\n")),
        "sluice@example.org",
        "bounces@example.org",
        caFile);
  }

  private static String send(MailMessenger messenger) throws NotDelivered {
    return messenger.deliver(
        Notices.restricted(Channel.MAIL, "admin@example.org"), LastStep.UNHEARD);
  }

  private NotDelivered refused(SmtpSink sink, Optional<Path> caFile) throws IOException {
    MailServer server = server(sink.port(), caFile);
    NotDelivered thrown =
        catchThrowableOfType(
            NotDelivered.class, () -> send(new MailMessenger(() -> Optional.of(server))));
    assertThat(sink.commands()).as("neither mail nor password").isEmpty();
    return thrown;
  }

  @Test
  void a_server_whose_certificate_is_believed_gets_the_login_and_the_mail() throws Exception {
    ServerCertificate certificate = ServerCertificate.of(folder, OWN_NAME);
    try (SmtpSink sink = new SmtpSink(listening(certificate))) {
      MailServer server = server(sink.port(), Optional.of(certificate.file()));
      assertThat(send(new MailMessenger(() -> Optional.of(server)))).isEqualTo("250 2.0.0 queued");
      String login =
          Base64.getEncoder()
              .encodeToString("sluice\0sluice\0secret-word".getBytes(StandardCharsets.US_ASCII));
      assertThat(sink.commands()).startsWith("EHLO example.org", "AUTH PLAIN " + login);
      assertThat(sink.messages()).hasSize(1);
    }
  }

  @Test
  void a_certificate_that_no_authority_knows_is_refused() throws Exception {
    try (SmtpSink sink = new SmtpSink(listening(ServerCertificate.of(folder, OWN_NAME)))) {
      assertThat(refused(sink, Optional.empty()))
          .hasStackTraceContaining("unable to find valid certification path");
    }
  }

  @Test
  void a_certificate_of_another_name_is_refused() throws Exception {
    ServerCertificate certificate = ServerCertificate.of(folder, "ip:127.0.0.2");
    try (SmtpSink sink = new SmtpSink(listening(certificate))) {
      assertThat(refused(sink, Optional.of(certificate.file())))
          .hasStackTraceContaining("No subject alternative names matching");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_server_that_stays_silent_is_left(boolean afterHandshake) throws Exception {
    ServerCertificate certificate = ServerCertificate.of(folder, OWN_NAME);
    try (ServerSocket socket =
        afterHandshake
            ? listening(certificate)
            : new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> staySilent(socket));
      MailServer server = server(socket.getLocalPort(), Optional.of(certificate.file()));
      NotDelivered thrown =
          catchThrowableOfType(
              NotDelivered.class,
              () -> send(new MailMessenger(() -> Optional.of(server), 2_000, PATIENCE_MILLIS)));
      assertThat(thrown.isForGood()).isFalse();
      assertThat(thrown).hasRootCauseInstanceOf(SocketTimeoutException.class);
    }
  }

  /** Each byte comes within the socket's timeout, and the handshake or the greeting never ends. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_server_that_answers_byte_by_byte_is_left(boolean afterHandshake) throws Exception {
    ServerCertificate certificate = ServerCertificate.of(folder, OWN_NAME);
    try (ServerSocket socket =
        afterHandshake
            ? listening(certificate)
            : new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      byte[] beginning = afterHandshake ? new byte[0] : new byte[] {0x16, 3, 3, 0x40, 0};
      Thread.ofVirtual().start(() -> Drip.into(socket, beginning));
      MailServer server = server(socket.getLocalPort(), Optional.of(certificate.file()));
      MailMessenger impatient =
          new MailMessenger(() -> Optional.of(server), PATIENCE_MILLIS, 2_000);
      NotDelivered thrown = catchThrowableOfType(NotDelivered.class, () -> send(impatient));
      assertThat(thrown.isForGood()).isFalse();
      assertThat(thrown).hasMessageContaining("had not taken the mail after 2 s");
    }
  }

  private static void staySilent(ServerSocket socket) {
    try (Socket client = socket.accept()) {
      client.setSoTimeout(PATIENCE_MILLIS);
      while (client.getInputStream().read() >= 0) {
        // What the client says is not answered.
      }
    } catch (IOException e) {
      // The client has left, or waited too long: it knows which.
    }
  }
}
