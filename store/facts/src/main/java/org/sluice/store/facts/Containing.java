package org.sluice.store.facts;

import java.util.List;

/**
 * That a text has another in it, ignoring the case of ASCII letters; nothing in it is a pattern.
 */
public final class Containing {
  private Containing() {}

  /** Whether no fact can have it: databases end a text with the character NUL or refuse it. */
  static boolean isNowhere(String text) {
    return text.indexOf('\0') >= 0;
  }

  /**
   * The condition; its value is added. A text with the character NUL is in nothing.
   *
   * @param where an expression of the database
   */
  public static String of(Dialect dialect, String where, String text, List<Object> values) {
    if (isNowhere(text)) {
      return "1 = 0";
    }
    values.add("%" + text.replaceAll("([!%_])", "!$1") + "%");
    return "(" + where + ") " + dialect.like() + " ? ESCAPE '!'";
  }
}
