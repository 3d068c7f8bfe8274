package org.sluice.protocol.delegation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The attributes that Sluice reads; every other one is passed over. */
enum Attribute {
  REQUEST,
  PROTOCOL_STATE,
  INSTANCE,
  SASL_USERNAME,
  SENDER,
  RECIPIENT,
  RECIPIENT_COUNT,
  CLIENT_ADDRESS,
  QUEUE_ID;

  static final int COUNT = values().length;

  private static final int LONGEST = 15;
  private static final int UNKNOWN = -1;
  private static final Attribute[][] BY_LENGTH = byLength();

  private final byte[] wireName =
      name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);

  /** The ordinal of the attribute named by these bytes; -1 for one that is not read. */
  static int named(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > LONGEST) {
      return UNKNOWN;
    }
    for (Attribute candidate : BY_LENGTH[length]) {
      if (candidate.isNamed(bytes, from, length)) {
        return candidate.ordinal();
      }
    }
    return UNKNOWN;
  }

  /** A plain loop: most candidates differ in the first byte, which no intrinsic can beat. */
  private boolean isNamed(byte[] bytes, int from, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[from + i] != wireName[i]) {
        return false;
      }
    }
    return true;
  }

  private static Attribute[][] byLength() {
    Attribute[][] table = new Attribute[LONGEST + 1][];
    for (int length = 0; length <= LONGEST; length++) {
      int wanted = length;
      table[length] =
          Arrays.stream(values())
              .filter(a -> a.wireName.length == wanted)
              .toArray(Attribute[]::new);
    }
    return table;
  }
}
