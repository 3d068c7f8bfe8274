package org.sluice.core.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.core.audit.AuditRecord;

/**
 * Which audit records count, in PowerShell's manner: {@code Property -eq 'value'}, {@code -ne},
 * {@code -like 'a*'}, joined by {@code -and}; all must hold, ignoring case. A property is UserId,
 * UserType, ClientIP, ObjectId, ResultStatus, or the name of a parameter of the record; one that
 * the record does not have is empty. A quote within a value is doubled.
 *
 * @param text as it was written; at most {@value #MOST_TEXT} characters
 */
public record AlertFilter(String text, List<Clause> clauses) {
  /** The longest filter, in characters. */
  public static final int MOST_TEXT = 1_000;

  /** Every record counts. */
  public static final AlertFilter NONE = new AlertFilter("", List.of());

  private static final Pattern CLAUSE =
      Pattern.compile(
          "\\s*(\\w+)\\s+-(eq|ne|like)\\s+'((?:[^']|'')*+)'\\s*", Pattern.CASE_INSENSITIVE);
  private static final Pattern AND = Pattern.compile("-and\\b", Pattern.CASE_INSENSITIVE);

  public AlertFilter {
    clauses = List.copyOf(clauses);
  }

  /** How a property is held against a value. */
  public enum Comparison {
    EQ,
    NE,
    LIKE
  }

  /** One condition. */
  public record Clause(String property, Comparison comparison, String value) {
    boolean holds(AuditRecord record) {
      String actual = property(record).toLowerCase(Locale.ROOT);
      String wanted = value.toLowerCase(Locale.ROOT);
      return switch (comparison) {
        case EQ -> actual.equals(wanted);
        case NE -> !actual.equals(wanted);
        case LIKE -> isLike(actual, wanted);
      };
    }

    private String property(AuditRecord record) {
      return switch (property.toLowerCase(Locale.ROOT)) {
        case "userid" -> record.userId();
        case "usertype" -> record.userType().name();
        case "clientip" -> record.clientIp();
        case "objectid" -> record.objectId();
        case "resultstatus" -> record.resultStatus().name();
        default ->
            record.parameters().entrySet().stream()
                .filter(p -> p.getKey().equalsIgnoreCase(property))
                .map(p -> p.getValue())
                .findFirst()
                .orElse("");
      };
    }
  }

  /**
   * Reads a filter.
   *
   * @throws IllegalArgumentException with what is wrong and where
   */
  public static AlertFilter parse(String text) {
    if (text.isBlank()) {
      return NONE;
    }
    if (text.length() > MOST_TEXT) {
      throw new IllegalArgumentException("A filter has at most " + MOST_TEXT + " characters");
    }
    List<Clause> clauses = new ArrayList<>();
    Matcher clause = CLAUSE.matcher(text);
    Matcher and = AND.matcher(text);
    int at = 0;
    while (true) {
      if (!clause.region(at, text.length()).lookingAt()) {
        throw new IllegalArgumentException(
            "A filter is written like ObjectId -like '*@example.org' -and Policy -eq 'Default';"
                + " this is not: "
                + text.substring(at).strip());
      }
      clauses.add(
          new Clause(
              clause.group(1),
              Comparison.valueOf(clause.group(2).toUpperCase(Locale.ROOT)),
              clause.group(3).replace("''", "'")));
      at = clause.end();
      if (at == text.length()) {
        return new AlertFilter(text, clauses);
      }
      if (!and.region(at, text.length()).lookingAt()) {
        throw new IllegalArgumentException(
            "Conditions of a filter are joined by -and, not by: " + text.substring(at).strip());
      }
      at = and.end();
    }
  }

  /** Whether a record counts. */
  public boolean holds(AuditRecord record) {
    for (Clause clause : clauses) {
      if (!clause.holds(record)) {
        return false;
      }
    }
    return true;
  }

  /** A star stands for anything. Linear: between two stars the first fit is as good as any. */
  static boolean isLike(String text, String pattern) {
    String[] parts = pattern.split("\\*", -1);
    if (parts.length == 1) {
      return text.equals(pattern);
    }
    int at = parts[0].length();
    if (!text.startsWith(parts[0])) {
      return false;
    }
    for (int i = 1; i < parts.length - 1; i++) {
      int found = text.indexOf(parts[i], at);
      if (found < 0) {
        return false;
      }
      at = found + parts[i].length();
    }
    String last = parts[parts.length - 1];
    return text.length() - last.length() >= at && text.endsWith(last);
  }
}
