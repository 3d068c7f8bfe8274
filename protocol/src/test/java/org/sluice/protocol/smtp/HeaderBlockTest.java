package org.sluice.protocol.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HeaderBlockTest {
  private static HeaderBlock block(String text, int piece) {
    HeaderBlock block = new HeaderBlock();
    byte[] bytes = text.getBytes(US_ASCII);
    for (int from = 0; from < bytes.length; from += piece) {
      block.add(bytes, from, Math.min(from + piece, bytes.length));
    }
    return block;
  }

  @Test
  void the_header_ends_with_an_empty_line_wherever_it_is_cut() {
    String text = "From: a@b\r\nTo: c@d\r\n e\r\n\r\nbody\r\n\r\nmore";
    for (int piece = 1; piece <= text.length(); piece++) {
      HeaderBlock block = block(text, piece);
      assertThat(block.isComplete()).isTrue();
      assertThat(block.headerLength()).isEqualTo(text.indexOf("body"));
      assertThat(new String(block.bytes(), 0, block.length(), US_ASCII)).isEqualTo(text);
    }
    assertThat(block("\r\nbody", 1).headerLength()).isEqualTo(2);
  }

  @Test
  void without_an_empty_line_it_is_complete_at_the_bound() {
    String below = "x".repeat(HeaderBlock.MAX_BYTES - 1);
    assertThat(block(below, 4096).isComplete()).isFalse();
    assertThat(block(below + "x", 4096).isComplete()).isTrue();
    HeaderBlock above = block(below + "xx", 4096);
    assertThat(above.isComplete()).isTrue();
    assertThat(above.headerLength()).isEqualTo(HeaderBlock.MAX_BYTES);
    assertThat(above.length()).isEqualTo(HeaderBlock.MAX_BYTES + 1);
  }

  @Property
  void what_was_taken_is_kept(@ForAll byte[] bytes) {
    HeaderBlock block = new HeaderBlock();
    block.add(bytes, 0, bytes.length);
    block.add(bytes, 0, bytes.length);
    assertThat(block.length()).isEqualTo(2 * bytes.length);
    assertThat(Arrays.copyOfRange(block.bytes(), bytes.length, block.length())).isEqualTo(bytes);
  }
}
