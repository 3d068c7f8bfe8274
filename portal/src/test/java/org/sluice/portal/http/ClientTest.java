package org.sluice.portal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sluice.core.mail.Network;

class ClientTest {
  private static final List<Network> PROXIES =
      Stream.of("127.0.0.1", "10.0.0.0/8").flatMap(n -> Network.parse(n).stream()).toList();

  @Test
  void only_a_proxy_that_is_believed_says_who_the_client_is() {
    assertThat(Client.of("192.0.2.1", "198.51.100.9", PROXIES)).isEqualTo("192.0.2.1");
    assertThat(Client.of("127.0.0.1", "198.51.100.9", PROXIES)).isEqualTo("198.51.100.9");
    assertThat(Client.of("127.0.0.1", "198.51.100.9", List.of())).isEqualTo("127.0.0.1");
    assertThat(Client.of("127.0.0.1", "", PROXIES)).isEqualTo("127.0.0.1");
  }

  @Test
  void what_a_client_wrote_before_the_proxy_is_not_believed() {
    assertThat(Client.of("127.0.0.1", "1.2.3.4, 198.51.100.9", PROXIES)).isEqualTo("198.51.100.9");
    assertThat(Client.of("127.0.0.1", "1.2.3.4, 198.51.100.9, 10.1.1.1", PROXIES))
        .isEqualTo("198.51.100.9");
    assertThat(Client.of("127.0.0.1", "198.51.100.9, rubbish", PROXIES)).isEqualTo("127.0.0.1");
  }

  @Test
  void no_more_hops_are_looked_at_than_the_bound() {
    String hops = "198.51.100.9" + ", 10.0.0.1".repeat(Client.MOST_HOPS - 1);
    assertThat(Client.of("127.0.0.1", hops, PROXIES)).isEqualTo("198.51.100.9");
    assertThat(Client.of("127.0.0.1", hops + ", 10.0.0.1", PROXIES)).isEqualTo("10.0.0.1");
  }

  @Test
  void an_address_has_one_form() {
    assertThat(Client.of("[2001:db8::1]", "", List.of())).isEqualTo("2001:db8:0:0:0:0:0:1");
    assertThat(Client.of("127.0.0.1", "2001:DB8::1", PROXIES)).isEqualTo("2001:db8:0:0:0:0:0:1");
  }

  @Test
  void a_name_is_no_address() {
    assertThat(Client.isAddress("192.0.2.1")).isTrue();
    assertThat(Client.isAddress("2001:db8::1")).isTrue();
    assertThat(Client.isAddress("localhost")).isFalse();
    assertThat(Client.isAddress("")).isFalse();
  }
}
