package org.sluice.portal.page.frame;

/** How much of a page a text takes, and how much of a text there is room for. */
public final class Fit {
  /** Of a name in a list: some addresses are longer, and their own page has them whole. */
  public static final int NAME = 160;

  private static final int ONE_BYTE = 0x80;
  private static final int TWO_BYTES = 0x800;
  private static final int THREE_BYTES = 0x10000;

  private Fit() {}

  /** The bytes of a text in a page: escaped, in UTF-8, with a break after each part of a reason. */
  public static int bytes(String text) {
    return text.codePoints().map(Fit::bytes).sum();
  }

  private static int bytes(int point) {
    return switch (point) {
      case ';' -> ";<wbr>".length();
      case '&', '"', '\'' -> "&amp;".length();
      case '<', '>' -> "&lt;".length();
      default -> point < ONE_BYTE ? 1 : point < TWO_BYTES ? 2 : point < THREE_BYTES ? 3 : 4;
    };
  }

  /** The beginning of a text, of at most so many bytes, with a mark where something follows. */
  public static String text(String text, int most) {
    int used = 0;
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      used += bytes(point);
      if (used > most) {
        return text.substring(0, at) + "…";
      }
      at += Character.charCount(point);
    }
    return text;
  }

  /** A name as a list has room for it. */
  public static String name(String text) {
    return text(text, NAME);
  }
}
