package org.sluice.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.Connector;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.SenderIdentity;

class AccountTest {
  private static final EnvelopeSender FORGED = new EnvelopeSender("ceo@victim.test");
  private static final AcceptedDomains ANY = new AcceptedDomains(List.of());

  private static Optional<String> of(String login, EnvelopeSender sender, AcceptedDomains own) {
    return Account.of(Optional.of(new SenderIdentity.User(login)), sender, own);
  }

  @Test
  void the_logins_own_address_is_told_whatever_the_envelope_says() {
    assertThat(of("anna@example.org", FORGED, ANY)).contains("anna@example.org");
  }

  @Test
  void the_null_reverse_path_a_connector_and_nobody_are_answered_by_reply() {
    assertThat(of("anna@example.org", EnvelopeSender.NULL, ANY)).isEmpty();
    assertThat(Account.of(Optional.empty(), FORGED, ANY)).isEmpty();
    SenderIdentity scanner =
        new SenderIdentity.RelayClient(new Connector("scanner@example.org", "id", List.of()));
    assertThat(Account.of(Optional.of(scanner), FORGED, ANY)).isEmpty();
  }

  @Test
  void a_login_that_is_no_plain_address_is_answered_by_reply() {
    for (String login :
        List.of(
            "anna",
            "anna@",
            "@example.org",
            "a b@example.org",
            "a@b@c",
            "<a@b>",
            "a\r\nb@c",
            "jörg@example.org",
            "anna@exämple.org",
            "a\"@b",
            "a@b..c",
            "a@[127.0.0.1]",
            "")) {
      assertThat(of(login, FORGED, ANY)).as(login).isEmpty();
    }
  }

  @Test
  void an_address_at_the_bound_is_told_and_one_character_more_is_not() {
    String domain = "@example.org";
    String longest = "a".repeat(Account.MAX_CHARS - domain.length()) + domain;
    assertThat(of(longest, FORGED, ANY)).isPresent();
    assertThat(of("a" + longest, FORGED, ANY)).isEmpty();
  }

  @Test
  void a_login_of_a_domain_that_is_not_accepted_is_answered_by_reply() {
    AcceptedDomains own = new AcceptedDomains(List.of("example.org"));
    assertThat(of("anna@example.org", FORGED, own)).isPresent();
    assertThat(of("anna@elsewhere.test", FORGED, own)).isEmpty();
  }
}
