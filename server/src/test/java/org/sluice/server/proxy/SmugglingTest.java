package org.sluice.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one server takes for the end of a message and another does not, never gets across. */
class SmugglingTest {
  private static final String HEADER = "Subject: x\r\n\r\n";
  private static final String SECOND =
      "MAIL FROM:<boss@example.org>\r\nRCPT TO:<victim@elsewhere.test>\r\nDATA\r\n";

  private ProxyStage stage;

  @BeforeEach
  void start() throws IOException {
    stage = new ProxyStage();
  }

  @AfterEach
  void stop() throws IOException {
    stage.close();
  }

  static String[] ends() {
    return new String[] {
      "\n.\n",
      "\n.\r\n",
      "\r\n.\n",
      "\r.\r\n",
      "\r\n.\r",
      "\r.\r",
      "\r\n\0.\r\n",
      "\r\n.\0\r\n",
      "\r\n.\r\r\n",
      "\n\r\n.\n"
    };
  }

  /** A next hop that does not know BDAT takes a chunk for commands. */
  @ParameterizedTest
  @ValueSource(strings = {"250-mta.test\r\n250 AUTH PLAIN LOGIN", "250-mta.test\r\n250 DSN"})
  void a_chunk_for_a_next_hop_that_does_not_offer_chunking_ends_the_session(String offered)
      throws IOException {
    stage.mta.knowsBdat = false;
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      stage.mta.says("EHLO", offered);
      client.says("EHLO again.test");
      client.envelope("b@x");
      String content = HEADER + "\r\nRSET\r\n" + SECOND;
      client.send("BDAT " + content.length() + " LAST\r\n" + content);
      assertThat(client.reply()).isEqualTo("502 5.5.1 BDAT is not offered here");
      assertThat(client.isClosed()).isTrue();
    }
    nothingGotAcross();
    assertThat(stage.mta.commands).noneMatch(c -> c.startsWith("BDAT"));
  }

  @Test
  void a_next_hop_that_offers_chunking_and_does_not_know_it_is_not_spoken_to_again()
      throws IOException {
    stage.mta.knowsBdat = false;
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      client.send("BDAT " + HEADER.length() + " LAST\r\n" + HEADER);
      assertThat(client.reply()).startsWith("421 ");
      assertThat(client.isClosed()).isTrue();
    }
    assertThat(stage.mta.messages).isEmpty();
  }

  private void nothingGotAcross() {
    assertThat(stage.mta.messages).isEmpty();
    assertThat(String.join("\n", stage.mta.commands))
        .doesNotContain("boss")
        .doesNotContain("victim");
    ProxyStage.until(
        () -> stage.withdrawn.size() == stage.judged().size(), "what was counted is given back");
  }

  @ParameterizedTest
  @MethodSource("ends")
  void a_false_end_in_the_header_is_refused_before_the_next_hop_hears_of_it(String end)
      throws IOException {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      client.says("DATA");
      assertThat(client.says("Subject: x" + end + SECOND + "x\r\n.")).startsWith("550 5.6.11 ");
      assertThat(client.isClosed()).isTrue();
    }
    nothingGotAcross();
    assertThat(stage.mta.commands).doesNotContain("DATA");
  }

  @ParameterizedTest
  @MethodSource("ends")
  void a_false_end_in_the_body_cuts_the_message_off(String end) throws IOException {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      client.says("DATA");
      client.send(HEADER + "hello\r\n".repeat(10_000));
      ProxyStage.until(() -> stage.mta.commands.contains("DATA"), "the message is on its way");
      assertThat(client.says("x" + end + SECOND + "x\r\n.")).startsWith("550 5.6.11 ");
      assertThat(client.isClosed()).isTrue();
    }
    nothingGotAcross();
  }

  @ParameterizedTest
  @MethodSource("ends")
  void a_false_end_in_a_chunk_is_refused_too(String end) throws IOException {
    String content = HEADER + "hello" + end + SECOND;
    if (end.equals("\r\n.\r")) {
      content += "x\r\n";
    }
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      client.send("BDAT " + content.length() + " LAST\r\n" + content);
      assertThat(client.reply()).startsWith("550 5.6.11 ");
    }
    nothingGotAcross();
  }

  @Test
  void a_line_that_is_too_long_is_refused() throws IOException {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      client.says("DATA");
      assertThat(client.says(HEADER + "x".repeat(70_000) + "\r\n.")).startsWith("550 5.6.0 ");
    }
    nothingGotAcross();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NOOP\nMAIL FROM:<boss@x>\r\n", "NOOP\rQUIT\r\n", "NO\0OP\r\n"})
  void a_command_ends_with_crlf_and_nothing_else(String command) throws IOException {
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      client.send(command);
      assertThat(client.reply()).startsWith("550 5.5.2 ");
      assertThat(client.isClosed()).isTrue();
    }
    assertThat(stage.mta.commands).containsExactly("EHLO client.test");
  }

  @Test
  void what_a_refused_message_holds_is_not_taken_for_commands() throws IOException {
    stage.decides =
        s ->
            s.stage() == org.sluice.core.mail.Submission.Stage.MESSAGE
                ? ProxyStage.refusal()
                : org.sluice.core.decision.Decision.Permit.NOT_RESTRICTED;
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      client.says("DATA");
      assertThat(client.says(HEADER + SECOND + "QUIT\r\n.")).startsWith("550 5.1.8");
      assertThat(client.says("NOOP")).startsWith("250");
    }
    assertThat(stage.mta.messages).isEmpty();
    assertThat(stage.mta.commands).noneMatch(c -> c.contains("boss"));
  }
}
