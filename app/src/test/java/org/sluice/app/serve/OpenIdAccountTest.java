package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;

/** Whose an account at a provider is, and what its person is limited to. */
class OpenIdAccountTest extends OpenIdStage {
  @Test
  void an_address_that_the_provider_says_nothing_of_is_not_believed_unless_it_is_trusted() {
    Map<String, Object> claims = claims(ANNA, "sluice-all");
    claims.remove("email_verified");
    says(MINUTE, claims);
    assertThat(signIn(visitor()).status()).isEqualTo(502);
    assertThat(administrators()).doesNotContain(ANNA);
    assertThat(audit("UserLoginFailed")).contains(ANNA, "email_verified");
    reload("domains = [\"*\"]\ntrust-addresses = true");
    says(MINUTE, claims);
    assertThat(signIn(visitor()).status()).isEqualTo(303);
    claims.put("email_verified", false);
    says(MINUTE, claims);
    assertThat(signIn(visitor()).status()).as("denied, whoever is trusted").isEqualTo(401);
  }

  @Test
  void another_account_of_the_provider_with_the_same_address_is_not_let_in_before_a_reset() {
    says("first", MINUTE, claims(ANNA, "sluice-security"));
    Visitor anna = visitor();
    signIn(anna);
    says("second", MINUTE, claims(ANNA, "sluice-all"));
    Visitor other = visitor();
    Page back = signIn(other);
    assertThat(back.status()).isEqualTo(401);
    assertThat(back.body()).contains("with another account than the one", "resets");
    assertThat(isSignedIn(other)).isFalse();
    assertThat(isSignedIn(anna)).as("who was bound stays").isTrue();
    assertThat(administrators()).contains(ANNA + ",Anna A.,SecurityAdministrator");
    assertThat(audit("UserLoginFailed")).contains(ANNA, "another account");
    running.say("administrator", "reset", ANNA);
    says("second", MINUTE, claims(ANNA, "sluice-security"));
    assertThat(signIn(other).status()).isEqualTo(303);
  }

  @Test
  void who_has_another_address_at_the_provider_stays_the_administrator_of_the_old_one() {
    says("first", MINUTE, claims(ANNA, "sluice-security"));
    signIn(visitor());
    says("first", MINUTE, claims("married@example.org", "sluice-security"));
    Visitor visitor = visitor();
    assertThat(signIn(visitor).status()).isEqualTo(303);
    assertThat(visitor.get("/account").body()).contains(ANNA);
    assertThat(administrators()).doesNotContain("married@example.org");
  }

  @Test
  void who_is_new_is_limited_as_configured_and_without_that_nobody_new_comes_in() {
    reload("domains = [\"example.org\", \".example.org\"]");
    says(ANNA, "sluice-all");
    signIn(visitor());
    assertThat(administrators()).contains("example.org,.example.org");
    reload("domains = []");
    says("bert@example.org", "sluice-all");
    Page back = signIn(visitor());
    assertThat(back.status()).isEqualTo(401);
    assertThat(back.body()).contains("nobody becomes one by signing in");
    assertThat(administrators()).doesNotContain("bert@example.org");
    running.say("administrator", "add", "bert@example.org", "--role", "SecurityReader");
    says("bert@example.org", "sluice-all");
    assertThat(signIn(visitor()).status()).as("once added").isEqualTo(303);
  }

  @Test
  void the_domains_that_the_provider_lists_are_those_that_a_person_is_limited_to_from_then_on() {
    reload("domains-claim = \"realm.domains\"");
    says("boss@example.org", Map.of("domains", List.of("*")));
    signIn(visitor());
    says(ANNA, Map.of("domains", List.of("example.org")));
    Visitor before = visitor();
    signIn(before);
    assertThat(administrators()).contains("SecurityAdministrator,example.org");
    says(ANNA, Map.of("domains", List.of("example.net")));
    signIn(visitor());
    assertThat(administrators()).contains("SecurityAdministrator,example.net");
    assertThat(isSignedIn(before)).isFalse();
    says(ANNA, Map.of());
    Page back = signIn(visitor());
    assertThat(back.status()).isEqualTo(401);
    assertThat(back.body()).contains("nothing in realm.domains lists any");
  }

  private void says(String address, Map<String, Object> more) {
    Map<String, Object> realm = new HashMap<>(more);
    realm.put("roles", List.of(address.equals(ANNA) ? "postmasters" : "sluice-all"));
    Map<String, Object> claims = claims(address);
    claims.put("realm", realm);
    says(MINUTE, claims);
  }

  @Test
  void the_providers_second_factor_counts_where_one_is_made_needed() {
    says(ANNA, "sluice-all");
    Visitor visitor = visitor();
    signIn(visitor);
    reload("[access]\nsecond-factor = \"required\"");
    assertThat(isSignedIn(visitor)).isTrue();
  }
}
