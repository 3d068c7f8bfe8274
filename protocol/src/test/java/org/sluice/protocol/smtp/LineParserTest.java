package org.sluice.protocol.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineParserTest {
  /** Lines in brackets, then the fault or nothing. */
  private static String read(byte[] bytes, int... cuts) {
    LineParser parser = new LineParser();
    StringBuilder seen = new StringBuilder();
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : bytes.length;
      while (from < to) {
        Line line = parser.feed(bytes, from, to);
        from += parser.consumed();
        if (line instanceof Line.Broken broken) {
          return seen + broken.fault().name();
        }
        if (line instanceof Line.Whole whole) {
          seen.append('[').append(new String(whole.bytes(), ISO_8859_1)).append(']');
        }
      }
    }
    return seen.toString();
  }

  private static String read(String text) {
    return read(text.getBytes(ISO_8859_1));
  }

  /** The same in the simplest words: looks at the whole text at once. */
  private static String model(String text) {
    StringBuilder seen = new StringBuilder();
    int start = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean afterCr = at > start && text.charAt(at - 1) == '\r';
      if (c == '\n' && !afterCr) {
        return seen + "BARE_LF";
      }
      if (c == '\n') {
        seen.append('[').append(text, start, at - 1).append(']');
        start = at + 1;
      } else if (afterCr) {
        return seen + "BARE_CR";
      } else if (c == 0) {
        return seen + "NUL";
      }
    }
    return seen.toString();
  }

  @Test
  void a_line_ends_with_crlf_and_nothing_else() {
    assertThat(read("EHLO a\r\n\r\nQUIT\r\n")).isEqualTo("[EHLO a][][QUIT]");
    assertThat(read("EHLO a\nQUIT\r\n")).isEqualTo("BARE_LF");
    assertThat(read("EHLO a\rQUIT\r\n")).isEqualTo("BARE_CR");
    assertThat(read("EHLO a\r\r\n")).isEqualTo("BARE_CR");
    assertThat(read("EHLO\0a\r\n")).isEqualTo("NUL");
  }

  @Test
  void a_line_at_the_bound_passes_and_one_byte_more_is_broken_before_its_end() {
    String most = "x".repeat(LineParser.MAX_LINE_BYTES - 2);
    assertThat(read(most.substring(1) + "\r\n")).isEqualTo("[" + most.substring(1) + "]");
    assertThat(read(most + "\r\n")).isEqualTo("[" + most + "]");
    assertThat(read(most + "x")).isEqualTo("LINE_TOO_LONG");
  }

  @Test
  void forgetting_drops_the_line_that_has_begun() {
    LineParser parser = new LineParser();
    parser.feed("MAIL FROM:<x@y>\r".getBytes(ISO_8859_1), 0, 16);
    assertThat(parser.isInside()).isTrue();
    parser.forget();
    assertThat(parser.isInside()).isFalse();
    Line line = parser.feed("NOOP\r\n".getBytes(ISO_8859_1), 0, 6);
    assertThat(((Line.Whole) line).bytes()).isEqualTo("NOOP".getBytes(ISO_8859_1));
  }

  @Property(tries = 3_000)
  void any_text_however_it_is_cut_means_what_the_model_says(
      @ForAll long seed, @ForAll @IntRange(max = 40) int length) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(List.of("\r\n", "\r\n", "\r", "\n", "\0", "a", ".", "\u00e9").get(pick(random)));
    }
    byte[] bytes = text.toString().getBytes(ISO_8859_1);
    assertThat(read(bytes)).isEqualTo(model(text.toString()));
    if (bytes.length > 1) {
      int[] cuts = random.ints(5, 1, bytes.length).sorted().distinct().toArray();
      assertThat(read(bytes, cuts)).isEqualTo(model(text.toString()));
    }
  }

  /** Mostly what is harmless, so that faults come late. */
  private static int pick(Random random) {
    List<Integer> often = new ArrayList<>(List.of(0, 1, 5, 6, 7));
    return random.nextInt(8) > 0 ? often.get(random.nextInt(5)) : random.nextInt(8);
  }
}
