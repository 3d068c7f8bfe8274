package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sluice.app.configuration.Configuration;

class InForceTest {
  private static final Configuration REPORTING =
      Configuration.parse(
          "test",
          """
          [proxy]
          listen = ["127.0.0.1:0"]
          next-hop = "127.0.0.1:10587"
          refusal = "ndr"
          """);
  private static final Configuration REPLYING =
      Configuration.parse(
          "test",
          """
          [proxy]
          trying-mailbox = false
          [ndr]
          host = "mail.example.org"
          [limits]
          messages-per-minute = 7
          """);

  private final InForce inForce = new InForce(REPORTING, "token");

  @Test
  void a_proxy_that_stays_as_it_was_reports_as_it_did() {
    assertThat(inForce.changes(REPLYING, false))
        .contains("limits.messages-per-minute", "ndr.host")
        .noneMatch(option -> option.startsWith("proxy."));
    inForce.replace(REPLYING, false);
    assertThat(inForce.ndr().proxy()).isTrue();
    assertThat(inForce.reportsOverNextHop()).isTrue();
    assertThat(inForce.ndr().host()).isEqualTo("mail.example.org");
  }

  @Test
  void what_did_not_come_in_force_is_a_change_of_the_next_reload() {
    inForce.replace(REPLYING, false);
    assertThat(inForce.changes(REPLYING, true))
        .contains("proxy.next-hop", "proxy.refusal")
        .allMatch(option -> option.startsWith("proxy."));
    inForce.replace(REPLYING, true);
    assertThat(inForce.ndr().proxy()).isFalse();
    assertThat(inForce.reportsOverNextHop()).isFalse();
    assertThat(inForce.changes(REPLYING, true)).isEmpty();
  }
}
