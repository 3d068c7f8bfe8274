package org.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.e2e.ProxiedPostfix.ByHand;
import org.sluice.testkit.Eventually;

/**
 * A real Postfix behind the proxy is killed, every process of it, at each stage of the dialogue:
 * the client reads a temporary failure, its retry arrives once, and Sluice has counted one message.
 */
class NextHopDeathTest {
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

  /** When Postfix dies: after that many of the client's utterances. */
  private enum Death {
    AFTER_GREETING(0),
    AFTER_EHLO(1),
    AFTER_AUTH(2),
    AFTER_MAIL(3),
    AFTER_RCPT(4),
    AFTER_DATA(5),
    WITHIN_CONTENT(6),
    AFTER_THE_FIRST_CHUNK(5),
    WITHIN_THE_LAST_CHUNK(6);

    private final int said;

    Death(int said) {
      this.said = said;
    }

    boolean byChunks() {
      return name().endsWith("CHUNK");
    }
  }

  /** What a client says, one after the other; the last of them ends the message. */
  private static List<String> session(String token, boolean byChunks) {
    String head = "Subject: " + token + "\r\n\r\n" + "hello\r\n".repeat(20_000);
    String rest = "hello\r\n".repeat(20_000);
    List<String> envelope =
        List.of(
            "EHLO me\r\n",
            ProxiedPostfix.LOGIN + "\r\n",
            "MAIL FROM:<anna@example.org>\r\n",
            "RCPT TO:<bert@example.org>\r\n");
    List<String> content =
        byChunks
            ? List.of(
                "BDAT " + head.length() + "\r\n" + head,
                "BDAT " + rest.length() + " LAST\r\n" + rest.substring(70_000),
                rest.substring(0, 70_000))
            : List.of("DATA\r\n", head, rest + ".\r\n");
    return java.util.stream.Stream.concat(envelope.stream(), content.stream()).toList();
  }

  /** Content that is not whole has no reply. */
  private static boolean isAnswered(List<String> session, int place, boolean byChunks) {
    return place != session.size() - 2 || (byChunks && place == 4);
  }

  private static String attempt(List<String> session, boolean byChunks, int deathAfter)
      throws IOException {
    try (ByHand client = new ByHand(place.mail.proxy)) {
      String reply = client.reply();
      for (int i = 0; i < session.size(); i++) {
        if (i == deathAfter) {
          place.mail.kill();
        }
        client.send(session.get(i));
        if (isAnswered(session, i, byChunks)) {
          reply = client.reply();
        }
        if (reply.startsWith("4")) {
          return reply;
        }
      }
      return reply;
    }
  }

  /** RFC 1047's moment, with a Postfix that has not taken the message: its cleanup is held. */
  @Test
  void a_postfix_that_is_killed_between_the_final_dot_and_its_reply_delivers_nothing()
      throws IOException {
    String token = ProxiedPostfix.token();
    String content = "Subject: " + token + "\r\n\r\nhello\r\n.\r\n";
    List<String> session = new ArrayList<>(session(token, false).subList(0, 5));
    long before = place.counted();
    try (ByHand client = new ByHand(place.mail.proxy)) {
      assertThat(client.reply()).startsWith("220");
      for (String line : session) {
        client.send(line);
        assertThat(client.reply()).matches("[23].*");
      }
      place.mail.holdCleanup();
      client.send(content);
      long bytes = String.join("", session).length() + content.length();
      Eventually.holds("Postfix has read the final dot", () -> place.mail.hasRead(bytes));
      place.mail.kill();
      assertThat(client.reply()).matches("421 4\\.4\\.2 .*");
    }
    place.mail.startPostfix();
    session.add(content);
    try (ByHand client = new ByHand(place.mail.proxy)) {
      String reply = client.reply();
      for (String line : session) {
        client.send(line);
        reply = client.reply();
      }
      assertThat(reply).matches("250 2\\.0\\.0 Ok: .*queued as .*");
    }
    assertThat(place.arrived(token)).isEqualTo(1);
    assertThat(place.counted()).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @EnumSource
  void a_postfix_that_is_killed_delivers_nothing_and_a_retry_arrives_once(Death death)
      throws IOException {
    String token = ProxiedPostfix.token();
    List<String> session = session(token, death.byChunks());
    long before = place.counted();
    assertThat(attempt(session, death.byChunks(), death.said)).matches("421 4\\.[34]\\.2 .*");
    place.mail.startPostfix();
    assertThat(attempt(session, death.byChunks(), Integer.MAX_VALUE))
        .matches("250 2\\.0\\.0 Ok: .*queued as .*");
    assertThat(place.arrived(token)).isEqualTo(1);
    assertThat(place.counted()).isEqualTo(before + 1);
  }
}
