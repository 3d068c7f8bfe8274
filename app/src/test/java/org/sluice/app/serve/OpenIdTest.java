package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;
import org.sluice.app.configuration.BadConfiguration;
import org.sluice.app.configuration.Configuration;

/** Signing in by a provider: whom it lets in as what, and what is not believed. */
class OpenIdTest extends OpenIdStage {
  @Test
  void whom_the_provider_names_is_let_in_with_the_role_and_goes_where_the_person_wanted() {
    says("Anna@Example.org", "postmasters", "sluice-look");
    Visitor visitor = visitor();
    assertThat(visitor.get("/sign-in?to=/audit").body())
        .contains("Sign in with Example ID", "/sign-in/openid?to=%2Faudit");
    String question = visitor.get("/sign-in/openid?to=/audit").location();
    assertThat(question)
        .startsWith(provider.authorizationEndpointUrl(ISSUER).toString())
        .contains("code_challenge_method=S256", "response_type=code", "nonce=", "state=")
        .doesNotContain("of+the+client");
    Page back = visitor.get(answer(question));
    assertThat(back.status()).isEqualTo(303);
    assertThat(back.location()).isEqualTo("/audit");
    assertThat(back.headers().toString()).contains("HttpOnly", "SameSite=Lax");
    assertThat(isSignedIn(visitor)).isTrue();
    assertThat(administrators()).contains(ANNA, "Anna A.", "SecurityAdministrator");
    assertThat(audit("UserLoggedIn")).contains(ANNA, "OpenID Connect", "SecurityAdministrator");
    assertThat(audit("New-ManagementUser")).contains(ANNA, "OpenID Connect");
  }

  @Test
  void another_role_at_the_provider_is_another_role_here_and_ends_the_sessions_of_the_old_one() {
    says(ANNA, "sluice-security");
    Visitor before = visitor();
    signIn(before);
    says("boss@example.org", "sluice-all");
    signIn(visitor());
    says(ANNA, "sluice-look");
    Visitor after = visitor();
    assertThat(signIn(after).status()).isEqualTo(303);
    assertThat(isSignedIn(before)).isFalse();
    assertThat(isSignedIn(after)).isTrue();
    assertThat(administrators()).contains(ANNA + ",Anna A.,SecurityReader");
    assertThat(audit("Set-ManagementUser")).contains("SecurityAdministrator", "SecurityReader");
  }

  @Test
  void the_last_administrator_who_can_do_all_stays_so_whatever_the_provider_says() {
    says(ANNA, "sluice-all");
    signIn(visitor());
    says(ANNA, "sluice-look");
    Visitor again = visitor();
    signIn(again);
    assertThat(isSignedIn(again)).isTrue();
    assertThat(administrators()).contains("GlobalAdministrator");
  }

  @Test
  void who_is_disabled_here_is_not_let_in() {
    says("boss@example.org", "sluice-all");
    signIn(visitor());
    says(ANNA, "sluice-security");
    signIn(visitor());
    running.say("administrator", "set", ANNA, "--enabled", "false");
    says(ANNA, "sluice-security");
    Visitor visitor = visitor();
    Page back = signIn(visitor);
    assertThat(back.status()).isEqualTo(401);
    assertThat(back.body()).contains("disabled in Sluice");
    assertThat(isSignedIn(visitor)).isFalse();
    assertThat(audit("UserLoginFailed")).contains(ANNA, "OpenID Connect");
  }

  @Test
  void who_has_no_role_is_told_so_and_does_not_become_an_administrator() {
    says(ANNA, "canteen");
    Page back = signIn(visitor());
    assertThat(back.status()).isEqualTo(401);
    assertThat(back.body()).contains(ANNA + " has no role here: nothing in realm.roles makes one");
    assertThat(administrators()).doesNotContain(ANNA);
    assertThat(audit("UserLoginFailed")).contains(ANNA, "OpenID Connect");
  }

  @Test
  void an_address_that_the_provider_has_not_verified_is_nobodys() {
    Map<String, Object> claims = claims(ANNA, "sluice-all");
    claims.put("email_verified", false);
    says(MINUTE, claims);
    Page back = signIn(visitor());
    assertThat(back.status()).isEqualTo(401);
    assertThat(back.body()).contains("has not verified");
    assertThat(audit("UserLoginFailed")).as("whom the provider named").contains(ANNA);
  }

