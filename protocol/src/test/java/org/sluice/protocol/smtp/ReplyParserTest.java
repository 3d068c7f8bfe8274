package org.sluice.protocol.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.sluice.protocol.smtp.ReplyParser.Outcome;

class ReplyParserTest {
  private static List<Outcome> take(String... lines) {
    ReplyParser parser = new ReplyParser();
    List<Outcome> all = new ArrayList<>();
    for (String line : lines) {
      all.add(parser.take(line.getBytes(ISO_8859_1)));
    }
    return all;
  }

  private static Reply only(String... lines) {
    return ((Outcome.Whole) take(lines).getLast()).reply();
  }

  @Test
  void a_reply_comes_back_word_for_word() {
    Reply reply = only("550-5.1.8 one", "550-", "550 5.1.8 tw\u00f6");
    assertThat(reply.code()).isEqualTo(550);
    assertThat(reply.bytes())
        .isEqualTo("550-5.1.8 one\r\n550-\r\n550 5.1.8 tw\u00f6\r\n".getBytes(ISO_8859_1));
    assertThat(reply.text(0)).isEqualTo("5.1.8 one");
    assertThat(reply.text(1)).isEmpty();
    assertThat(only("250").code()).isEqualTo(250);
    assertThat(only("354 go").isIntermediate()).isTrue();
    assertThat(only("250 ok").isPositive()).isTrue();
  }

  @Test
  void what_is_no_reply_is_broken() {
    for (String line : List.of("", "25", "25x ok", "250_ok", "150 a", "600 b", "hello", "2500")) {
      assertThat(take(line).getLast()).as(line).isInstanceOf(Outcome.Broken.class);
    }
    assertThat(take("250-a", "251 b").getLast()).isInstanceOf(Outcome.Broken.class);
  }

  @Test
  void as_many_lines_as_the_bound_pass_and_one_more_is_broken() {
    String[] most = new String[ReplyParser.MAX_LINES];
    java.util.Arrays.fill(most, "250-x");
    assertThat(take(most).getLast()).isInstanceOf(Outcome.More.class);
    String[] more = java.util.Arrays.copyOf(most, most.length + 1);
    more[most.length] = "250 x";
    assertThat(take(more).getLast()).isInstanceOf(Outcome.Broken.class);
    most[most.length - 1] = "250 x";
    assertThat(take(most).getLast()).isInstanceOf(Outcome.Whole.class);
  }

  /** A reply that is written is read as the same reply, one after the other. */
  @Property
  void what_is_written_is_read(
      @ForAll @IntRange(min = 200, max = 599) int code,
      @ForAll @Size(min = 1, max = ReplyParser.MAX_LINES) List<@IntRange(max = 80) Integer> sizes) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      lines.add(code + (i < sizes.size() - 1 ? "-" : " ") + "x".repeat(sizes.get(i)));
    }
    ReplyParser parser = new ReplyParser();
    for (int round = 0; round < 2; round++) {
      Outcome last = new Outcome.More();
      for (String line : lines) {
        assertThat(last).isInstanceOf(Outcome.More.class);
        last = parser.take(line.getBytes(ISO_8859_1));
      }
      assertThat(((Outcome.Whole) last).reply()).isEqualTo(new Reply(code, lines));
    }
  }

  @Property(tries = 3_000)
  void any_line_is_taken_or_broken(@ForAll byte[] line) {
    Outcome outcome = new ReplyParser().take(line);
    if (outcome instanceof Outcome.Whole(Reply reply)) {
      assertThat(reply.bytes()).startsWith(line);
    }
  }
}
