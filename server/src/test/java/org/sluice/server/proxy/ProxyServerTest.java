package org.sluice.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sluice.server.proxy.ProxyStage.REFUSED;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;
import org.sluice.core.mail.EnhancedStatus;
import org.sluice.core.mail.Recipient;
import org.sluice.core.mail.SmtpReply;
import org.sluice.core.mail.Submission;

/** What passes, what is refused, and in whose words. */
class ProxyServerTest {
  private static final String LETTER = "From: anna@example.org\r\nSubject: x\r\n\r\nhello\r\n";

  private ProxyStage stage;

  @BeforeEach
  void start() throws IOException {
    stage = new ProxyStage();
  }

  @AfterEach
  void stop() throws IOException {
    stage.close();
  }

  @Test
  void a_message_passes_and_the_next_hops_words_reach_the_client() throws IOException {
    stage.mta.says("END", "250-2.0.0 Ok\r\n250 2.0.0 queued as ABC");
    try (SmtpClient client = new SmtpClient(stage.port)) {
      assertThat(client.reply()).isEqualTo("220 mta.test ESMTP scripted");
      assertThat(client.says("EHLO me").lines())
          .containsExactly(
              "250-mta.test",
              "250-PIPELINING",
              "250-SIZE 100000000",
              "250-ENHANCEDSTATUSCODES",
              "250-8BITMIME",
              "250-DSN",
              "250-SMTPUTF8",
              "250-CHUNKING",
              "250 AUTH PLAIN LOGIN CRAM-MD5");
      client.says("AUTH PLAIN " + SmtpClient.base64("\0anna@example.org\0secret"));
      assertThat(client.envelope("b@elsewhere.test", "c@elsewhere.test")).isEqualTo("250 2.0.0 Ok");
      assertThat(client.content(LETTER)).isEqualTo("250-2.0.0 Ok\n250 2.0.0 queued as ABC");
      assertThat(client.says("QUIT")).isEqualTo("221 2.0.0 Bye");
      assertThat(client.isClosed()).isTrue();
    }
    assertThat(stage.mta.messages).containsExactly(LETTER);
    assertThat(stage.withdrawn).isEmpty();
  }

