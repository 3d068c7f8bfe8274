package org.sluice.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Against the layout of proxy-protocol.txt, section 2.2. */
class ProxyHeaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private static String hex(String source, int port, String destination) {
    return HexFormat.of()
        .formatHex(
            ProxyHeader.bytes(
                new InetSocketAddress(source, port), new InetSocketAddress(destination, 587)));
  }

  @Test
  void ipv4_is_twelve_bytes_after_the_signature() {
    assertThat(hex("192.0.2.1", 40_000, "127.0.0.1"))
        .isEqualTo(SIGNATURE + "2111000c" + "c0000201" + "7f000001" + "9c40" + "024b");
  }

  @Test
  void ipv6_is_thirty_six_bytes_and_an_ipv4_end_is_mapped() {
    assertThat(hex("2001:db8::1", 1, "127.0.0.1"))
        .isEqualTo(
            SIGNATURE
                + "21210024"
                + "20010db8000000000000000000000001"
                + "00000000000000000000ffff7f000001"
                + "0001"
                + "024b");
  }
}
