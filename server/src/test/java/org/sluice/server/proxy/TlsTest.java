package org.sluice.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sluice.server.proxy.SmtpClient.base64;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.server.proxy.NextHop.ClientAddressBy;
import org.sluice.server.proxy.NextHop.Terms;
import org.sluice.server.proxy.NextHop.Tls;

/** STARTTLS on both sides. */
class TlsTest {
  private static final String LETTER = "Subject: x\r\n\r\nhello\r\n";

  @TempDir private static Path folder;
  private static TestCertificate own;
  private static TestCertificate hop;

  @BeforeAll
  static void makeCertificates() throws Exception {
    own = new TestCertificate(folder, "proxy", "EC", "dns:localhost,ip:127.0.0.1");
    hop = new TestCertificate(folder, "mta", "RSA", "dns:mta.test");
  }

  private static void show(ProxyStage stage, TestCertificate certificate) throws IOException {
    stage.settings =
        new ProxySettings(
            stage.settings.nextHop(),
            Optional.of(ServerCertificate.read(certificate.certificate, certificate.key)),
            false,
            false);
  }

  @Test
  void a_client_upgrades_logs_in_and_sends() throws Exception {
    try (ProxyStage stage = new ProxyStage()) {
      show(stage, own);
      try (SmtpClient client = SmtpClient.greeted(stage.port)) {
        assertThat(client.says("EHLO again")).contains("STARTTLS");
        assertThat(client.says("STARTTLS")).startsWith("220");
        client.startTls(own.trusted());
        assertThat(client.says("AUTH PLAIN " + base64("\0anna\0s"))).startsWith("503");
        assertThat(client.says("EHLO me")).contains("AUTH PLAIN").doesNotContain("STARTTLS");
        assertThat(client.says("AUTH PLAIN " + base64("\0anna\0s"))).startsWith("235");
        assertThat(client.says("STARTTLS")).startsWith("503");
        client.envelope("b@x");
        assertThat(client.content(LETTER + "more\r\n".repeat(100_000))).startsWith("250");
      }
      assertThat(stage.judged().getFirst().login().name()).isEqualTo("anna");
    }
  }

  @Test
  void what_was_pipelined_behind_starttls_is_dropped() throws Exception {
    try (ProxyStage stage = new ProxyStage()) {
      show(stage, own);
      try (SmtpClient client = SmtpClient.greeted(stage.port)) {
        client.send("STARTTLS\r\nMAIL FROM:<injected@x>\r\nRCPT TO:<injected@x>\r\nRSE");
        assertThat(client.reply()).startsWith("220");
        client.startTls(own.trusted());
        assertThat(client.says("EHLO me")).startsWith("250");
        assertThat(client.says("NOOP")).startsWith("250");
      }
      assertThat(stage.mta.commands).noneMatch(c -> c.contains("injected"));
    }
  }

  @Test
  void a_new_certificate_is_shown_to_the_clients_to_come() throws Exception {
    TestCertificate renewed = new TestCertificate(folder, "renewed", "RSA", "dns:localhost");
    try (ProxyStage stage = new ProxyStage()) {
      show(stage, own);
      show(stage, renewed);
      try (SmtpClient client = SmtpClient.greeted(stage.port)) {
        client.says("STARTTLS");
        client.startTls(renewed.trusted());
        assertThat(client.says("NOOP")).startsWith("250");
      }
    }
  }

  @Test
  void without_a_certificate_there_is_no_starttls() throws Exception {
    try (ProxyStage stage = new ProxyStage();
        SmtpClient client = SmtpClient.greeted(stage.port)) {
      assertThat(client.says("EHLO me")).doesNotContain("STARTTLS");
      assertThat(client.says("STARTTLS")).startsWith("503 5.5.1");
    }
  }

  @Test
  void a_key_that_does_not_belong_is_told() {
    assertThatThrownBy(() -> ServerCertificate.read(own.certificate, hop.key))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not the key of");
    assertThatThrownBy(() -> ServerCertificate.read(own.certificate, own.certificate))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("openssl pkcs8");
    assertThatThrownBy(() -> ServerCertificate.read(own.key, own.key))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no certificate");
  }

  @Test
  void a_file_that_is_too_large_is_no_pem() throws IOException {
    Path large = folder.resolve("large.pem");
    Files.write(large, new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> ServerCertificate.read(large, own.key))
        .hasMessageContaining("is larger than");
  }

  private ProxyStage stageWith(Tls tls, String name, Path authorities) throws Exception {
    ProxyStage stage = new ProxyStage();
    stage.settings =
        new ProxySettings(
            TcpNextHop.of(
                "127.0.0.1",
                stage.mta.port(),
                new Terms(tls, ClientAddressBy.NONE),
                name,
                Optional.of(authorities),
                ProxyBounds.of(5, 5, 300_000)),
            Optional.empty(),
            false,
            false);
    return stage;
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPPORTUNISTIC", "REQUIRED"})
  void the_next_hop_is_spoken_to_over_tls(String tls) throws Exception {
    try (ProxyStage stage = stageWith(Tls.valueOf(tls), "mta.test", hop.certificate)) {
      stage.mta.startsTls(hop.shown());
      try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
        client.envelope("b@x");
        assertThat(client.content(LETTER)).startsWith("250");
      }
      assertThat(stage.mta.secured).isTrue();
      assertThat(stage.mta.asksFor).contains("mta.test");
      assertThat(stage.mta.messages).containsExactly(LETTER);
    }
  }

