package org.sluice.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.255, true",
    "192.0.2.0/24, 192.0.3.0, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "192.0.2.128/25, 192.0.2.127, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "::1, 0:0:0:0:0:0:0:1, true",
    "192.0.2.0/24, ::ffff:192.0.2.9, true",
    "10.0.0.0/9, 10.127.255.255, true",
    "10.0.0.0/9, 10.128.0.0, false"
  })
  void a_network_contains_its_clients_and_no_other(
      String network, String client, boolean contains) {
    assertThat(Network.parse(network).orElseThrow().contains(new ClientAddress(client)))
        .isEqualTo(contains);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "256.0.0.1",
        "1.2.3",
        "1.2.3.4/33",
        "1.2.3.4/",
        "1.2.3.4/-1",
        "host",
        "::1::",
        ":::",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "2001:db8::/129",
        "1.2.3.4.5",
        "g::1"
      })
  void what_is_no_network_is_refused(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }

  @Test
  void an_unreadable_client_is_in_no_network() {
    Network everything = Network.parse("0.0.0.0/0").orElseThrow();

    assertThat(everything.contains(new ClientAddress("unknown"))).isFalse();
    assertThat(everything.contains(ClientAddress.UNKNOWN)).isFalse();
  }

  @Test
  void a_network_is_written_as_people_write_it() {
    for (String text : new String[] {"192.0.2.0/24", "2001:db8:0:0:0:0:0:0/32", "10.1.2.3/32"}) {
      assertThat(Network.parse(text).orElseThrow().text()).isEqualTo(text);
    }
  }
}
