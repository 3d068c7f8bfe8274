package org.sluice.core.limit;

/**
 * A 64-bit hash of a text: four characters a step, each folded by a multiplication whose high half
 * is kept (the mixing step of wyhash, public domain, Wang Yi), closed by the length.
 */
public final class Hash {
  private static final long SECRET = 0xa0761d6478bd642fL;

  private Hash() {}

  /** The hash of the text under a seed. Never 0, which callers keep for "none". */
  public static long of(String text, long seed) {
    long hash = seed ^ SECRET;
    int i = 0;
    int length = text.length();
    for (; i + 4 <= length; i += 4) {
      hash = fold(hash ^ word(text, i), SECRET ^ seed);
    }
    long tail = 0;
    for (; i < length; i++) {
      tail = tail << 16 | text.charAt(i);
    }
    hash = fold(hash ^ tail, SECRET ^ seed);
    hash = fold(hash ^ length, 0xe7037ed1a0b428dbL);
    return hash == 0 ? 1 : hash;
  }

  private static long word(String text, int i) {
    return (long) text.charAt(i) << 48
        | (long) text.charAt(i + 1) << 32
        | (long) text.charAt(i + 2) << 16
        | text.charAt(i + 3);
  }

  private static long fold(long a, long b) {
    return a * b ^ Math.unsignedMultiplyHigh(a, b);
  }
}
