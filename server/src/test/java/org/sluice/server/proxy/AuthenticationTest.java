package org.sluice.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.server.proxy.SmtpClient.base64;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The identity is that of a login that the next hop has accepted, and of no other. */
class AuthenticationTest {
  private ProxyStage stage;

  @BeforeEach
  void start() throws IOException {
    stage = new ProxyStage();
  }

  @AfterEach
  void stop() throws IOException {
    stage.close();
  }

  private String loginAsked(SmtpClient client) throws IOException {
    client.says("MAIL FROM:<a@b>");
    return stage.asked.getLast().login().name();
  }

  @Test
  void the_dialogue_of_any_mechanism_passes() throws IOException {
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      assertThat(client.says("AUTH LOGIN")).isEqualTo("334 VXNlcm5hbWU6");
      assertThat(client.says(base64("anna@example.org"))).isEqualTo("334 UGFzc3dvcmQ6");
      assertThat(client.says(base64("secret"))).startsWith("235");
      assertThat(loginAsked(client)).isEqualTo("anna@example.org");
    }
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      assertThat(client.says("AUTH CRAM-MD5")).startsWith("334");
      assertThat(client.says(base64("bert 0123456789abcdef"))).startsWith("235");
      assertThat(loginAsked(client)).isEqualTo("bert");
    }
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      assertThat(client.says("auth plain")).startsWith("334");
      assertThat(client.says(base64("\0carl\0secret"))).startsWith("235");
      assertThat(loginAsked(client)).isEqualTo("carl");
    }
  }

  @Test
  void a_refused_or_aborted_login_is_no_login() throws IOException {
    stage.mta.says("AUTH-END", "535 5.7.8 Authentication failed");
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      assertThat(client.says("AUTH PLAIN " + base64("\0anna\0wrong")))
          .isEqualTo("535 5.7.8 Authentication failed");
      assertThat(client.says("AUTH LOGIN")).startsWith("334");
      assertThat(client.says("*")).startsWith("501 5.7.0");
      assertThat(loginAsked(client)).isEmpty();
    }
  }

  @Test
  void what_follows_a_refused_exchange_is_not_passed_on() throws IOException {
    stage.mta.says("AUTH LOGIN", "504 5.5.4 Not now");
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      client.send("AUTH LOGIN\r\n" + base64("anna") + "\r\n" + base64("secret") + "\r\n");
      assertThat(client.reply()).isEqualTo("504 5.5.4 Not now");
      assertThat(client.reply()).startsWith("500 5.5.2");
      assertThat(client.reply()).startsWith("500 5.5.2");
    }
    assertThat(stage.mta.commands).doesNotContain(base64("anna"), base64("secret"));
  }

  @Test
  void a_mechanism_that_tells_nobody_who_it_is_is_not_passed() throws IOException {
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      assertThat(client.says("AUTH GSSAPI YIIB")).startsWith("504 5.5.4");
      assertThat(client.says("AUTH SCRAM-SHA-256 biws")).startsWith("504 5.5.4");
      assertThat(client.says("AUTH")).startsWith("501 5.5.4");
    }
    assertThat(stage.mta.commands).containsExactly("EHLO client.test");
  }

  @Test
  void a_login_that_succeeds_without_a_name_ends_the_session() throws IOException {
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      assertThat(client.says("AUTH PLAIN " + base64("anna\0secret"))).startsWith("454 4.7.0");
      assertThat(client.isClosed()).isTrue();
    }
  }

  /** A next hop that asks again has not read what we have read. */
  @Test
  void a_name_counts_only_if_the_mechanism_has_that_many_responses() throws IOException {
    stage.mta.rounds = 2;
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      assertThat(client.says("AUTH PLAIN " + base64("\0bert\0wrong"))).startsWith("334");
      assertThat(client.says(base64("\0anna\0secret"))).startsWith("454 4.7.0");
      assertThat(client.isClosed()).isTrue();
    }
    stage.mta.rounds = 3;
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      client.says("AUTH LOGIN");
      client.says(base64("bert"));
      assertThat(client.says(base64("wrong"))).startsWith("334");
      assertThat(client.says(base64("anna"))).startsWith("454 4.7.0");
      assertThat(client.isClosed()).isTrue();
    }
    stage.mta.rounds = 1;
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      client.says("AUTH LOGIN");
      assertThat(client.says(base64("bert"))).startsWith("454 4.7.0");
      assertThat(client.isClosed()).isTrue();
    }
    assertThat(stage.asked).isEmpty();
  }

  @Test
  void a_token_is_passed_only_to_a_next_hop_that_compares_its_user() throws IOException {
    stage.mta.says("EHLO", "250-mta.test\r\n250 AUTH PLAIN XOAUTH2 OAUTHBEARER");
    String[] logins = {
      "XOAUTH2 " + base64("user=invented\1auth=Bearer t\1\1"),
      "OAUTHBEARER " + base64("n,a=invented,\1auth=Bearer t\1\1")
    };
    for (String login : logins) {
      try (SmtpClient client = SmtpClient.greeted(stage.port)) {
        assertThat(client.says("EHLO me")).endsWith("\n250 AUTH PLAIN");
        assertThat(client.says("AUTH " + login)).startsWith("504 5.5.4");
        assertThat(loginAsked(client)).isEmpty();
      }
    }
    assertThat(stage.mta.commands).noneMatch(c -> c.startsWith("AUTH"));
    stage.settings =
        new ProxySettings(stage.settings.nextHop(), stage.settings.certificate(), false, true);
    for (String login : logins) {
      try (SmtpClient client = SmtpClient.greeted(stage.port)) {
        assertThat(client.says("EHLO me")).endsWith("\n250 AUTH PLAIN XOAUTH2 OAUTHBEARER");
        assertThat(client.says("AUTH " + login)).startsWith("235");
        assertThat(loginAsked(client)).isEqualTo("invented");
      }
    }
  }

  @Test
  void one_login_lasts_for_the_session() throws IOException {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      assertThat(client.says("AUTH PLAIN " + base64("\0bert\0secret"))).startsWith("503 5.5.1");
      client.says("EHLO again");
      assertThat(loginAsked(client)).isEqualTo("anna");
    }
  }

  @Test
  void before_ehlo_there_is_no_auth() throws IOException {
    try (SmtpClient client = new SmtpClient(stage.port)) {
      client.reply();
      assertThat(client.says("AUTH PLAIN " + base64("\0anna\0secret"))).startsWith("503 5.5.1");
      client.says("HELO me");
      assertThat(client.says("AUTH PLAIN " + base64("\0anna\0secret"))).startsWith("504");
    }
  }

  @Test
  void a_response_at_the_bound_passes_and_a_longer_one_ends_the_session() throws IOException {
    int most = org.sluice.protocol.smtp.LineParser.MAX_LINE_BYTES - 2;
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      client.says("AUTH LOGIN");
      client.says(base64("anna"));
      assertThat(client.says("x".repeat(most))).startsWith("235");
    }
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      client.says("AUTH LOGIN");
      client.says(base64("anna"));
      assertThat(client.says("x".repeat(most + 1))).startsWith("500 5.5.2");
      assertThat(client.isClosed()).isTrue();
    }
  }
}
