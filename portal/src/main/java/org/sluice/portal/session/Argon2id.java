package org.sluice.portal.session;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Argon2id, version 1.3, with one lane (RFC 9106).
 *
 * <p>A password is spread over a memory of blocks of 1 KiB, each made of the one before and another
 * one. In the first half of the first pass the other one follows from the place alone, afterwards
 * from the contents: so neither a look at the caches nor a machine with less memory gains much. The
 * memory lies outside of the heap for as long as the reckoning takes and is then the system's
 * again; libraries leave it to the collector, and a small server grows by half with a few sign-ins
 * (docs/decisions/0041-argon2id-outside-of-the-heap.md). Not thread-safe: one object, one hash.
 */
final class Argon2id {
  private static final int VERSION = 0x13;
  private static final int TYPE = 2;
  private static final int WORDS = 128;
  private static final int BLOCK = WORDS * Long.BYTES;
  private static final int SLICES = 4;
  private static final long LOW = 0xffffffffL;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment memory;
  private final int passes;
  private final int segment;
  private final int blocks;
  private final long[] mixed = new long[WORDS];
  private final long[] worked = new long[WORDS];
  private final long[] addresses = new long[WORDS];
  private final long[] counters = new long[WORDS];

  private Argon2id(MemorySegment memory, int passes, int blocks) {
    this.memory = memory;
    this.passes = passes;
    this.blocks = blocks;
    this.segment = blocks / SLICES;
  }

  /**
   * The hash of a password.
   *
   * @param memoryKib at least 8
   * @param passes at least 1
   * @param length of the hash in bytes, at least 4
   */
  static byte[] hash(byte[] password, byte[] salt, int memoryKib, int passes, int length) {
    int blocks = memoryKib / SLICES * SLICES;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate((long) blocks * BLOCK, Long.BYTES);
      byte[] seed =
          Blake2b.digest(
              Blake2b.MOST,
              words(1, length, memoryKib, passes, VERSION, TYPE, password.length),
              password,
              words(salt.length),
              salt,
              words(0, 0));
      return new Argon2id(memory, passes, blocks).reckoned(seed, length);
    }
  }

  private byte[] reckoned(byte[] seed, int length) {
    for (int i = 0; i < 2; i++) {
      byte[] first = stretched(BLOCK, seed, words(i, 0));
      MemorySegment.copy(first, 0, memory, ValueLayout.JAVA_BYTE, (long) i * BLOCK, BLOCK);
    }
    for (int pass = 0; pass < passes; pass++) {
      for (int slice = 0; slice < SLICES; slice++) {
        fill(pass, slice);
      }
    }
    byte[] last = new byte[BLOCK];
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, (long) (blocks - 1) * BLOCK, last, 0, BLOCK);
    memory.fill((byte) 0);
    return stretched(length, last);
  }

  /** Section 3.4: which blocks a segment's blocks are made of. */
  private void fill(int pass, int slice) {
    boolean byPlace = pass == 0 && slice < SLICES / 2;
    int from = pass == 0 && slice == 0 ? 2 : 0;
    if (byPlace) {
      Arrays.fill(counters, 0);
      counters[0] = pass;
      counters[2] = slice;
      counters[3] = blocks;
      counters[4] = passes;
      counters[5] = TYPE;
    }
    for (int i = from; i < segment; i++) {
      if (byPlace && (i == from || i % WORDS == 0)) {
        nextAddresses();
      }
      int current = slice * segment + i;
      int previous = current == 0 ? blocks - 1 : current - 1;
      long random = byPlace ? addresses[i % WORDS] : word(previous, 0);
      make(current, previous, other(pass, slice, i, random & LOW), pass > 0);
    }
  }

  private int other(int pass, int slice, int i, long random) {
    int area = pass == 0 ? slice * segment + i - 1 : blocks - segment + i - 1;
    long spread = (random * random) >>> 32;
    long relative = area - 1 - ((area * spread) >>> 32);
    int start = pass == 0 || slice == SLICES - 1 ? 0 : (slice + 1) * segment;
    return (int) ((start + relative) % blocks);
  }

  private void nextAddresses() {
    counters[6]++;
    System.arraycopy(counters, 0, mixed, 0, WORDS);
    permute(addresses);
    System.arraycopy(addresses, 0, mixed, 0, WORDS);
    permute(addresses);
  }

  /** Makes a block of two; from the second pass on what was there counts too. */
  private void make(int current, int previous, int other, boolean add) {
    for (int i = 0; i < WORDS; i++) {
      mixed[i] = word(previous, i) ^ word(other, i);
    }
    permute(worked);
    for (int i = 0; i < WORDS; i++) {
      long before = add ? word(current, i) : 0;
      memory.set(LONG, place(current, i), worked[i] ^ before);
    }
  }

  /** Section 3.5: G, less its first addition: {@code mixed} by rows and columns, plus itself. */
  private void permute(long[] into) {
    System.arraycopy(mixed, 0, into, 0, WORDS);
    for (int row = 0; row < 8; row++) {
      round(into, 16 * row, 2);
    }
    for (int column = 0; column < 8; column++) {
      round(into, 2 * column, 16);
    }
    for (int i = 0; i < WORDS; i++) {
      into[i] ^= mixed[i];
    }
  }

  /**
   * Section 3.6: P on sixteen words; two and two lie beside each other, pairs {@code far} apart.
   */
  private static void round(long[] v, int base, int far) {
    for (int i = 0; i < 4; i++) {
      mix(v, at(base, i, far), at(base, 4 + i, far), at(base, 8 + i, far), at(base, 12 + i, far));
    }
    for (int i = 0; i < 4; i++) {
      mix(
          v,
          at(base, i, far),
          at(base, 4 + (i + 1) % 4, far),
          at(base, 8 + (i + 2) % 4, far),
          at(base, 12 + (i + 3) % 4, far));
    }
  }

  private static int at(int base, int word, int far) {
    return base + word / 2 * far + word % 2;
  }

  private static void mix(long[] v, int a, int b, int c, int d) {
    v[a] = plus(v[a], v[b]);
    v[d] = Long.rotateRight(v[d] ^ v[a], 32);
    v[c] = plus(v[c], v[d]);
    v[b] = Long.rotateRight(v[b] ^ v[c], 24);
    v[a] = plus(v[a], v[b]);
    v[d] = Long.rotateRight(v[d] ^ v[a], 16);
    v[c] = plus(v[c], v[d]);
    v[b] = Long.rotateRight(v[b] ^ v[c], 63);
  }

  private static long plus(long a, long b) {
    return a + b + 2 * (a & LOW) * (b & LOW);
  }

  private long word(int block, int word) {
    return memory.get(LONG, place(block, word));
  }

  private static long place(int block, int word) {
    return (long) block * BLOCK + (long) word * Long.BYTES;
  }

  /** Section 3.3: H', a digest of any length. */
  private static byte[] stretched(int length, byte[]... parts) {
    byte[][] all = new byte[parts.length + 1][];
    all[0] = words(length);
    System.arraycopy(parts, 0, all, 1, parts.length);
    if (length <= Blake2b.MOST) {
      return Blake2b.digest(length, all);
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    byte[] v = Blake2b.digest(Blake2b.MOST, all);
    while (out.remaining() > Blake2b.MOST) {
      out.put(v, 0, Blake2b.MOST / 2);
      v = Blake2b.digest(Math.min(Blake2b.MOST, out.remaining()), v);
    }
    return out.put(v).array();
  }

  private static byte[] words(int... values) {
    ByteBuffer words =
        ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      words.putInt(value);
    }
    return words.array();
  }
}
