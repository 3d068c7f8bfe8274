package org.sluice.protocol.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ContentScannerTest {
  private static final int NOT_ENDED = -1;

  /** Where the content ended, and its first fault. */
  private record Seen(int end, Optional<Fault> fault) {}

  private static Seen scan(ContentScanner scanner, byte[] bytes, int... cuts) {
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : bytes.length;
      from = scanner.scan(bytes, from, to);
      if (scanner.isEnded()) {
        return new Seen(from, scanner.fault());
      }
    }
    return new Seen(NOT_ENDED, scanner.fault());
  }

  private static Seen data(String text, int... cuts) {
    return scan(ContentScanner.ofData(), text.getBytes(ISO_8859_1), cuts);
  }

  private static Optional<Fault> chunks(String text) {
    ContentScanner scanner = ContentScanner.ofChunks();
    scanner.scan(text.getBytes(ISO_8859_1), 0, text.length());
    assertThat(scanner.isEnded()).isFalse();
    scanner.end();
    return scanner.fault();
  }

  /** RFC 5321 in the simplest words: the first CRLF, dot, CRLF after a CRLF that was there. */
  private static int modelEnd(String text) {
    int found = ("\r\n" + text).indexOf("\r\n.\r\n");
    return found < 0 ? NOT_ENDED : found + 3;
  }

  private static boolean modelFaultless(String text) {
    int end = modelEnd(text);
    String content = end < 0 ? text : text.substring(0, end);
    String rest = content.replace("\r\n", "");
    boolean cutCr = end < 0 && content.endsWith("\r");
    String judged = cutCr ? rest.substring(0, rest.length() - 1) : rest;
    return judged.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
  }

  @Test
  void content_ends_with_crlf_dot_crlf() {
    assertThat(data("a\r\n.\r\nMAIL")).isEqualTo(new Seen(6, Optional.empty()));
    assertThat(data(".\r\n")).isEqualTo(new Seen(3, Optional.empty()));
    assertThat(data("..\r\n.\r\n")).isEqualTo(new Seen(7, Optional.empty()));
    assertThat(data("a.\r\n.b\r\n")).isEqualTo(new Seen(NOT_ENDED, Optional.empty()));
  }

  @Test
  void nothing_else_ends_it_and_each_of_its_kin_is_a_fault() {
    for (String smuggled :
        List.of("\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r\n", "\r\n.\r", "\r.\r", "\r\n.\0\r\n")) {
      Seen seen = data("a" + smuggled + "MAIL FROM:<x@y>\r\n.\r\nQUIT");
      assertThat(seen.end()).as(smuggled).isEqualTo(1 + smuggled.length() + 20);
      assertThat(seen.fault()).as(smuggled).isPresent();
    }
    assertThat(data("a\n").fault()).contains(Fault.BARE_LF);
    assertThat(data("a\rb").fault()).contains(Fault.BARE_CR);
    assertThat(data("a\r\r\n").fault()).contains(Fault.BARE_CR);
    assertThat(data("a\0").fault()).contains(Fault.NUL);
  }

  @Test
  void the_first_fault_is_the_one_that_is_told() {
    assertThat(data("a\nb\0c\rd").fault()).contains(Fault.BARE_LF);
  }

  @Test
  void a_line_at_the_bound_passes_and_one_byte_more_is_a_fault() {
    String most = "x".repeat(ContentScanner.MAX_LINE_BYTES);
    assertThat(data(most.substring(1) + "\r\n" + most + "\r\n.\r\n").fault()).isEmpty();
    assertThat(data(most + "x\r\n.\r\n").fault()).contains(Fault.LINE_TOO_LONG);
    assertThat(chunks(most + "x\r\n")).contains(Fault.LINE_TOO_LONG);
  }

  @Test
  void chunks_are_not_ended_by_a_dot_but_by_their_count() {
    assertThat(chunks("a\r\n.\r\nb\r\n")).isEmpty();
    assertThat(chunks("no line end")).isEmpty();
    assertThat(chunks("a\nb")).contains(Fault.BARE_LF);
    assertThat(chunks("a\r")).contains(Fault.BARE_CR);
  }

  @Test
  void what_follows_the_end_is_not_looked_at() {
    assertThat(data(".\r\n\n\0\r")).isEqualTo(new Seen(3, Optional.empty()));
  }

  @Property(tries = 5_000)
  void any_content_however_it_is_cut_ends_where_the_model_says(
      @ForAll long seed, @ForAll @IntRange(max = 60) int length) {
    Random random = new Random(seed);
    List<String> pieces = List.of("\r\n", "\r", "\n", ".", "a", "\r\n.", "..", "\0", "\r\n");
    boolean tame = random.nextBoolean();
    StringBuilder made = new StringBuilder();
    for (int i = 0; i < length; i++) {
      String piece = pieces.get(random.nextInt(pieces.size()));
      boolean harmless = !List.of("\r", "\n", "\0").contains(piece);
      made.append(tame && !harmless ? "b" : piece);
    }
    String text = made.toString();
    int[] cuts = text.isEmpty() ? new int[0] : random.ints(6, 0, text.length()).sorted().toArray();
    Seen seen = data(text, cuts);
    assertThat(seen.end()).isEqualTo(modelEnd(text));
    assertThat(seen.fault().isEmpty()).isEqualTo(modelFaultless(text));
    assertThat(seen).isEqualTo(data(text));
  }
}
