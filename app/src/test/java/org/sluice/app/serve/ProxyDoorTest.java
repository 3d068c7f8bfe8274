package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.app.configuration.Configuration;

/** The proxy as `sluice serve` opens it, without an MTA. */
class ProxyDoorTest {
  @TempDir private Path data;

  private RunningServer start(String proxy) {
    Configuration configuration =
        Configuration.parse(
            "test",
            """
            [delegation]
            listen = ["127.0.0.1:0"]
            [milter]
            listen = []
            [administration]
            listen = "127.0.0.1:0"
            [limits]
            messages-per-minute = 1
            [proxy]
            """
                + proxy);
    return RunningServer.start(new ServeOptions(data, configuration, TimeSource.ofSystem()));
  }

  private static int port(RunningServer server) {
    String line =
        server
            .banner("test", 0, false)
            .lines()
            .filter(l -> l.contains("SMTP proxy"))
            .findFirst()
            .get();
    return Integer.parseInt(line.replaceAll(".*127\\.0\\.0\\.1:(\\d+) -> .*", "$1"));
  }

  /** Each line is said; the replies' last lines come back. */
  private static List<String> say(int port, String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      reply(in);
      return Stream.of(lines)
          .map(line -> {
            try {
              socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
              return reply(in);
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          })
          .toList();
    }
  }

  private static String reply(BufferedReader in) throws IOException {
    String line = in.readLine();
    while (line.charAt(3) == '-') {
      line = in.readLine();
    }
    return line;
  }

  @Test
  void the_whole_story_needs_no_mta() throws IOException {
    try (RunningServer server = start("listen = [\"127.0.0.1:0\"]")) {
      assertThat(server.banner("test", 0, false))
          .contains("trying mailbox")
          .contains("any password")
          .contains("Try:  swaks --server 127.0.0.1:" + port(server));
      String[] letter = {
        "EHLO me",
        "AUTH PLAIN AGFubmFAZXhhbXBsZS5vcmcAeA==",
        "MAIL FROM:<anna@example.org>",
        "RCPT TO:<b@elsewhere.test>",
        "DATA",
        "Subject: x\r\n\r\nhello\r\n."
      };
      assertThat(say(port(server), letter).getLast()).contains("for trying, not delivered");
      assertThat(say(port(server), letter).getLast())
          .startsWith("450 4.7.1 Too many messages in a minute");
    }
    try (Stream<Path> kept = Files.walk(data.resolve("mailbox"))) {
      assertThat(kept.filter(f -> f.toString().endsWith(".eml"))).hasSize(1);
    }
  }

  @Test
  void without_a_proxy_the_banner_says_nothing_of_it() {
    try (RunningServer server = start("trying-mailbox = false")) {
      assertThat(server.banner("test", 0, false))
          .doesNotContain("SMTP proxy")
          .doesNotContain("swaks");
    }
  }

  @Test
  void a_port_that_is_taken_stops_the_start_with_what_to_do() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThatThrownBy(() -> start("listen = [\"" + address + "\"]"))
          .isInstanceOf(StartRefused.class)
          .hasMessageContaining("Cannot listen on " + address)
          .hasMessageContaining("`proxy.listen`");
    }
  }

  @Test
  void a_certificate_that_is_missing_stops_the_start() {
    assertThatThrownBy(
            () -> start("listen = [\"127.0.0.1:0\"]\ncertificate = \"no.pem\"\nkey = \"no.pem\""))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("no.pem");
  }

  /** A next hop that says no to everybody, as often as it is asked. */
  private static Thread refusing(ServerSocket door) {
    return Thread.ofVirtual()
        .start(() -> {
          while (!door.isClosed()) {
            try (Socket client = door.accept()) {
              client.getOutputStream().write("554 not today\r\n".getBytes());
            } catch (IOException e) {
              return; // The test has ended.
            }
          }
        });
  }

  private static String greeting(RunningServer server) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
      client.setSoTimeout(60_000);
      return reply(
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listen = [\"127.0.0.1:0\"]",
        "trying-mailbox = false",
        "listen = []",
        "listen = []\ntrying-mailbox = false"
      })
  void a_reload_that_names_no_next_hop_leaves_the_one_there_is(String without) throws IOException {
    try (ServerSocket hop = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        RunningServer server =
            start(
                "listen = [\"127.0.0.1:0\"]\nnext-hop = \"127.0.0.1:"
                    + hop.getLocalPort()
                    + "\"")) {
      Thread mta = refusing(hop);
      assertThat(greeting(server)).isEqualTo("554 not today");
      assertThat(server.reload(Configuration.parse("without", "[proxy]\n" + without)))
          .as("in force")
          .contains("limits.messages-per-minute")
          .noneMatch(option -> option.startsWith("proxy."));
      assertThat(greeting(server)).isEqualTo("554 not today");
      assertThat(mta.isAlive()).isTrue();
    }
  }

  @Test
  void a_reload_from_the_trying_mailbox_to_a_next_hop_and_back_stays_with_the_hop()
      throws IOException {
    try (ServerSocket hop = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        RunningServer server = start("listen = [\"127.0.0.1:0\"]")) {
      refusing(hop);
      assertThat(greeting(server)).contains("trying mailbox");
      server.reload(
          Configuration.parse(
              "hop", "[proxy]\nnext-hop = \"127.0.0.1:" + hop.getLocalPort() + "\""));
      assertThat(greeting(server)).isEqualTo("554 not today");
      server.reload(Configuration.parse("back", "[proxy]\nlisten = [\"127.0.0.1:0\"]"));
      assertThat(greeting(server)).isEqualTo("554 not today");
    }
  }

  @Test
  void a_reload_names_another_next_hop_for_the_clients_to_come() throws IOException {
    try (RunningServer server = start("listen = [\"127.0.0.1:0\"]");
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread mta =
          Thread.ofVirtual()
              .start(() -> {
                try (Socket client = other.accept()) {
                  client.getOutputStream().write("554 not today\r\n".getBytes());
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      server.reload(
          Configuration.parse(
              "again",
              "[proxy]\nlisten = [\"127.0.0.1:0\"]\nnext-hop = \"127.0.0.1:"
                  + other.getLocalPort()
                  + "\""));
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
        client.setSoTimeout(60_000);
        assertThat(new String(client.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
            .isEqualTo("554 not today\r\n");
      }
      org.assertj.core.api.Assertions.assertThatCode(mta::join).doesNotThrowAnyException();
    }
  }
}