  @Test
  void required_means_the_right_certificate_or_no_connection() throws Exception {
    try (ProxyStage stage = stageWith(Tls.REQUIRED, "mta.test", own.certificate)) {
      stage.mta.startsTls(hop.shown());
      try (SmtpClient client = new SmtpClient(stage.port)) {
        assertThat(client.reply()).startsWith("421 4.4.2");
      }
    }
    try (ProxyStage stage = stageWith(Tls.REQUIRED, "other.test", hop.certificate)) {
      stage.mta.startsTls(hop.shown());
      try (SmtpClient client = new SmtpClient(stage.port)) {
        assertThat(client.reply()).startsWith("421 4.4.2");
      }
    }
    try (ProxyStage stage = stageWith(Tls.REQUIRED, "mta.test", hop.certificate)) {
      stage.mta.says("EHLO", "250 mta.test");
      try (SmtpClient client = new SmtpClient(stage.port)) {
        assertThat(client.reply()).startsWith("421 4.4.2");
      }
    }
  }

  @Test
  void opportunistic_goes_on_without_where_it_is_not_offered() throws Exception {
    try (ProxyStage stage = stageWith(Tls.OPPORTUNISTIC, "", hop.certificate)) {
      stage.mta.says("EHLO", "250 mta.test");
      try (SmtpClient client = SmtpClient.greeted(stage.port)) {
        assertThat(client.envelope("b@x")).startsWith("250");
      }
      assertThat(stage.mta.secured).isFalse();
    }
  }

  @Test
  void xclient_tells_who_the_client_is_and_the_second_greeting_is_the_clients() throws Exception {
    try (ProxyStage stage = new ProxyStage(new Terms(Tls.NONE, ClientAddressBy.XCLIENT))) {
      stage.mta.says("EHLO", "250-mta.test\r\n250 XCLIENT NAME ADDR PORT");
      stage.mta.says("XCLIENT", "220 mta.test now for you");
      try (SmtpClient client = new SmtpClient(stage.port)) {
        assertThat(client.reply()).isEqualTo("220 mta.test now for you");
        assertThat(client.says("EHLO me")).doesNotContain("XCLIENT");
      }
      assertThat(stage.mta.commands.get(1))
          .matches("XCLIENT ADDR=127\\.0\\.0\\.1 PORT=\\d+ NAME=\\[UNAVAILABLE]");
    }
  }

  @Test
  void a_next_hop_that_does_not_take_xclient_is_not_left_to_guess() throws Exception {
    try (ProxyStage stage = new ProxyStage(new Terms(Tls.NONE, ClientAddressBy.XCLIENT));
        SmtpClient client = new SmtpClient(stage.port)) {
      assertThat(client.reply()).startsWith("421 4.4.2");
    }
  }

  /** A session whose client says that it comes from there. */
  private static String helloFrom(ProxyStage stage, String address, boolean authWithoutTls)
      throws Exception {
    ClientEnds ends = ends(address);
    ProxySettings settings =
        new ProxySettings(
            stage.settings.nextHop(), stage.settings.certificate(), authWithoutTls, false);
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SmtpClient client = new SmtpClient(door.getLocalPort());
        Socket accepted = door.accept()) {
      Session session =
          new Session(
              settings,
              ProxyBounds.of(1, 1, 300_000),
              () -> 1,
              stage,
              ends,
              "1",
              SocketLink.of(accepted),
              settings.nextHop().open(ends));
      Thread.ofVirtual().start(session::run);
      client.reply();
      return client.says("EHLO me") + client.says("AUTH PLAIN " + base64("\0anna\0s"));
    }
  }

  @Test
  void on_an_open_line_a_client_of_another_machine_is_not_asked_for_its_password()
      throws Exception {
    try (ProxyStage stage = new ProxyStage()) {
      show(stage, own);
      assertThat(helloFrom(stage, "192.0.2.1", false))
          .contains("STARTTLS")
          .doesNotContain("AUTH")
          .endsWith("538 5.7.11 Encryption required, use STARTTLS first");
      assertThat(stage.mta.commands).noneMatch(c -> c.startsWith("AUTH"));
      assertThat(helloFrom(stage, "192.0.2.1", true)).contains("AUTH PLAIN").contains("235 ");
      assertThat(helloFrom(stage, "127.0.0.1", false)).contains("AUTH PLAIN").contains("235 ");
    }
  }

  @Test
  void a_clients_address_has_no_scope() {
    assertThat(ends("fe80::1%1").address().text()).doesNotContain("%");
  }

  private static ClientEnds ends(String address) {
    try {
      InetSocketAddress end = new InetSocketAddress(InetAddress.getByName(address), 1);
      return new ClientEnds(end, end);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
