package org.sluice.store.embedded.facts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/**
 * The index of the audit log's text: SQLite's FTS5 with trigrams (sqlite.org/fts5.html, "The
 * Trigram Tokenizer"). It knows which records have each three characters of a text somewhere,
 * ignoring case in more letters than ASCII's; so it leaves out no record that has the text, and
 * what it leaves has to be held against the text itself.
 */
final class AuditText {
  /**
   * Up to so many are read by their numbers. A text of more is in one record of two hundred of a
   * million, and looking for it from the newest on finds a page sooner.
   */
  static final int FEW = 5_000;

  /** Shorter texts have no trigram. */
  private static final int GRAM = 3;

  /** As many of a text's trigrams are tried. */
  private static final int MOST_GRAMS = 32;

  /** Of trigrams that each are in many, so many are asked for together. */
  private static final int TOGETHER = 3;

  private static final String HAVING =
      "SELECT rowid FROM audit_text WHERE audit_text MATCH ? ORDER BY rowid DESC";

  private AuditText() {}

  /** Keeps the index as the log is, whoever writes into it. */
  static void index(Handle handle) {
    handle.execute(
        "CREATE TRIGGER audit_text_insert AFTER INSERT ON audit BEGIN"
            + " INSERT INTO audit_text (rowid, text) VALUES (new.number,"
            + " new.user_id || char(10) || new.object_id || char(10) || new.details); END");
    handle.execute(
        "CREATE TRIGGER audit_text_delete AFTER DELETE ON audit BEGIN"
            + " DELETE FROM audit_text WHERE rowid = old.number; END");
  }

  /**
   * What was tried.
   *
   * @param found how many records have it, or one more than few
   * @param back the number of the last of those; the lower, the rarer it is
   */
  private record Tried(String grams, int found, long back) {
    boolean isFew() {
      return found <= FEW;
    }
  }

  /**
   * How the records that may have a text are found, if they are few. One rare trigram is enough,
   * and quicker than all together: a walk along those that every record has would cost more than
   * what it leaves out.
   */
  static Optional<String> few(Handle handle, String text, List<Object> values) {
    List<Tried> common = new ArrayList<>();
    for (String gram : grams(text)) {
      Tried tried = tried(handle, gram);
      if (tried.isFew()) {
        return Optional.of(having(tried, values));
      }
      common.add(tried);
    }
    if (common.isEmpty()) {
      return Optional.empty();
    }
    String rarest =
        common.stream()
            .sorted(Comparator.comparingLong(Tried::back))
            .limit(TOGETHER)
            .map(Tried::grams)
            .collect(Collectors.joining(" AND "));
    return Optional.of(tried(handle, rarest)).filter(Tried::isFew).map(t -> having(t, values));
  }

  /** Not by an index of another column: SQLite would read all of it for the order of time. */
  private static String having(Tried tried, List<Object> values) {
    values.add(tried.grams());
    return "NOT INDEXED WHERE number IN (" + HAVING + ")";
  }

  private static Tried tried(Handle handle, String grams) {
    return handle
        .createQuery("SELECT count(*), coalesce(min(rowid), 0) FROM (" + HAVING + " LIMIT ?)")
        .bind(0, grams)
        .bind(1, FEW + 1)
        .map((row, context) -> new Tried(grams, row.getInt(1), row.getLong(2)))
        .one();
  }

  /** As FTS5 is asked for them; none if the text is too short. */
  private static List<String> grams(String text) {
    int[] characters = text.codePoints().toArray();
    return IntStream.rangeClosed(0, characters.length - GRAM)
        .mapToObj(i -> '"' + new String(characters, i, GRAM).replace("\"", "\"\"") + '"')
        .distinct()
        .limit(MOST_GRAMS)
        .toList();
  }
}
