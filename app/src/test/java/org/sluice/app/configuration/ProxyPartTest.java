package org.sluice.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProxyPartTest {
  private static ProxyPart part(String lines) {
    return Configuration.parse("s.toml", "[proxy]\n" + lines).proxy();
  }

  private static String mistakes(String lines) {
    return catchThrowableOfType(BadConfiguration.class, () -> part(lines)).getMessage();
  }

  @Test
  void a_new_installation_has_the_trying_mailbox_on_loopback() {
    ProxyPart part = Configuration.ofDefaults().proxy();
    assertThat(part.isTrying()).isTrue();
    assertThat(part.door().listen()).containsExactly("127.0.0.1:2525");
  }

  @Test
  void without_next_hop_and_mailbox_nothing_listens() {
    assertThat(part("trying-mailbox = false").door().listen()).isEmpty();
    assertThat(part("trying-mailbox = false").isTrying()).isFalse();
  }

  @Test
  void every_setting_has_its_effect() {
    ProxyPart part =
        part(
            """
            listen = ["0.0.0.0:587"]
            next-hop = "127.0.0.1:10587"
            certificate = "/etc/c.pem"
            key = "/etc/k.pem"
            auth-without-tls = true
            next-hop-tls = "required"
            next-hop-name = "mx.example.org"
            next-hop-authorities = "/etc/ca.pem"
            client-address = "xclient"
            next-hop-checks-token-user = true
            max-connections = 7
            connections-per-client = 6
            idle-timeout-seconds = 8
            """);
    assertThat(part.door())
        .isEqualTo(new ProxyPart.Door(java.util.List.of("0.0.0.0:587"), 7, 6, 8));
    assertThat(part.nextHop()).contains("127.0.0.1:10587");
    assertThat(part.isTrying()).isFalse();
    assertThat(part.certificate()).contains(Path.of("/etc/c.pem"));
    assertThat(part.key()).contains(Path.of("/etc/k.pem"));
    assertThat(part.authWithoutTls()).isTrue();
    assertThat(part.nextHopTls()).isEqualTo("required");
    assertThat(part.nextHopName()).isEqualTo("mx.example.org");
    assertThat(part.nextHopAuthorities()).contains(Path.of("/etc/ca.pem"));
    assertThat(part.clientAddress()).isEqualTo("xclient");
    assertThat(part.tokenUserChecked()).isTrue();
  }

  @Test
  void the_trying_mailbox_refuses_to_listen_beyond_this_machine() {
    assertThat(mistakes("listen = [\"0.0.0.0:2525\"]"))
        .contains("0.0.0.0:2525")
        .contains("lets everybody in")
        .contains("proxy.next-hop");
    assertThat(mistakes("listen = [\"192.0.2.1:2525\"]")).contains("192.0.2.1:2525");
    assertThat(mistakes("listen = [\"127.0.0.1.example.org:2525\"]")).contains("lets everybody in");
    for (String own : new String[] {"127.0.0.1", "127.1.2.3", "[::1]", "localhost"}) {
      assertThat(part("listen = [\"" + own + ":2525\"]").isTrying()).as(own).isTrue();
    }
  }

  @Test
  void what_would_have_no_effect_is_a_mistake() {
    assertThat(mistakes("next-hop-tls = \"required\"")).contains("without proxy.next-hop");
    assertThat(mistakes("client-address = \"proxy\"")).contains("without proxy.next-hop");
    assertThat(mistakes("next-hop = \"a:25\"\nnext-hop-authorities = \"ca.pem\""))
        .contains("has no effect unless proxy.next-hop-tls is \"required\"");
    assertThat(mistakes("certificate = \"c.pem\"")).contains("belong together");
    assertThat(mistakes("auth-without-tls = \"yes\"")).contains("it takes true or false");
    assertThat(mistakes("next-hop = \"nowhere\"")).contains("it takes host:port, or empty");
  }
}