  private void assertNotBelieved() {
    Visitor visitor = visitor();
    Page back = signIn(visitor);
    assertThat(back.status()).isEqualTo(502);
    assertThat(back.body()).contains("do not understand each other");
    assertThat(isSignedIn(visitor)).isFalse();
    assertThat(administrators()).doesNotContain(ANNA);
  }

  @ParameterizedTest
  @CsvSource({"aud, another-client", "iss, https://evil.test", "nonce, of-another-browser"})
  void a_token_for_another_client_of_another_issuer_or_of_another_browser_is_not_believed(
      String claim, String value) {
    Map<String, Object> claims = claims(ANNA, "sluice-all");
    claims.put(claim, value);
    says(MINUTE, claims);
    assertNotBelieved();
  }

  @Test
  void an_old_token_is_not_believed() {
    says(-60 * MINUTE, claims(ANNA, "sluice-all"));
    assertNotBelieved();
  }

  @Test
  void a_token_without_an_address_is_the_administrators_to_put_right() {
    Map<String, Object> claims = claims(ANNA, "sluice-all");
    claims.remove("email");
    says(MINUTE, claims);
    assertThat(signIn(visitor()).status()).isEqualTo(502);
  }

  @Test
  void an_answer_is_taken_once_and_only_from_the_browser_that_asked() {
    says(ANNA, "sluice-all");
    Visitor visitor = visitor();
    String back = answer(visitor.get("/sign-in/openid").location());
    assertThat(visitor().get(back).status()).as("another browser").isEqualTo(401);
    assertThat(visitor.get(back).status()).isEqualTo(303);
    Page again = visitor.get(back);
    assertThat(again.status()).as("again").isEqualTo(401);
    assertThat(again.body()).contains("no sign-in that this browser began");
  }

  @Test
  void anothers_code_under_ones_own_state_lets_nobody_in() {
    says(ANNA, "sluice-all");
    String stolen = answer(visitor().get("/sign-in/openid").location());
    Visitor visitor = visitor();
    String own = answer(visitor.get("/sign-in/openid").location());
    String code = stolen.replaceAll(".*[?&]code=([^&]*).*", "$1");
    Page back = visitor.get(own.replaceAll("code=[^&]*", "code=" + code));
    assertThat(back.status()).isEqualTo(502);
    assertThat(isSignedIn(visitor)).isFalse();
  }

  @Test
  void an_answer_of_another_issuer_or_an_error_lets_nobody_in() {
    Visitor visitor = visitor();
    String back = answer(visitor.get("/sign-in/openid").location());
    assertThat(visitor.get(back + "&iss=https://evil.test").status()).isEqualTo(401);
    String state = visitor.get("/sign-in/openid").location().replaceAll(".*state=([^&]*).*", "$1");
    Page declined = visitor.get("/sign-in/openid/back?error=access_denied<script>&state=" + state);
    assertThat(declined.status()).isEqualTo(401);
    assertThat(declined.body()).contains("access_denied").doesNotContain("<script>");
  }

  @Test
  void a_provider_that_is_away_is_said_so_and_passwords_go_on() {
    provider.shutdown();
    Page page = visitor().get("/sign-in/openid");
    assertThat(page.status()).isEqualTo(502);
    assertThat(page.body()).contains("log says why");
    assertThat(visitor().get("/sign-in").status()).isEqualTo(200);
  }

  @Test
  void it_never_sends_a_browser_elsewhere() {
    says(ANNA, "sluice-all");
    Visitor visitor = visitor();
    String back = answer(visitor.get("/sign-in/openid?to=//evil.test/").location());
    assertThat(visitor.get(back).location()).isEqualTo("/");
  }

  @Test
  void mistakes_of_the_configuration_are_told_together() {
    assertThatThrownBy(() ->
            Configuration.parse(
                "test",
                """
                [openid]
                issuer = "https://id.example.org"
                client-secret-file = "/nowhere/secret"
                user-claim = "upn"
                """))
        .isInstanceOf(BadConfiguration.class)
        .hasMessageContaining("openid.issuer needs openid.client-id")
        .hasMessageContaining("openid.issuer lets nobody in")
        .hasMessageContaining("openid.user-claim = \"upn\" needs openid.trust-addresses = true")
        .hasMessageContaining(
            "openid.client-secret-file: The secret in /nowhere/secret cannot be read");
  }
}
