package org.sluice.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.server.proxy.PerClient.Entry;
import org.sluice.server.socket.EventLoop;

class PerClientTest {
  private final PerClient clients = new PerClient(2, InetAddress::isLoopbackAddress);

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Entry enter(String client) {
    return clients.enter(address(client));
  }

  @Test
  void up_to_the_bound_a_client_enters_and_beyond_it_when_another_one_has_left() {
    assertThat(enter("192.0.2.1")).isEqualTo(Entry.STAYS);
    assertThat(enter("192.0.2.1")).isEqualTo(Entry.STAYS);
    assertThat(enter("192.0.2.1")).isEqualTo(Entry.FIRST_TOO_MANY);
    assertThat(enter("192.0.2.1")).isEqualTo(Entry.TOO_MANY);
    assertThat(enter("192.0.2.2")).isEqualTo(Entry.STAYS);
    clients.leave(address("192.0.2.1"));
    assertThat(enter("192.0.2.1")).isEqualTo(Entry.STAYS);
    assertThat(enter("192.0.2.1")).isEqualTo(Entry.TOO_MANY);
  }

  /** At half of the bound, and below it. */
  @ParameterizedTest
  @CsvSource({"2,TOO_MANY", "3,FIRST_TOO_MANY"})
  void who_comes_back_to_the_bound_from_less_than_half_of_it_is_told_of_anew(
      int leaving, Entry next) {
    PerClient four = new PerClient(4, client -> false);
    InetAddress client = address("192.0.2.1");
    for (int i = 0; i < 4; i++) {
      assertThat(four.enter(client)).isEqualTo(Entry.STAYS);
    }
    assertThat(four.enter(client)).isEqualTo(Entry.FIRST_TOO_MANY);
    for (int i = 0; i < leaving; i++) {
      four.leave(client);
    }
    for (int i = 0; i < leaving; i++) {
      assertThat(four.enter(client)).isEqualTo(Entry.STAYS);
    }
    assertThat(four.enter(client)).isEqualTo(next);
  }

  @Test
  void a_client_of_ipv6_is_its_network_of_64_bits() {
    assertThat(enter("2001:db8::1")).isEqualTo(Entry.STAYS);
    assertThat(enter("2001:db8::2:3:4:5")).isEqualTo(Entry.STAYS);
    assertThat(enter("2001:db8::6")).isEqualTo(Entry.FIRST_TOO_MANY);
    assertThat(enter("2001:db8:0:1::6")).isEqualTo(Entry.STAYS);
  }

  @Test
  void this_machine_has_no_bound() {
    for (int i = 0; i < 5; i++) {
      assertThat(enter("127.0.0.1")).isEqualTo(Entry.STAYS);
      assertThat(enter("::1")).isEqualTo(Entry.STAYS);
    }
    assertThat(clients.size()).isZero();
  }

  @Test
  void a_client_that_has_left_is_forgotten() {
    enter("192.0.2.1");
    enter("192.0.2.1");
    clients.leave(address("192.0.2.1"));
    assertThat(clients.size()).isEqualTo(1);
    clients.leave(address("192.0.2.1"));
    assertThat(clients.size()).isZero();
  }

  @Test
  void one_client_too_many_is_told_to_come_back_and_has_room_when_it_has_left() throws IOException {
    ProxyBounds bounds = ProxyBounds.of(5, 2, 300_000);
    PerClient everybody = new PerClient(2, client -> false);
    try (ProxyStage stage = new ProxyStage();
        EventLoop loop = new EventLoop();
        ProxyServer server =
            new ProxyServer(loop, stage, () -> stage.settings, bounds, stage.now::get, everybody)) {
      int port = Integer.parseInt(server.listen(List.of("127.0.0.1:0")).getFirst().split(":")[1]);
      try (SmtpClient first = SmtpClient.greeted(port);
          SmtpClient second = SmtpClient.greeted(port);
          SmtpClient third = new SmtpClient(port)) {
        assertThat(third.reply()).isEqualTo(OwnReply.TOO_MANY_CONNECTIONS.text());
        assertThat(third.isClosed()).isTrue();
        assertThat(first.says("NOOP")).startsWith("250");
        assertThat(second.says("QUIT")).startsWith("221");
      }
      ProxyStage.until(() -> everybody.size() == 0, "all have left");
      try (SmtpClient again = SmtpClient.greeted(port)) {
        assertThat(again.says("NOOP")).startsWith("250");
      }
    }
  }
}
