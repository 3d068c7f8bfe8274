package org.sluice.portal.cmdlet;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a call goes on in an answer of several pages: how many objects come before its page, and
 * what the cmdlet noted on the first one. Each page is asked anew; where the answer grows
 * meanwhile, the note tells the cmdlet which answer it was. Not thread-safe.
 */
final class Continuation {
  private static final Pattern TOKEN = Pattern.compile("([0-9]{1,9})(?:\\.([0-9.]{1,80}))?");

  private final int skip;
  private String note;

  private Continuation(int skip, String note) {
    this.skip = skip;
    this.note = note;
  }

  /** What a {@code $skiptoken} says; the beginning if it says nothing. */
  static Continuation of(String token) {
    Matcher matcher = TOKEN.matcher(token);
    if (!matcher.matches()) {
      return new Continuation(0, "");
    }
    String note = matcher.group(2);
    return new Continuation(Integer.parseInt(matcher.group(1)), note == null ? "" : note);
  }

  /** Objects before the page; above 0 for the rest of an answer. */
  int skip() {
    return skip;
  }

  /** What was noted on the first page; digits and dots, or empty. */
  String note() {
    return note;
  }

  /** Notes for the pages that follow. */
  void note(String digitsAndDots) {
    note = digitsAndDots;
  }

  /** The token of the page behind so many objects. */
  String behind(int objects) {
    return objects + (note.isEmpty() ? "" : "." + note);
  }
}
