package org.sluice.protocol.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Against the plain loop. */
class BytesTest {

  private static int plain(byte wanted, byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return Bytes.NOT_FOUND;
  }

  @Property
  void a_byte_is_found_where_a_plain_loop_finds_it(
      @ForAll @Size(max = 40) @ByteRange(min = -3, max = 3) byte[] bytes,
      @ForAll @ByteRange(min = -3, max = 3) byte wanted,
      @ForAll @IntRange(max = 40) int a,
      @ForAll @IntRange(max = 40) int b) {
    int from = Math.min(Math.min(a, b), bytes.length);
    int to = Math.min(Math.max(a, b), bytes.length);
    assertThat(Bytes.find(wanted, bytes, from, to)).isEqualTo(plain(wanted, bytes, from, to));
  }
}
