package org.sluice.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NotifyingTest {
  private static String telling(String senders, String tell) {
    String toml =
        """
        [senders]
        %s
        [mail]
        server = "127.0.0.1:587"
        from = "sluice@example.org"
        [alerts]
        tell-user = "%s"
        """;
    return Configuration.parse("s.toml", toml.formatted(senders, tell)).untoldUsers().orElse("");
  }

  @Test
  void that_bare_logins_are_told_nothing_without_a_domain_is_said() {
    assertThat(telling("", "yes")).contains("senders.default-domain is empty");
    assertThat(telling("default-domain = \"example.org\"", "yes")).isEmpty();
    assertThat(telling("", "no")).isEmpty();
  }

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
