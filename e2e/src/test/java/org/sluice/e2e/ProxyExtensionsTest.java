package org.sluice.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.e2e.ProxiedPostfix.ByHand;

/** The extensions that cross the proxy, each with a real Postfix and Dovecot behind it. */
class ProxyExtensionsTest {
  private static final String ANNA = "anna@example.org";

  @TempDir private static Path data;
  private static ProxiedPostfix place;

  @BeforeAll
  static void start() {
    place = new ProxiedPostfix(data);
  }

  @AfterAll
  static void stop() {
    place.close();
  }

  @Test
  void ehlo_offers_what_postfix_offers_and_the_proxy_can_pass() throws IOException {
    try (ByHand client = new ByHand(place.mail.proxy)) {
      client.reply();
      assertThat(client.wholeReply("EHLO me").lines().map(l -> l.substring(4)).skip(1))
          .containsExactlyInAnyOrder(
              "PIPELINING",
              "SIZE 104857600",
              "STARTTLS",
              "AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2 OAUTHBEARER",
              "ENHANCEDSTATUSCODES",
              "8BITMIME",
              "DSN",
              "SMTPUTF8",
              "CHUNKING");
    }
  }

  @Test
  void a_pipelined_envelope_is_answered_in_order_and_its_message_arrives_once() throws Exception {
    String token = ProxiedPostfix.token();
    try (ByHand client = new ByHand(place.mail.proxy)) {
      client.loggedIn();
      client.send(
          "MAIL FROM:<anna@example.org>\r\nRCPT TO:<bert@example.org>\r\n"
              + "RCPT TO:<nobody@example.org>\r\nRCPT TO:<second@example.org>\r\nDATA\r\n");
      assertThat(client.reply()).startsWith("250 2.1.0");
      assertThat(client.reply()).startsWith("250 2.1.5");
      assertThat(client.reply()).startsWith("550 5.1.1 <nobody@example.org>");
      assertThat(client.reply()).startsWith("250 2.1.5");
      assertThat(client.reply()).startsWith("354");
      client.send("Subject: " + token + "\r\n\r\nhello\r\n.\r\nRSET\r\nQUIT\r\n");
      assertThat(client.reply()).startsWith("250 2.0.0 Ok: queued as");
      assertThat(client.reply()).startsWith("250 2.0.0");
      assertThat(client.reply()).startsWith("221 2.0.0");
      assertThat(client.reply()).isEqualTo("closed");
    }
    assertThat(place.arrived(token)).isEqualTo(1);
    assertThat(place.mail.mailbox("second")).contains(token);
  }

  @Test
  void a_size_that_is_too_large_is_refused_at_mail_in_postfix_words() throws IOException {
    try (ByHand client = new ByHand(place.mail.proxy)) {
      client.loggedIn();
      assertThat(client.says("MAIL FROM:<anna@example.org> SIZE=104857601"))
          .startsWith("552 5.3.4 Message size exceeds fixed limit");
      assertThat(client.says("MAIL FROM:<anna@example.org> SIZE=104857600"))
          .startsWith("250 2.1.0");
    }
  }

  @Test
  void an_internationalized_address_crosses() throws Exception {
    String token = ProxiedPostfix.token();
    try (ByHand client = new ByHand(place.mail.proxy)) {
      client.loggedIn();
      String utf8 =
          new String("MAIL FROM:<j\u00f6rg@example.org> SMTPUTF8".getBytes(UTF_8), ISO_8859_1);
      assertThat(client.says(utf8)).startsWith("250 2.1.0");
      assertThat(client.says("RCPT TO:<bert@example.org>")).startsWith("250 2.1.5");
      assertThat(client.says("DATA")).startsWith("354");
      assertThat(client.says("Subject: " + token + "\r\n\r\nhello\r\n."))
          .startsWith("250 2.0.0 Ok: queued as");
    }
    assertThat(place.arrived(token)).isEqualTo(1);
    assertThat(place.mail.mailbox("bert")).contains("j\u00f6rg@example.org");
  }

  @Test
  void cram_md5_is_passed_and_its_login_is_counted() throws Exception {
    try (ByHand client = new ByHand(place.mail.proxy)) {
      client.reply();
      client.says("EHLO me");
      String challenge = client.says("AUTH CRAM-MD5");
      assertThat(challenge).startsWith("334 ");
      assertThat(client.says(digest(challenge.substring(4)))).startsWith("235 2.7.0");
      assertDelivered(client, "CRAM-MD5");
    }
  }