  @Test
  void a_message_is_judged_once_and_whole() throws IOException {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna@example.org")) {
      client.envelope("b@elsewhere.test", "c@elsewhere.test", "B@elsewhere.test");
      client.content(LETTER);
    }
    Submission judged = stage.judged().getFirst();
    assertThat(stage.judged()).hasSize(1);
    assertThat(judged.recipients())
        .containsExactly(new Recipient("b@elsewhere.test"), new Recipient("c@elsewhere.test"));
    assertThat(judged.recipientCount()).isEqualTo(2);
    assertThat(judged.login().name()).isEqualTo("anna@example.org");
    assertThat(judged.client().text()).isEqualTo("127.0.0.1");
    assertThat(judged.author()).isEqualTo("anna@example.org");
    assertThat(judged.messageId()).isNotEmpty();
  }

  @Test
  void a_recipient_that_the_next_hop_refused_is_not_counted() throws IOException {
    stage.mta.says("RCPT TO:<no@", "550 5.1.1 No such user");
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      assertThat(client.envelope("no@elsewhere.test")).isEqualTo("550 5.1.1 No such user");
      client.says("RCPT TO:<b@elsewhere.test>");
      client.content(LETTER);
    }
    assertThat(stage.judged().getFirst().recipients())
        .containsExactly(new Recipient("b@elsewhere.test"));
  }

  @Test
  void a_restricted_sender_is_refused_at_mail_and_the_next_hop_hears_nothing() throws IOException {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "bad")) {
      assertThat(client.says("MAIL FROM:<anna@example.org>")).isEqualTo(REFUSED);
      assertThat(client.says("RCPT TO:<b@x>")).startsWith("503 5.5.1");
      assertThat(client.says("DATA")).startsWith("503 5.5.1");
      assertThat(client.says("NOOP")).isEqualTo("250 2.0.0 Ok");
    }
    assertThat(stage.asked).hasSize(1);
    assertThat(stage.mta.commands).noneMatch(c -> c.startsWith("MAIL") || c.startsWith("RCPT"));
  }

  @Test
  void a_message_that_is_refused_whole_never_reaches_data() throws IOException {
    stage.decides = s -> s.stage() == Submission.Stage.MESSAGE ? ProxyStage.refusal() : permit();
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@elsewhere.test");
      assertThat(client.content(LETTER + "more\r\n".repeat(50_000))).isEqualTo(REFUSED);
      assertThat(client.envelope("b@elsewhere.test")).isEqualTo("250 2.0.0 Ok");
    }
    assertThat(stage.mta.commands).contains("RSET").doesNotContain("DATA");
    assertThat(stage.mta.messages).isEmpty();
    assertThat(stage.withdrawn).isEmpty();
  }

  @Test
  void a_deferral_is_told_as_one() throws IOException {
    SmtpReply wait = new SmtpReply(450, new EnhancedStatus(4, 7, 1), "try again in 7 seconds");
    stage.decides =
        s ->
            s.stage() == Submission.Stage.MESSAGE
                ? new Decision.Defer(Reason.TOO_MANY_MESSAGES, wait, "ABC")
                : permit();
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@elsewhere.test");
      assertThat(client.content(LETTER)).isEqualTo("450 4.7.1 try again in 7 seconds");
    }
  }

  private static Decision permit() {
    return Decision.Permit.WITHIN_LIMITS;
  }

  @Test
  void the_recipient_that_is_one_too_many_is_told_so_at_once() throws IOException {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      assertThat(client.envelope("a@x", "b@x", "c@x")).startsWith("250");
      assertThat(client.says("RCPT TO:<d@x>")).isEqualTo("452 4.5.3 Too many recipients");
      assertThat(client.says("RCPT TO:<A@x>")).startsWith("250");
      assertThat(client.content(LETTER)).startsWith("250");
    }
    assertThat(stage.judged().getFirst().recipientCount()).isEqualTo(3);
  }

  @Test
  void a_client_without_a_login_is_the_next_hops_business() throws IOException {
    stage.mta.says("RCPT TO:<z@", "554 5.7.1 Relay access denied");
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      assertThat(client.envelope("a@x", "b@x", "c@x", "d@x")).startsWith("250");
      assertThat(client.says("RCPT TO:<z@x>")).isEqualTo("554 5.7.1 Relay access denied");
    }
    assertThat(stage.asked).allMatch(s -> s.login().isNone());
  }

  @Test
  void what_the_next_hop_refuses_is_withdrawn_and_told_word_for_word() throws IOException {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      stage.mta.says("END", "552 5.3.4 Message size exceeds fixed limit");
      client.envelope("b@elsewhere.test");
      assertThat(client.content(LETTER)).isEqualTo("552 5.3.4 Message size exceeds fixed limit");
      stage.mta.says("DATA", "451 4.3.0 Queue file write error");
      client.envelope("b@elsewhere.test");
      assertThat(client.content(LETTER)).isEqualTo("451 4.3.0 Queue file write error");
      assertThat(client.says("NOOP")).isEqualTo("250 2.0.0 Ok");
    }
    assertThat(stage.withdrawn).isEqualTo(stage.judged()).hasSize(2);
    assertThat(stage.withdrawn.getFirst().messageId())
        .isNotEqualTo(stage.withdrawn.getLast().messageId());
  }

  @Test
  void ten_messages_on_one_connection_also_when_pipelined() throws IOException {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      for (int i = 0; i < 10; i++) {
        client.send("MAIL FROM:<a@b>\r\nRCPT TO:<b@x>\r\nRCPT TO:<c@x>\r\nDATA\r\n");
        for (int reply = 0; reply < 3; reply++) {
          assertThat(client.reply()).isEqualTo("250 2.0.0 Ok");
        }
        assertThat(client.reply()).startsWith("354");
        assertThat(client.says(LETTER + i + "\r\n.")).isEqualTo("250 2.0.0 Ok: queued as 1");
      }
    }
    assertThat(stage.mta.messages).hasSize(10).contains(LETTER + "9\r\n");
    assertThat(stage.judged()).hasSize(10);
  }

  @Test
  void dots_pass_as_they_are() throws IOException {
    String dotted = "Subject: x\r\n\r\n..\r\n..dot\r\n.x\r\na.\r\n";
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      assertThat(client.content(dotted)).startsWith("250");
      client.envelope("b@x");
      assertThat(client.content("")).startsWith("250");
    }
    assertThat(stage.mta.messages).containsExactly(dotted, "");
  }

  @Test
  void copies_are_one_more_recipient_each_and_their_refusal_fails_nothing() throws IOException {
    stage.decides =
        s -> new Decision.Permit(Reason.ALERT_ONLY, List.of("watch@example.org", "no@example.org"));
    stage.mta.says("RCPT TO:<no@", "550 5.1.1 No such user");
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      assertThat(client.content(LETTER)).startsWith("250");
    }
    assertThat(stage.mta.commands)
        .containsSubsequence(
            "RCPT TO:<b@x>",
            "RCPT TO:<watch@example.org> NOTIFY=NEVER",
            "RCPT TO:<no@example.org> NOTIFY=NEVER",
            "DATA");
    assertThat(stage.mta.messages).hasSize(1);
  }

  @Test
  void of_a_refused_message_the_copy_alone_goes_on() throws IOException {
    SmtpReply reply = new SmtpReply(550, new EnhancedStatus(5, 1, 8), "Access denied");
    stage.decides =
        s ->
            s.stage() == Submission.Stage.SENDER
                ? permit()
                : new Decision.Reject(
                    Reason.RESTRICTED_USER, reply, "ABC", List.of("watch@example.org"));
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      assertThat(client.content(LETTER)).isEqualTo("550 5.1.8 Access denied");
      client.envelope("b@x");
      client.send("BDAT " + LETTER.length() + " LAST\r\n" + LETTER);
      assertThat(client.reply()).isEqualTo("550 5.1.8 Access denied");
      assertThat(client.says("NOOP")).startsWith("250");
    }
    assertThat(stage.mta.commands)
        .containsSubsequence(
            "RCPT TO:<b@x>",
            "RSET",
            "MAIL FROM:<anna@example.org>",
            "RCPT TO:<watch@example.org> NOTIFY=NEVER",
            "DATA");
    assertThat(stage.mta.messages).containsExactly(LETTER, LETTER);
  }

  @Test
  void a_failure_of_ours_lets_pass() throws IOException {
    stage.decides =
        s -> {
          throw new IllegalStateException("test");
        };
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      assertThat(client.content(LETTER)).startsWith("250");
    }
  }

  @Test
  void commands_that_only_the_proxy_may_say_do_not_pass() throws IOException {
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      for (String line : List.of("XCLIENT ADDR=1.2.3.4", "XFORWARD NAME=x", "ETRN x", "x")) {
        assertThat(client.says(line)).startsWith("500 5.5.2");
      }
      assertThat(client.says("MAIL FROM:<a@b> BODY=BINARYMIME")).startsWith("555 5.5.4");
      assertThat(client.says("MAIL FROM:a@b")).startsWith("501 5.1.7");
      assertThat(client.says("RCPT TO:<b@x>")).startsWith("503");
    }
    assertThat(stage.mta.commands).noneMatch(c -> c.startsWith("X") || c.startsWith("MAIL"));
  }

  @Test
  void an_address_in_use_is_told_with_what_to_do() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThatThrownBy(() -> stage.server.listen(List.of(address)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Cannot listen on " + address)
          .hasMessageContaining("proxy.listen");
    }
  }
}
