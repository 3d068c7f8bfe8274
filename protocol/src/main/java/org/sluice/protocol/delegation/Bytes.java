package org.sluice.protocol.delegation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds a byte, eight bytes a step. Pure functions. */
final class Bytes {
  /** Nothing was found; less than every index, also after a subtraction of one. */
  static final int NOT_FOUND = -1;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private Bytes() {}

  /**
   * The first place of a byte in {@code bytes[from, to)}, or {@link #NOT_FOUND}.
   *
   * <p>A word less the wanted byte in each place has a zero where the byte stands; {@code (x - 1) &
   * ~x} has the high bit set in the lowest such place, and below it nowhere (Knuth, TAOCP 7.1.3).
   */
  static int find(byte wanted, byte[] bytes, int from, int to) {
    long pattern = (wanted & 0xffL) * ONES;
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long difference = (long) WORDS.get(bytes, i) ^ pattern;
      long found = (difference - ONES) & ~difference & HIGH_BITS;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return NOT_FOUND;
  }
}
