package org.sluice.portal.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.core.access.Credentials;
import org.sluice.core.administration.RestrictionVerbs;

/** Where one goes, under which name one comes, what a password is, what stands in a page. */
class SmallPartsTest {
  @ParameterizedTest
  @ValueSource(strings = {"/", "/restricted", "/entity?name=a%40b&type=user", "/a//b"})
  void a_path_of_this_server_is_a_destination(String path) {
    assertThat(Destination.of(path)).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "//evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "https://evil.test",
        "javascript:x",
        "evil.test",
        "/a\r\nSet-Cookie: x=y",
        "/a\nb",
        "/\tevil.test",
        "/a\\b",
        "/\u00e4",
        " /a"
      })
  void anything_else_is_the_first_page(String path) {
    assertThat(Destination.of(path)).isEqualTo("/");
  }

  @Test
  void a_destination_has_a_bound() {
    assertThat(Destination.of("/" + "a".repeat(Destination.MOST - 1))).hasSize(Destination.MOST);
    assertThat(Destination.of("/" + "a".repeat(Destination.MOST))).isEqualTo("/");
    assertThat(Destination.of(null)).isEqualTo("/");
  }

  /** Below, at and above: each slash is three characters of the parameter. */
  @Test
  void a_destination_leads_through_the_sign_in_page_as_far_as_a_header_holds_it() {
    int most = Destination.MOST_ENCODED / 3;
    for (int length : List.of(most - 1, most)) {
      assertThat(Destination.signIn("/".repeat(length)))
          .hasSize("/sign-in?to=".length() + 3 * length);
    }
    assertThat(Destination.signIn("/".repeat(most + 1))).isEqualTo("/sign-in");
  }

  @Test
  void the_page_of_the_longest_name_is_reached_through_the_sign_in_page() {
    String name = URLEncoder.encode("\u6f22".repeat(RestrictionVerbs.MOST_NAME), UTF_8);
    String page = "/entity?type=user&name=" + name;
    assertThat(Destination.of(page)).isEqualTo(page);
    assertThat(Destination.signIn(page)).endsWith(URLEncoder.encode(page, UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8025, localhost",
    "LOCALHOST, localhost",
    "127.0.0.1:8025, 127.0.0.1",
    "[::1]:8025, [::1]",
    "[::1], [::1]",
    "Sluice.Example.org:443, sluice.example.org",
    "'', ''"
  })
  void a_host_is_read_without_its_port(String header, String name) {
    assertThat(Hosts.withoutPort(header)).isEqualTo(name);
  }

  @Test
  void a_name_that_anybody_can_lead_here_is_not_our_own() {
    Optional<URI> url = Optional.of(URI.create("https://sluice.example.org/"));
    for (String own :
        List.of(
            "localhost",
            "a.localhost",
            "127.0.0.1",
            "192.0.2.1",
            "[::1]",
            "mail.lan",
            "sluice.example.org")) {
      assertThat(Hosts.isOwn(own, url, "mail.lan")).as(own).isTrue();
    }
    for (String foreign :
        List.of(
            "",
            "evil.test",
            "sluice.example.org.evil.test",
            "localhost.evil.test",
            "127.0.0.1.evil.test")) {
      assertThat(Hosts.isOwn(foreign, url, "mail.lan")).as(foreign).isFalse();
    }
    assertThat(Hosts.isOwn("sluice.example.org", Optional.empty(), "127.0.0.1")).isFalse();
  }

  @Test
  void a_password_is_long_and_typed_twice() {
    String least = "abcdefghijkl";
    assertThat(PasswordRules.problem("", least, least)).isEmpty();
    assertThat(PasswordRules.problem("", "abcdefghijk", "abcdefghijk")).contains("12 to 200");
    assertThat(PasswordRules.problem("", least.repeat(17), least.repeat(17))).contains("204");
    assertThat(PasswordRules.problem("", least, "abcdefghijkm")).contains("differ");
    assertThat(PasswordRules.problem("", "aaaaaaaaaaaaab", "aaaaaaaaaaaaab")).contains("repeats");
    assertThat(PasswordRules.problem("A@example.org", "1 a@Example.org 2", "1 a@Example.org 2"))
        .contains("address");
  }

  @Test
  void recovery_codes_are_taken_once_however_they_are_typed() {
    List<String> codes = RecoveryCodes.fresh(new SecureRandom());
    assertThat(codes).hasSize(RecoveryCodes.COUNT).doesNotHaveDuplicates();
    assertThat(codes).allMatch(c -> c.matches("([A-Z2-7]{4}-){3}[A-Z2-7]{4}"));
    Credentials kept =
        Credentials.NONE.withSecondFactor(
            "s", 1, codes.stream().map(RecoveryCodes::digest).toList());
    String typed = codes.get(3).toLowerCase(Locale.ROOT).replace("-", " ");
    Credentials less = RecoveryCodes.used(kept, typed);
    assertThat(less.recoveryCodes()).hasSize(RecoveryCodes.COUNT - 1);
    assertThat(RecoveryCodes.used(less, typed)).isEqualTo(less);
    assertThat(RecoveryCodes.used(kept, "")).isEqualTo(kept);
  }

  @Test
  void a_qr_code_holds_the_key_and_loads_nothing() {
    assertThat(QrCodes.uri("anna+x@example.org", "SECRET"))
        .isEqualTo("otpauth://totp/Sluice%3Aanna%2Bx%40example.org?secret=SECRET&issuer=Sluice");
    assertThat(QrCodes.picture("x")).startsWith("data:image/svg+xml;base64,");
  }
}
