package org.sluice.notify.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sluice.core.report.HeaderField;

/**
 * Fields of a report's header and of its machine-readable part. Whatever a value holds, a field
 * stays one field: control characters become question marks. Pure functions; thread-safe.
 */
final class ReportFields {
  /** Characters of a word that cannot be folded; RFC 5322 (section 2.1.1) allows lines of 998. */
  static final int MAX_WORD = 900;

  private static final int FOLD = 76;

  private ReportFields() {}

  /** {@code Name: value}, ASCII, folded at spaces, with CRLF. */
  static String field(String name, String value) {
    StringBuilder all = new StringBuilder(name).append(':');
    int column = all.length();
    for (String word : ascii(value).split(" ", -1)) {
      String kept = word.length() > MAX_WORD ? word.substring(0, MAX_WORD) : word;
      boolean fold = column + 1 + kept.length() > FOLD && column > name.length() + 1;
      if (word.isEmpty()) {
        continue;
      }
      all.append(fold ? "\r\n " : " ").append(kept);
      column = (fold ? 1 : column + 1) + kept.length();
    }
    return all.append("\r\n").toString();
  }

  /** Printable ASCII; everything else a question mark. */
  static String ascii(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }

  /**
   * An address with its type. One beyond ASCII is written in ASCII (RFC 6533, section 3, {@code
   * utf-8-addr-xtext}), so that the report needs no SMTPUTF8 on its way.
   */
  static String address(String address) {
    boolean ascii = address.chars().allMatch(c -> c >= ' ' && c <= '~');
    return ascii ? "rfc822; " + cut(address) : "utf-8; " + cut(embedded(address));
  }

  private static String embedded(String address) {
    StringBuilder all = new StringBuilder();
    address
        .codePoints()
        .forEach(c -> {
          boolean plain = c > ' ' && c <= '~' && c != '+' && c != '=' && c != '\\';
          boolean text = Character.isDefined(c) && !Character.isISOControl(c) && !isSurrogate(c);
          if (plain) {
            all.append((char) c);
          } else {
            all.append(text ? String.format(Locale.ROOT, "\\x{%02X}", c) : "?");
          }
        });
    return all.toString();
  }

  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  private static String cut(String text) {
    return text.length() > MAX_WORD ? text.substring(0, MAX_WORD) : text;
  }

  /**
   * The original header as lines with LF. Nothing in it can end it early: names that are no names
   * are left out, lines of a value are folded anew, empty ones go.
   */
  static String original(List<HeaderField> fields) {
    StringBuilder all = new StringBuilder();
    for (HeaderField field : fields) {
      if (field.name().matches("[\\x21-\\x39\\x3b-\\x7e]+")) {
        all.append(field.name()).append(':').append(value(field.value())).append('\n');
      }
    }
    return all.toString();
  }

  private static String value(String value) {
    List<String> lines = new ArrayList<>();
    for (String line : value.split("\\r\\n|\\r|\\n", -1)) {
      if (!line.isBlank()) {
        String clean = line.replaceAll("[\\p{Cntrl}&&[^\\t]]", "?");
        lines.add(clean.startsWith(" ") || clean.startsWith("\t") ? clean : " " + clean);
      }
    }
    return String.join("\n", lines);
  }
}
