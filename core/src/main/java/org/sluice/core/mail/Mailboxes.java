package org.sluice.core.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the addresses of a field such as From (RFC 5322, section 3.4): display names, comments,
 * quoted strings, groups, the obsolete route (section 4.4), encoded words (RFC 2047), which are
 * never part of an address. Whatever the text is, the answer is a list, empty where there is no
 * address: a door must not fail at what a client wrote.
 *
 * <p>One pass over the text, each character once. Not thread-safe; used for one text.
 */
final class Mailboxes {
  /** Addresses of one field; what follows is not read. */
  static final int MAX_ADDRESSES = 16;

  /** Stands for a blank inside quotes, which does not end a word. */
  private static final char QUOTED_BLANK = '\u0001';

  private static final Pattern PLAIN = Pattern.compile("[^\\s\"(),:;<>@\\[\\\\\\]]+");
  private static final Pattern BLANKS = Pattern.compile(" +");
  private static final Pattern AROUND_SIGNS = Pattern.compile(" *([@.]) *");

  private final List<String> addresses = new ArrayList<>();
  private final StringBuilder words = new StringBuilder();
  private final StringBuilder angle = new StringBuilder();
  private final String text;
  private boolean inAngle;
  private boolean hadAngle;
  private int at;

  private Mailboxes(String text) {
    this.text = text;
  }

  /** The addresses in the order of the text, without display names. */
  static List<String> of(String text) {
    return new Mailboxes(text).read();
  }

  private List<String> read() {
    while (at < text.length() && addresses.size() < MAX_ADDRESSES) {
      char c = text.charAt(at++);
      switch (c) {
        case '(' -> skipComment();
        case '"' -> quoted();
        case '[' -> literal();
        case '<' -> openAngle();
        case '>' -> inAngle = false;
        case ',', ';' -> separator();
        case ':' -> colon();
        default -> into().append(isBlank(c) ? ' ' : c);
      }
    }
    endOfMailbox();
    return addresses;
  }

  private StringBuilder into() {
    return inAngle ? angle : words;
  }

  private static boolean isBlank(char c) {
    return c <= ' ' || c == '\u007f';
  }

  private void openAngle() {
    inAngle = true;
    hadAngle = true;
    angle.setLength(0);
  }

  /** A comma inside an angle belongs to an obsolete route. */
  private void separator() {
    if (inAngle) {
      angle.append(',');
    } else {
      endOfMailbox();
    }
  }

  /** After a route comes the address, after a group's name its members. */
  private void colon() {
    into().setLength(0);
  }

  /** Comments nest, and a backslash takes the meaning of what follows. */
  private void skipComment() {
    int depth = 1;
    while (at < text.length() && depth > 0) {
      char c = text.charAt(at++);
      switch (c) {
        case '\\' -> at++;
        case '(' -> depth++;
        case ')' -> depth--;
        default -> {}
      }
    }
    into().append(' ');
  }

  private void quoted() {
    StringBuilder content = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      content.append(c == '\\' && at < text.length() ? text.charAt(at++) : c);
    }
    at++;
    boolean local = at < text.length() && text.charAt(at) == '@';
    into().append(local ? localPart(content.toString()) : " ");
  }

  /** {@code "anna"@x} is {@code anna@x}; quotes stay where they are needed. */
  private static String localPart(String content) {
    return PLAIN.matcher(content).matches()
        ? content
        : '"' + content.replace(' ', QUOTED_BLANK) + '"';
  }

  private void literal() {
    StringBuilder into = into().append('[');
    while (at < text.length() && text.charAt(at) != ']') {
      into.append(text.charAt(at++));
    }
    at++;
    into.append(']');
  }

  private void endOfMailbox() {
    String address = hadAngle ? bare(angle) : lastAddress(words);
    if (isAddress(address)) {
      addresses.add(address.replace(QUOTED_BLANK, ' '));
    }
    words.setLength(0);
    angle.setLength(0);
    inAngle = false;
    hadAngle = false;
  }

  private static String bare(StringBuilder text) {
    return text.indexOf(" ") < 0 ? text.toString() : BLANKS.matcher(text).replaceAll("");
  }

  /** Blanks around {@code @} and dots mean nothing; else the last word with an {@code @} counts. */
  private static String lastAddress(StringBuilder text) {
    String found = "";
    for (String word : BLANKS.split(AROUND_SIGNS.matcher(text).replaceAll("$1"), -1)) {
      found = word.indexOf('@') >= 0 ? word : found;
    }
    return found;
  }

  private static boolean isAddress(String text) {
    int sign = text.lastIndexOf('@');
    return sign > 0 && sign < text.length() - 1;
  }
}