  /** RFC 2195, section 2. */
  private static String digest(String challenge) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacMD5");
    mac.init(new SecretKeySpec("secret".getBytes(UTF_8), "HmacMD5"));
    byte[] digest = mac.doFinal(Base64.getDecoder().decode(challenge));
    return base64(ANNA + " " + HexFormat.of().formatHex(digest));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
  }

  /** Sends a message; Postfix logs the login that it came with, and Sluice counts it. */
  private static void assertDelivered(ByHand client, String mechanism) throws IOException {
    String token = ProxiedPostfix.token();
    long before = place.counted();
    assertThat(client.says("MAIL FROM:<anna@example.org>")).startsWith("250");
    assertThat(client.says("RCPT TO:<bert@example.org>")).startsWith("250");
    assertThat(client.says("DATA")).startsWith("354");
    assertThat(client.says("Subject: " + token + "\r\n\r\nhello\r\n.")).startsWith("250 2.0.0");
    assertThat(place.arrived(token)).as(mechanism).isEqualTo(1);
    assertThat(place.counted()).isEqualTo(before + 1);
    assertThat(place.mail.log()).contains("sasl_method=" + mechanism + ", sasl_username=" + ANNA);
  }

  @Test
  void oauthbearer_is_passed_and_its_login_is_counted() throws Exception {
    try (ByHand client = new ByHand(place.mail.proxy)) {
      client.reply();
      client.says("EHLO me");
      String response =
          "n,a=%s,\u0001auth=Bearer %s\u0001\u0001".formatted(ANNA, BearerToken.of(ANNA));
      assertThat(client.says("AUTH OAUTHBEARER " + base64(response))).startsWith("235 2.7.0");
      assertDelivered(client, "OAUTHBEARER");
    }
  }

  @Test
  void angus_mail_sends_by_xoauth2() throws Exception {
    String token = ProxiedPostfix.token();
    long before = place.counted();
    Session session = place.session("mail.smtp.auth.mechanisms", "XOAUTH2");
    MimeMessage message = place.letter(session, token, "hello");
    message.saveChanges();
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect(ANNA, BearerToken.of(ANNA));
      transport.sendMessage(message, message.getAllRecipients());
    }
    assertThat(place.arrived(token)).isEqualTo(1);
    assertThat(place.counted()).isEqualTo(before + 1);
    assertThat(place.mail.log()).contains("sasl_method=XOAUTH2, sasl_username=" + ANNA);
  }

  @Test
  void a_token_that_the_provider_did_not_sign_lets_nobody_in() throws Exception {
    String signed = BearerToken.of(ANNA);
    String forged = signed.substring(0, signed.length() - 6) + "AAAAAA";
    try (ByHand client = new ByHand(place.mail.proxy)) {
      client.reply();
      client.says("EHLO me");
      String response = "user=%s\u0001auth=Bearer %s\u0001\u0001".formatted(ANNA, forged);
      assertThat(client.says("AUTH XOAUTH2 " + base64(response))).startsWith("334 ");
      assertThat(client.says("")).startsWith("535 5.7.8");
      assertThat(client.says("MAIL FROM:<anna@example.org>")).startsWith("250");
      assertThat(client.says("RCPT TO:<bert@example.org>")).startsWith("554 5.7.1");
    }
  }

  /** What `proxy.next-hop-checks-token-user` promises of this next hop. */
  @Test
  void a_token_of_another_user_lets_nobody_in() throws Exception {
    String[] logins = {
      "XOAUTH2 "
          + base64(
              "user=bert@example.org\u0001auth=Bearer %s\u0001\u0001"
                  .formatted(BearerToken.of(ANNA))),
      "OAUTHBEARER "
          + base64(
              "n,a=bert@example.org,\u0001auth=Bearer %s\u0001\u0001"
                  .formatted(BearerToken.of(ANNA)))
    };
    for (String login : logins) {
      try (ByHand client = new ByHand(place.mail.proxy)) {
        client.reply();
        client.says("EHLO me");
        assertThat(client.says("AUTH " + login)).startsWith("334 ");
        assertThat(client.says("")).startsWith("535 5.7.8");
        assertThat(client.says("MAIL FROM:<anna@example.org>")).startsWith("250");
        assertThat(client.says("RCPT TO:<bert@example.org>")).startsWith("554 5.7.1");
      }
    }
  }

  @Test
  void swaks_sends_by_each_mechanism_that_it_knows() {
    for (String mechanism : Stream.of("PLAIN", "LOGIN", "CRAM-MD5").toList()) {
      String token = ProxiedPostfix.token();
      Shell.must(
          "swaks --server 127.0.0.1:%d --tls --auth %s --auth-user %s --auth-password secret"
                  .formatted(place.mail.proxy, mechanism, ANNA)
              + " --from anna@example.org --to bert@example.org --header 'Subject: "
              + token
              + "'");
      assertThat(place.arrived(token)).as(mechanism).isEqualTo(1);
    }
  }
}
