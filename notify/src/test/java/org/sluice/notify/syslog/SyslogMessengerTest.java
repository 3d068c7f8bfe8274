package org.sluice.notify.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outgoing;
import org.sluice.notify.Golden;
import org.sluice.notify.courier.LastStep;
import org.sluice.notify.mail.Drip;
import org.sluice.notify.mail.Notices;

class SyslogMessengerTest {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path folder;

  private static Outgoing restricted() {
    return Notices.restricted(Channel.SYSLOG, "");
  }

  private static SyslogMessenger messenger(int port, boolean tls, Optional<Path> ca) {
    SyslogServer server = new SyslogServer("localhost", port, tls, ca);
    return new SyslogMessenger(() -> Optional.of(server), "mx.example.org");
  }

  private static CompletableFuture<String> takeOne(ServerSocket socket) {
    return CompletableFuture.supplyAsync(() -> {
      try (Socket client = socket.accept();
          InputStream in = client.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        return e.toString();
      }
    });
  }

  @Test
  void a_line_over_tcp_has_its_length_before_it() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> taken = takeOne(socket);
      messenger(socket.getLocalPort(), false, Optional.empty())
          .deliver(restricted(), LastStep.UNHEARD);
      String frame = taken.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      int space = frame.indexOf(' ');
      String line = frame.substring(space + 1);
      assertThat(Integer.parseInt(frame.substring(0, space)))
          .isEqualTo(line.getBytes(StandardCharsets.UTF_8).length);
      Golden.compare("syslog.txt", line + "\n");
    }
  }

  @Test
  void a_line_over_tls_arrives_if_the_certificate_is_believed_and_not_otherwise() throws Exception {
    Path store = folder.resolve("server.p12");
    Path pem = folder.resolve("ca.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "s",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=DNS:localhost",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit",
        "-validity",
        "36500");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "s",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit",
        "-file",
        pem.toString());
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    try (ServerSocket socket =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> taken = takeOne(socket);
      messenger(socket.getLocalPort(), true, Optional.of(pem))
          .deliver(restricted(), LastStep.UNHEARD);
      assertThat(taken.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).contains(" sluice - ALERT ");
      CompletableFuture<String> refused = takeOne(socket);
      assertThat(
              catchThrowableOfType(
                  NotDelivered.class,
                  () ->
                      messenger(socket.getLocalPort(), true, Optional.empty())
                          .deliver(restricted(), LastStep.UNHEARD)))
          .hasMessageContaining("did not take the line");
      assertThat(refused.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).doesNotContain("ALERT");
    }
  }

  private static void keytool(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  @Test
  void a_server_that_is_not_there_is_told_and_may_come_back() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    NotDelivered thrown =
        catchThrowableOfType(
            NotDelivered.class,
            () -> messenger(port, false, Optional.empty()).deliver(restricted(), LastStep.UNHEARD));
    assertThat(thrown.isForGood()).isFalse();
  }

  /** Each byte comes within the socket's timeout, and the handshake never ends. */
  @Test
  void a_server_that_answers_byte_by_byte_is_left() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      // The beginning of a record of TLS that is 16 KB long.
      byte[] beginning = {0x16, 3, 3, 0x40, 0};
      var _ = Thread.ofVirtual().start(() -> Drip.into(socket, beginning));
      SyslogServer server =
          new SyslogServer("localhost", socket.getLocalPort(), true, Optional.empty());
      SyslogMessenger impatient = new SyslogMessenger(() -> Optional.of(server), "-", 200);
      NotDelivered thrown =
          catchThrowableOfType(
              NotDelivered.class, () -> impatient.deliver(restricted(), LastStep.UNHEARD));
      assertThat(thrown).hasMessageContaining("did not take the line");
      assertThat(thrown.isForGood()).isFalse();
    }
  }

  @Test
  void a_line_is_bounded_and_nothing_in_it_ends_it() {
    Map<String, String> fields = Notices.fields();
    for (int i = 0; i < 100; i++) {
      fields.put("Detail.X" + i, "\u00e4\n\"".repeat(500));
    }
    byte[] line = SyslogLine.of(restricted(), new Content.Notice(NoticeKind.ALERT, fields), "-");
    assertThat(line.length).isBetween(SyslogLine.MOST - 3, SyslogLine.MOST);
    assertThat(new String(line, StandardCharsets.UTF_8))
        .doesNotContain("\n")
        .doesNotContain("\ufffd");
  }
}
