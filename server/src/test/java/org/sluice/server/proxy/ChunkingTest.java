package org.sluice.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.sluice.core.decision.Decision;
import org.sluice.core.mail.Submission;

/** BDAT (RFC 3030): random chunkings against the message that they make. */
class ChunkingTest {
  private static final String LETTER =
      "From: anna@example.org\r\nSubject: x\r\n\r\nhello\r\n.\r\n..\r\nMAIL FROM:<x@y>\r\nend";

  private static ProxyStage stage;

  @BeforeContainer
  static void start() throws IOException {
    stage = new ProxyStage();
  }

  @AfterContainer
  static void stop() throws IOException {
    stage.close();
  }

  private static void afresh() {
    stage.mta.messages.clear();
    stage.mta.commands.clear();
    stage.asked.clear();
    stage.withdrawn.clear();
    stage.decides = s -> Decision.Permit.WITHIN_LIMITS;
  }

  /** Cuts the letter anywhere, empty chunks and a last one of nothing included. */
  @Property(tries = 60)
  void however_a_message_is_cut_it_arrives_whole_and_is_judged_once(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int chunks, @ForAll boolean pipelined)
      throws IOException {
    afresh();
    Random random = new Random(seed);
    int[] cuts = random.ints(chunks - 1L, 0, LETTER.length() + 1).sorted().toArray();
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna@example.org")) {
      client.envelope("b@x", "c@x");
      int from = 0;
      for (int i = 0; i < chunks; i++) {
        int to = i < cuts.length ? cuts[i] : LETTER.length();
        String last = i == chunks - 1 ? " LAST" : "";
        client.send("BDAT " + (to - from) + last + "\r\n" + LETTER.substring(from, to));
        from = to;
        if (!pipelined) {
          assertThat(client.reply()).startsWith("250");
        }
      }
      for (int i = 0; pipelined && i < chunks; i++) {
        assertThat(client.reply()).startsWith("250");
      }
      assertThat(client.says("NOOP")).isEqualTo("250 2.0.0 Ok");
    }
    assertThat(stage.mta.messages).containsExactly(LETTER);
    assertThat(stage.judged()).hasSize(1);
    assertThat(stage.judged().getFirst().author()).isEqualTo("anna@example.org");
    assertThat(stage.withdrawn).isEmpty();
  }

  @Property(tries = 1)
  void after_a_refused_chunk_the_others_are_swallowed_and_told_so() throws IOException {
    afresh();
    stage.decides =
        s ->
            s.stage() == Submission.Stage.MESSAGE
                ? ProxyStage.refusal()
                : Decision.Permit.NOT_RESTRICTED;
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      client.send("BDAT 5\r\nSubjeBDAT 10\r\nct: x\r\n\r\naBDAT 3\r\nabcBDAT 1 LAST\r\nd");
      assertThat(client.reply()).startsWith("250 2.0.0 Chunk taken");
      assertThat(client.reply()).isEqualTo(ProxyStage.REFUSED);
      assertThat(client.reply()).startsWith("503 5.5.1");
      assertThat(client.reply()).startsWith("503 5.5.1");
      assertThat(client.says("RSET")).startsWith("250");
      assertThat(client.envelope("b@x")).startsWith("250");
    }
    assertThat(stage.mta.commands).noneMatch(c -> c.startsWith("BDAT"));
  }

  @Property(tries = 1)
  void a_recipient_that_comes_after_the_first_chunk_is_refused_for_nobody_would_count_it()
      throws IOException {
    afresh();
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      client.send("BDAT " + LETTER.length() + "\r\n" + LETTER);
      assertThat(client.reply()).startsWith("250");
      assertThat(client.says("RCPT TO:<c@x>")).startsWith("503 5.5.1");
      client.send("BDAT 0 LAST\r\n");
      assertThat(client.reply()).startsWith("250");
    }
    assertThat(stage.mta.commands).noneMatch(c -> c.startsWith("RCPT TO:<c@x>"));
    assertThat(stage.judged().getFirst().recipientCount()).isEqualTo(1);
  }

  /** The clock is past the message's time only between the chunks, never within one. */
  @Property(tries = 1)
  void the_chunks_of_a_message_share_its_time() throws IOException {
    for (String last : List.of("BDAT 1\r\nx", "BDAT 0\r\n", "BDAT 1 LAST\r\nx")) {
      afresh();
      long half = 30 * 60_000;
      try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
        client.envelope("b@x");
        client.send("BDAT " + LETTER.length() + "\r\n" + LETTER);
        assertThat(client.reply()).startsWith("250");
        passes(client, half);
        client.send("BDAT 1\r\nx");
        assertThat(client.reply()).as("at the bound").startsWith("250");
        passes(client, half + 1);
        client.send(last);
        assertThat(client.reply()).as(last).startsWith("421 4.4.2 Timeout exceeded");
        assertThat(client.isClosed()).isTrue();
      }
      ProxyStage.until(() -> stage.withdrawn.size() == 1, "what was counted is given back");
      assertThat(stage.mta.messages).isEmpty();
    }
  }

  /** The time passes while the client talks: nobody's idle time is over. */
  private static void passes(SmtpClient client, long millis) throws IOException {
    for (long left = millis; left > 0; left -= Math.min(left, 200_000)) {
      stage.now.addAndGet(Math.min(left, 200_000));
      assertThat(client.says("NOOP")).startsWith("250");
    }
  }

  @Property(tries = 1)
  void a_chunk_that_the_next_hop_refuses_is_withdrawn() throws IOException {
    afresh();
    stage.mta.says("BDAT", "452 4.3.1 Insufficient system storage");
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.envelope("b@x");
      client.send("BDAT " + LETTER.length() + "\r\n" + LETTER);
      assertThat(client.reply()).isEqualTo("452 4.3.1 Insufficient system storage");
      client.send("BDAT 0 LAST\r\n");
      assertThat(client.reply()).startsWith("503");
      assertThat(client.says("RSET")).startsWith("250");
    } finally {
      stage.mta.says("BDAT", "250 2.0.0 Ok");
    }
    assertThat(stage.withdrawn).hasSize(1);
  }

  @Property(tries = 1)
  void what_is_out_of_order_is_told_and_its_content_is_no_command() throws IOException {
    afresh();
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, "anna")) {
      client.send("BDAT 6 LAST\r\nQUIT\r\n");
      assertThat(client.reply()).startsWith("503 5.5.1");
      client.says("MAIL FROM:<a@b>");
      client.send("BDAT 6 LAST\r\nQUIT\r\n");
      assertThat(client.reply()).startsWith("554 5.5.1");
      client.says("RCPT TO:<b@x>");
      client.send("BDAT 1\r\nx");
      assertThat(client.reply()).startsWith("250");
      assertThat(client.says("DATA")).startsWith("503 5.5.1");
      client.send("BDAT x\r\n");
      assertThat(client.reply()).startsWith("501 5.5.4");
      assertThat(client.isClosed()).isTrue();
    }
    assertThat(stage.mta.messages).isEqualTo(List.of());
  }
}
