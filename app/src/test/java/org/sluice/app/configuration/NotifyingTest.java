package org.sluice.app.configuration;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NotifyingTest {
  @Test
  void what_has_no_use_where_it_stands_is_a_mistake() {
    String toml =
        """
        [mail]
        tls = "none"
        ca-file = "/etc/sluice/ca.pem"
        [syslog]
        transport = "tcp"
        ca-file = "/etc/sluice/ca.pem"
        [alerts]
        tell-user = "yes"
        """;
    assertThatThrownBy(() -> Configuration.parse("s.toml", toml))
        .isInstanceOf(BadConfiguration.class)
        .hasMessageContaining("mail.ca-file has no use")
        .hasMessageContaining("syslog.ca-file has no use")
        .hasMessageContaining("alerts.tell-user needs mail.server");
  }
}
