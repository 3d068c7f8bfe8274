package org.sluice.store.facts;

import java.util.List;

/**
 * That a text has another in it, ignoring the case of ASCII letters; nothing in it is a pattern.
 */
final class Containing {
  private Containing() {}

  /**
   * The condition; its values are added. A text with the character NUL is in nothing: no fact has
   * it, and databases end a text with it or refuse it.
   *
   * @param where an expression of the database
   */
  static String of(Dialect dialect, String where, String text, List<Object> values) {
    if (text.indexOf('\0') >= 0) {
      return "1 = 0";
    }
    values.add("%" + text.replaceAll("([!%_])", "!$1") + "%");
    return "(" + where + ") " + dialect.like() + " ? ESCAPE '!'";
  }
}
