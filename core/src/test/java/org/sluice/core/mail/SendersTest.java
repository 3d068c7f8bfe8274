package org.sluice.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SendersTest {
  private final Connector scanner =
      new Connector("scanner", "id-1", List.of(Network.parse("192.0.2.0/28").orElseThrow()));
  private final Senders senders = new Senders("Example.org", List.of(scanner));

  @Test
  void a_login_counts_in_lower_case_and_with_the_default_domain() {
    assertThat(identify("Anna", "").orElseThrow().name()).isEqualTo("anna@example.org");
    assertThat(identify("Anna@Other.org", "").orElseThrow().name()).isEqualTo("anna@other.org");
  }

  @Test
  void a_login_from_a_connectors_network_still_counts_for_the_login() {
    assertThat(identify("anna", "192.0.2.1").orElseThrow().key())
        .isEqualTo("user:anna@example.org");
  }

  @Test
  void a_client_without_login_is_its_connector() {
    assertThat(identify("", "192.0.2.1").orElseThrow().key()).isEqualTo("connector:scanner");
  }

  @Test
  void a_client_without_login_that_is_no_connector_shares_no_bucket() {
    assertThat(identify("", "198.51.100.1")).isEmpty();
    assertThat(identify("", "")).isEmpty();
  }

  private Optional<SenderIdentity> identify(String login, String client) {
    return senders.identify(new SaslUsername(login), new ClientAddress(client));
  }

  @Test
  void the_login_of_notifications_counts_for_nobody() {
    Senders exempt = new Senders("example.org", List.of(), "Sluice");
    ClientAddress client = new ClientAddress("192.0.2.1");
    assertThat(exempt.identify(new SaslUsername("sluice@example.org"), client)).isEmpty();
    assertThat(exempt.identify(new SaslUsername("SLUICE"), client)).isEmpty();
    assertThat(exempt.identify(new SaslUsername("sluices@example.org"), client)).isPresent();
    assertThat(new Senders("", List.of()).identify(new SaslUsername("x"), client)).isPresent();
  }
}
