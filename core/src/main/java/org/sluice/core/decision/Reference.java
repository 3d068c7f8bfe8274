package org.sluice.core.decision;

import org.sluice.core.limit.Hash;

/** Eight characters that join what the sender reads to the operator's log line. */
final class Reference {
  /** Crockford's base 32: no I, L, O, U to misread over the telephone. */
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private static final int LENGTH = 8;

  private Reference() {}

  /** The reference of a question; the same question at the same instant has the same. */
  static String of(String sender, String messageId, long wallMillis) {
    long hash = Hash.of(sender + ' ' + messageId, wallMillis);
    StringBuilder text = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      text.append(DIGITS.charAt((int) (hash >>> (5 * i)) & 31));
    }
    return text.toString();
  }
}
