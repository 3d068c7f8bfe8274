package org.sluice.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The next hop dies at each stage: the client reads a temporary failure, nothing stays counted that
 * was not delivered, and a retry is delivered once.
 */
class NextHopLossTest {
  private static final String LETTER = "Subject: x\r\n\r\n" + "hello\r\n".repeat(20_000);

  private ProxyStage stage;

  @BeforeEach
  void start() throws IOException {
    stage = new ProxyStage();
  }

  @AfterEach
  void stop() throws IOException {
    stage.close();
  }

  /** Says a whole message, up to the first reply that is neither 2yz nor 3yz. */
  private String attempt() throws IOException {
    try (SmtpClient client = new SmtpClient(stage.port)) {
      String reply = client.reply();
      List<String> commands =
          List.of(
              "EHLO me",
              "AUTH PLAIN " + SmtpClient.base64("\0anna\0secret"),
              "MAIL FROM:<a@b>",
              "RCPT TO:<b@x>",
              "DATA",
              LETTER + ".");
      for (String command : commands) {
        if (!reply.startsWith("2") && !reply.startsWith("3")) {
          break;
        }
        reply = client.says(command);
      }
      return reply;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "CONTENT", "END"})
  void a_next_hop_that_dies_is_a_temporary_failure_and_a_retry_is_delivered_once(String stageName)
      throws IOException {
    stage.mta.says(stageName, ScriptedMta.HANG_UP);
    assertThat(attempt()).matches("421 4\\.[34]\\.2 .*try again later");
    assertThat(stage.mta.messages).isEmpty();
    ProxyStage.until(
        () -> stage.withdrawn.size() == stage.judged().size(), "what was counted is given back");

    stage.mta.says(stageName, usual(stageName));
    assertThat(attempt()).startsWith("250");
    assertThat(stage.mta.messages).containsExactly(LETTER);
    assertThat(stage.judged()).hasSize(stage.withdrawn.size() + 1);
  }

  /** Says a whole message in three chunks, up to the first reply that is not 2yz. */
  private String attemptByChunks() throws IOException {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      String reply = client.envelope("b@x");
      int third = LETTER.length() / 3;
      List<String> chunks =
          List.of(
              "BDAT " + third + "\r\n" + LETTER.substring(0, third),
              "BDAT " + third + "\r\n" + LETTER.substring(third, 2 * third),
              "BDAT " + (LETTER.length() - 2 * third) + " LAST\r\n" + LETTER.substring(2 * third));
      for (String chunk : chunks) {
        if (!reply.startsWith("2")) {
          break;
        }
        client.send(chunk);
        reply = client.reply();
      }
      return reply;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BDAT", "LAST"})
  void a_next_hop_that_dies_at_a_chunk_is_a_temporary_failure_and_a_retry_is_delivered_once(
      String stageName) throws IOException {
    stage.mta.says(stageName, ScriptedMta.HANG_UP);
    assertThat(attemptByChunks()).matches("421 4\\.4\\.2 .*try again later");
    assertThat(stage.mta.messages).isEmpty();
    ProxyStage.until(
        () -> stage.withdrawn.size() == stage.judged().size(), "what was counted is given back");

    stage.mta.says(stageName, "250 2.0.0 Ok");
    assertThat(attemptByChunks()).startsWith("250");
    assertThat(stage.mta.messages).containsExactly(LETTER);
    assertThat(stage.judged()).hasSize(stage.withdrawn.size() + 1);
  }

  private static String usual(String stageName) {
    return switch (stageName) {
      case "GREETING" -> "220 mta.test";
      case "EHLO" -> ScriptedMta.EHLO;
      case "AUTH" -> "235 2.7.0 Ok";
      case "DATA" -> "354 go on";
      default -> "250 2.0.0 Ok";
    };
  }

  @ParameterizedTest
  @CsvSource({
    "GREETING, 421 4.3.2 mta.test shutting down",
    "MAIL, 421 4.3.2 mta.test shutting down",
    "DATA, 421 4.3.2 mta.test shutting down",
    "END, 421 4.3.2 mta.test shutting down",
    "GREETING, 554 5.7.1 no service for you"
  })
  void its_last_words_reach_the_client(String stageName, String words) throws IOException {
    stage.mta.says(stageName, words);
    assertThat(attempt()).isEqualTo(words);
    ProxyStage.until(
        () -> stage.withdrawn.size() == stage.judged().size(), "what was counted is given back");
  }

  @Test
  void a_next_hop_that_is_not_there_is_a_temporary_failure() throws IOException {
    stage.mta.close();
    try (SmtpClient client = new SmtpClient(stage.port)) {
      assertThat(client.reply())
          .isEqualTo("421 4.3.2 The next hop cannot be reached, try again later");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "150 a", "2500 ok", "250-a\r\n251 b"})
  void a_next_hop_that_does_not_speak_smtp_is_lost(String nonsense) throws IOException {
    stage.mta.says("MAIL", nonsense);
    assertThat(attempt()).startsWith("421 4.4.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GREETING", "MAIL", "DATA", "END"})
  void a_next_hop_that_falls_silent_is_given_up_in_time(String stageName) throws Exception {
    stage.mta.says(stageName, ScriptedMta.SILENCE);
    Thread clock =
        Thread.ofVirtual()
            .start(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                stage.now.addAndGet(1);
                Thread.yield();
              }
            });
    try {
      stage.now.addAndGet(1);
      assertThat(attempt()).startsWith("421 4.4.2");
    } finally {
      clock.interrupt();
      clock.join();
    }
  }

  @Test
  void a_client_that_is_gone_within_a_message_leaves_nothing_counted_or_delivered()
      throws IOException {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      client.says("DATA");
      client.send("Subject: x\r\n\r\nhello\r\n");
      ProxyStage.until(() -> !stage.judged().isEmpty(), "the message is judged");
    }
    ProxyStage.until(() -> stage.withdrawn.size() == 1, "what was counted is given back");
    assertThat(stage.mta.messages).isEmpty();
  }
}
