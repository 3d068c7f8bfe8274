package org.sluice.store.embedded.facts;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** As many of a text's trigrams are asked for; more would leave out hardly anything. */
  private static final int MOST_GRAMS = 32;

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

  /** How the records that may have a text are found, if they are few. */
  static Optional<String> few(Handle handle, String text, List<Object> values) {
    String grams = grams(text);
    if (grams.isEmpty() || !areFew(handle, grams)) {
      return Optional.empty();
    }
    values.add(grams);
    // Not by an index of another column: SQLite would read all of it for the order of time.
    return Optional.of("NOT INDEXED WHERE number IN (" + HAVING + ")");
  }

  private static boolean areFew(Handle handle, String grams) {
    return handle
            .createQuery("SELECT count(*) FROM (" + HAVING + " LIMIT ?)")
            .bind(0, grams)
            .bind(1, FEW + 1)
            .mapTo(Integer.class)
            .one()
        <= FEW;
  }

  /** Nothing if the text is too short. */
  private static String grams(String text) {
    int[] characters = text.codePoints().toArray();
    Set<String> grams = new LinkedHashSet<>();
    for (int i = 0; i + GRAM <= characters.length && grams.size() < MOST_GRAMS; i++) {
      grams.add(new String(characters, i, GRAM));
    }
    return grams.stream()
        .map(gram -> '"' + gram.replace("\"", "\"\"") + '"')
        .collect(Collectors.joining(" AND "));
  }
}
