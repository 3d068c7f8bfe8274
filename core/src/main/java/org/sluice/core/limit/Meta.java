package org.sluice.core.limit;

/**
 * The fourth word of a sender's record: 10 bits of how many buckets, 7 bits of how many seconds, 7
 * bits of limits whose crossing was told, 5 bits of the block's size class, 35 bits of the instant
 * before which usage is void (in units of {@value #UNIT} ms since 2020).
 */
final class Meta {
  static final int UNIT = 128;
  private static final long EPOCH = Buckets.millisOf(0);

  private Meta() {}

  static int buckets(long meta) {
    return (int) meta & 0x3ff;
  }

  static int seconds(long meta) {
    return (int) (meta >>> 10) & 0x7f;
  }

  static int told(long meta) {
    return (int) (meta >>> 17) & 0x7f;
  }

  static int sizeClass(long meta) {
    return (int) (meta >>> 24) & 0x1f;
  }

  static long afresh(long meta) {
    return meta >>> 29;
  }

  /** An instant in the unit of the afresh bits; 0 for none. */
  static long afreshUnits(long millis) {
    return millis <= EPOCH ? 0 : (millis - EPOCH) / UNIT;
  }

  static long millis(long afreshUnits) {
    return afreshUnits == 0 ? 0 : EPOCH + afreshUnits * UNIT;
  }

  static long with(long meta, int buckets, int seconds) {
    return (meta & ~0x1ffffL) | ((long) seconds << 10) | buckets;
  }

  static long withTold(long meta, int told) {
    return (meta & ~(0x7fL << 17)) | ((long) told << 17);
  }

  static long withSizeClass(long meta, int sizeClass) {
    return (meta & ~(0x1fL << 24)) | ((long) sizeClass << 24);
  }

  static long withAfresh(long meta, long units) {
    return (meta & 0x1fffffffL) | (units << 29);
  }
}
