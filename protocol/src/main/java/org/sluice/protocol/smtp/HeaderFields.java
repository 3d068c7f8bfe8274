package org.sluice.protocol.smtp;

import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * Reads the fields of a header (RFC 5322, section 2.2): {@code name: value}, the value perhaps
 * folded over lines that begin with white space. Lines that are no field are passed over. Pure
 * functions; thread-safe.
 */
public final class HeaderFields {
  private HeaderFields() {}

  /**
   * Gives each field of {@code bytes[0, length)}, in order, as name and value, CRLFs within the
   * value kept. It stops at the empty line, and at the lone dot that ends content.
   */
  public static void read(byte[] bytes, int length, BiConsumer<String, String> field) {
    int start = 0;
    while (start < length) {
      int end = fieldEnd(bytes, start, length);
      if (isEnd(bytes, start, length)) {
        return;
      }
      int colon = start;
      while (colon < end && bytes[colon] != ':') {
        colon++;
      }
      if (colon < end) {
        field.accept(text(bytes, start, colon), text(bytes, colon + 1, end).strip());
      }
      start = end;
    }
  }

  private static boolean isEnd(byte[] bytes, int start, int length) {
    boolean dot = length - start >= 2 && bytes[start] == '.' && bytes[start + 1] == '\r';
    return bytes[start] == '\r' || dot;
  }

  /** Behind the line feed that no white space follows. */
  private static int fieldEnd(byte[] bytes, int start, int length) {
    for (int at = start; at < length; at++) {
      boolean last = at + 1 == length || (bytes[at + 1] != ' ' && bytes[at + 1] != '\t');
      if (bytes[at] == '\n' && last) {
        return at + 1;
      }
    }
    return length;
  }

  private static String text(byte[] bytes, int from, int to) {
    return Octets.text(Arrays.copyOfRange(bytes, from, to));
  }
}
