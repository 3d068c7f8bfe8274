package org.sluice.portal.cmdlet;

import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a call goes on in an answer of several pages: how many objects come before its page, and
 * what the cmdlet noted. Each page is asked anew; where the answer grows meanwhile, the note tells
 * the cmdlet which answer it was, and where objects go from it meanwhile, behind which one the page
 * begins. Not thread-safe.
 */
final class Continuation {
  private static final Pattern TOKEN =
      Pattern.compile("([0-9]{1,9})(?:\\.([0-9A-Za-z._-]{1,640}))?");

  private final int page;
  private final int skip;
  private final String given;
  private IntFunction<String> note;
  private boolean rest;

  private Continuation(int page, int skip, String note) {
    this.page = page;
    this.skip = skip;
    this.given = note;
    this.note = objects -> note;
  }

  /**
   * What a {@code $skiptoken} says; the beginning if it says nothing.
   *
   * @param page the most objects of a page
   */
  static Continuation of(String token, int page) {
    Matcher matcher = TOKEN.matcher(token);
    if (!matcher.matches()) {
      return new Continuation(page, 0, "");
    }
    String note = matcher.group(2);
    return new Continuation(page, Integer.parseInt(matcher.group(1)), note == null ? "" : note);
  }

  /** Objects before the page; above 0 for the rest of an answer. */
  int skip() {
    return skip;
  }

  /** The most objects of the rest that are looked at: those of a page, and whether one follows. */
  int most() {
    return page + 1;
  }

  /** What was noted on a page before; digits, letters, ".", "-" and "_", or empty. */
  String note() {
    return given;
  }

  /** Notes for the pages that follow. */
  void note(String words) {
    note = objects -> words;
  }

  /**
   * Says that the cmdlet answers the rest alone, without the objects before the page, and notes the
   * place behind the last object of it.
   *
   * @param places the place behind an object of the rest, from 0
   */
  void rest(IntFunction<String> places) {
    rest = true;
    note = objects -> places.apply(objects - 1);
  }

  /** Objects of the cmdlet's answer before the page. */
  int left() {
    return rest ? 0 : skip;
  }

  /** Objects of the whole answer that the cmdlet has left out. */
  int gone() {
    return rest ? skip : 0;
  }

  /** The token of the page behind so many objects of the cmdlet's answer. */
  String behind(int objects) {
    String noted = note.apply(objects);
    return (gone() + objects) + (noted.isEmpty() ? "" : "." + noted);
  }
}
