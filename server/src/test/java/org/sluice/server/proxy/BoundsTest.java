package org.sluice.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;
import org.sluice.core.mail.EnhancedStatus;
import org.sluice.core.mail.SmtpReply;

/** Connections, times, mistakes, content: at the bound and above it. */
class BoundsTest {
  private static final long CLIENT_MILLIS = 300_000;

  private static final Decision LONG_REFUSAL =
      new Decision.Reject(
          Reason.RESTRICTED_USER,
          new SmtpReply(550, new EnhancedStatus(5, 1, 8), "x".repeat(SmtpReply.MAX_TEXT)),
          "ABC");

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
  void as_many_clients_as_the_bound_are_served_and_one_more_is_told_to_come_back()
      throws IOException {
    List<SmtpClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < ProxyStage.MOST_CONNECTIONS; i++) {
        clients.add(SmtpClient.greeted(stage.port));
      }
      try (SmtpClient more = new SmtpClient(stage.port)) {
        assertThat(more.reply()).startsWith("421 4.7.0 Too many connections");
        assertThat(more.isClosed()).isTrue();
      }
      for (SmtpClient client : clients) {
        assertThat(client.says("NOOP")).startsWith("250");
      }
    } finally {
      for (SmtpClient client : clients) {
        client.close();
      }
    }
    ProxyStage.until(this::hasRoom, "there is room again");
  }

  private boolean hasRoom() {
    try (SmtpClient client = new SmtpClient(stage.port)) {
      return client.reply().startsWith("220");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void a_client_that_says_nothing_is_told_so_when_its_time_is_over() throws IOException {
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      stage.now.addAndGet(CLIENT_MILLIS - 2);
      assertThat(client.says("NOOP")).startsWith("250");
      ProxyStage.until(() -> waits(client), "the time is over");
      assertThat(client.reply()).startsWith("421 4.4.2 Timeout exceeded");
      assertThat(client.isClosed()).isTrue();
    }
  }

  /** Moves the clock once; the session may still be about to wait. */
  private boolean waits(SmtpClient client) {
    stage.now.addAndGet(CLIENT_MILLIS);
    return client.hasInput();
  }

  @Test
  void a_client_that_stops_within_a_message_is_given_up() throws IOException {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      client.says("DATA");
      client.send("Subject: x\r\n\r\nhello");
      ProxyStage.until(() -> !stage.judged().isEmpty(), "the message is judged");
      ProxyStage.until(() -> waits(client), "the time is over");
      assertThat(client.reply()).startsWith("421");
    }
    ProxyStage.until(() -> stage.withdrawn.size() == 1, "what was counted is given back");
    assertThat(stage.mta.messages).isEmpty();
  }

  @Test
  void a_client_that_reads_no_replies_is_given_up() throws IOException {
    stage.mta.says("HELP", "214-" + ("x".repeat(400) + "\r\n214-").repeat(90) + "\r\n214 end");
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      Thread asking =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    client.send("HELP\r\n".repeat(100));
                  }
                } catch (IOException e) {
                  // It was given up.
                }
              });
      ProxyStage.until(
          () -> {
            stage.now.addAndGet(CLIENT_MILLIS);
            return !asking.isAlive();
          },
          "it is closed");
    }
  }

  /** Its commands are answered by the proxy alone, without a word from the next hop. */
  @Test
  void a_restricted_login_that_reads_no_refusals_is_given_up() throws IOException {
    stage.decides = submission -> LONG_REFUSAL;
    try (SmtpClient client = SmtpClient.withSmallWindow(stage.port)) {
      client.send("EHLO me\r\nAUTH PLAIN " + SmtpClient.base64("\0anna\0secret") + "\r\n");
      Thread asking =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client.send("MAIL FROM:<a@b>\r\n".repeat(ProxyBounds.MOST_COMMANDS - 10));
                } catch (IOException e) {
                  // It was given up.
                }
              });
      ProxyStage.until(
          () -> {
            stage.now.addAndGet(CLIENT_MILLIS);
            return stage.server.isIdle();
          },
          "it is given up");
      assertThat(stage.asked).hasSizeLessThan(ProxyBounds.MOST_COMMANDS - 10);
      assertThatCode(asking::join).doesNotThrowAnyException();
    }
  }

  @Test
  void mistakes_below_the_bound_are_told_and_at_it_the_session_ends() throws IOException {
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      for (int i = 0; i < ProxyBounds.MOST_MISTAKES - 1; i++) {
        assertThat(client.says("NONSENSE")).startsWith("500");
      }
      assertThat(client.says("NOOP")).startsWith("250");
      client.send("NONSENSE\r\n");
      assertThat(client.reply()).startsWith("500");
      assertThat(client.reply()).startsWith("421 4.7.0 Too many errors");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void commands_without_a_message_are_bounded() throws IOException {
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      for (int i = 0; i < ProxyBounds.MOST_COMMANDS - 1; i++) {
        client.send("NOOP\r\n");
        assertThat(client.reply()).startsWith("250");
      }
      assertThat(client.says("NOOP")).startsWith("421 4.7.0 Too many commands");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void a_large_message_flows_through_in_pieces() throws IOException {
    stage.mta.swallowsContent = true;
    byte[] mebibyte = ("x".repeat(1022) + "\r\n").repeat(1024).getBytes();
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      client.says("DATA");
      client.send("Subject: x\r\n\r\n");
      for (int i = 0; i < 50; i++) {
        client.send(mebibyte);
      }
      assertThat(client.says(".")).startsWith("250");
    }
    assertThat(stage.mta.messages).containsExactly(Integer.toString(50 * mebibyte.length + 14));
  }

  @Test
  void content_without_a_header_end_is_judged_at_the_bound() throws IOException {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      client.says("DATA");
      client.send("X-Filling: x\r\n".repeat(30_000));
      ProxyStage.until(() -> !stage.judged().isEmpty(), "the message is judged");
      assertThat(client.says("\r\n.")).startsWith("250");
    }
    assertThat(stage.mta.messages).hasSize(1);
  }

  @Test
  void at_the_end_a_client_that_waits_is_told_and_a_message_on_its_way_arrives() throws Exception {
    try (SmtpClient idle = SmtpClient.greeted(stage.port);
        SmtpClient sending = SmtpClient.loggedIn(stage.port, "anna")) {
      sending.envelope("b@x");
      sending.says("DATA");
      Thread closing = Thread.ofPlatform().start(() -> stage.server.close());
      assertThat(idle.reply()).startsWith("421 4.3.2");
      assertThat(sending.says("Subject: x\r\n\r\nhello\r\n.")).startsWith("250");
      assertThat(sending.reply()).startsWith("421 4.3.2");
      closing.join();
    }
    assertThat(stage.mta.messages).hasSize(1);
  }

  @Test
  void a_client_that_goes_on_speaking_still_reads_the_last_word() throws IOException {
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      client.send("X\r\n".repeat(ProxyBounds.MOST_MISTAKES) + "y".repeat(200_000));
      for (int i = 0; i < ProxyBounds.MOST_MISTAKES; i++) {
        assertThat(client.reply()).startsWith("500");
      }
      assertThat(client.reply()).startsWith("421 4.7.0 Too many errors");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void a_client_that_does_not_end_after_the_last_word_is_waited_for_two_seconds()
      throws IOException {
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      assertThat(client.says("QUIT")).startsWith("221");
      stage.now.addAndGet(Wire.PARTING_MILLIS - 1);
      assertThat(stage.server.isIdle()).isFalse();
      ProxyStage.until(
          () -> {
            stage.now.incrementAndGet();
            return stage.server.isIdle();
          },
          "the connection is let go");
    }
  }

  @Test
  void a_client_that_speaks_without_end_after_the_last_word_is_cut_off() throws IOException {
    try (SmtpClient client = SmtpClient.greeted(stage.port)) {
      client.send("QUIT\r\n");
      byte[] more = new byte[Math.toIntExact(Wire.MOST_DROPPED / 4)];
      assertThatThrownBy(
              () -> {
                while (true) {
                  client.send(more);
                }
              })
          .isInstanceOf(IOException.class);
      ProxyStage.until(() -> stage.server.isIdle(), "the connection is let go");
    }
  }
}
