package org.sluice.portal.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** BLAKE2b without key (RFC 7693), which Java does not have; {@link Argon2id} is built on it. */
final class Blake2b {
  /** The longest digest, in bytes. */
  static final int MOST = 64;

  private static final int BLOCK = 128;
  private static final int ROUNDS = 12;
  private static final long[] IV = {
    0x6a09e667f3bcc908L,
    0xbb67ae8584caa73bL,
    0x3c6ef372fe94f82bL,
    0xa54ff53a5f1d36f1L,
    0x510e527fade682d1L,
    0x9b05688c2b3e6c1fL,
    0x1f83d9abfb41bd6bL,
    0x5be0cd19137e2179L
  };

  /** RFC 7693, section 2.7; rounds 10 and 11 are 0 and 1 again. */
  private static final String[] SIGMA = {
    "0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8",
    "905724afe1bc683d", "2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a",
    "6fe9b308c2d714a5", "a2847615fb9e3cd0"
  };

  private Blake2b() {}

  /**
   * The digest of the parts, one after the other.
   *
   * @param length 1 to {@value #MOST} bytes
   */
  static byte[] digest(int length, byte[]... parts) {
    int total = 0;
    for (byte[] part : parts) {
      total += part.length;
    }
    int blocks = Math.max(1, (total + BLOCK - 1) / BLOCK);
    ByteBuffer input = ByteBuffer.allocate(blocks * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] part : parts) {
      input.put(part);
    }
    long[] state = IV.clone();
    state[0] ^= 0x01010000L ^ length;
    for (int i = 0; i < blocks; i++) {
      boolean last = i == blocks - 1;
      compress(state, input, i * BLOCK, last ? total : (i + 1) * BLOCK, last);
    }
    ByteBuffer out = ByteBuffer.allocate(MOST).order(ByteOrder.LITTLE_ENDIAN);
    for (long word : state) {
      out.putLong(word);
    }
    return Arrays.copyOf(out.array(), length);
  }

  private static void compress(long[] state, ByteBuffer input, int at, long count, boolean last) {
    long[] v = new long[16];
    System.arraycopy(state, 0, v, 0, 8);
    System.arraycopy(IV, 0, v, 8, 8);
    v[12] ^= count;
    v[14] = last ? ~v[14] : v[14];
    for (int round = 0; round < ROUNDS; round++) {
      String s = SIGMA[round % SIGMA.length];
      for (int i = 0; i < 4; i++) {
        mix(v, i, 4 + i, 8 + i, 12 + i, word(input, at, s, 2 * i), word(input, at, s, 2 * i + 1));
      }
      for (int i = 0; i < 4; i++) {
        int b = 4 + (i + 1) % 4;
        int c = 8 + (i + 2) % 4;
        int d = 12 + (i + 3) % 4;
        mix(v, i, b, c, d, word(input, at, s, 8 + 2 * i), word(input, at, s, 9 + 2 * i));
      }
    }
    for (int i = 0; i < 8; i++) {
      state[i] ^= v[i] ^ v[i + 8];
    }
  }

  private static long word(ByteBuffer input, int at, String sigma, int place) {
    return input.getLong(at + Long.BYTES * Character.digit(sigma.charAt(place), 16));
  }

  private static void mix(long[] v, int a, int b, int c, int d, long x, long y) {
    v[a] += v[b] + x;
    v[d] = Long.rotateRight(v[d] ^ v[a], 32);
    v[c] += v[d];
    v[b] = Long.rotateRight(v[b] ^ v[c], 24);
    v[a] += v[b] + y;
    v[d] = Long.rotateRight(v[d] ^ v[a], 16);
    v[c] += v[d];
    v[b] = Long.rotateRight(v[b] ^ v[c], 63);
  }
}
