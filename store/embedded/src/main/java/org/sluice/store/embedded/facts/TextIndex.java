package org.sluice.store.embedded.facts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/**
 * The index of a table's text, the audit log's or the alerts': SQLite's FTS5 with trigrams
 * (sqlite.org/fts5.html, "The Trigram Tokenizer"). It knows which rows have each three characters
 * of a text somewhere, ignoring case in more letters than ASCII's; so it leaves out no row that has
 * the text, and what it leaves has to be held against the text itself.
 */
final class TextIndex {
  /**
   * Up to so many are read by their numbers. A text of more is in one record of two hundred of a
   * million, and looking for it from the newest on finds a page sooner.
   */
  static final int FEW = 5_000;

  /** Each trigram is tried up to so many at first, and the rarest up to {@link #FEW}. */
  private static final int SOME = 500;

  /** Shorter texts have no trigram. */
  private static final int GRAM = 3;

  /** As many of a text's trigrams are tried. */
  private static final int MOST_GRAMS = 32;

  /** So many of a text's trigrams are tried up to {@link #FEW}: those that seem the rarest. */
  private static final int RAREST = 4;

  /** Of these, if each is in many, so many are asked for together. */
  private static final int TOGETHER = 3;

  private final Handle handle;
  private final String having;

  /**
   * @param table {@code audit} or {@code alert}; its index has the same name and {@code _text}
   */
  TextIndex(Handle handle, String table) {
    this.handle = handle;
    this.having =
        "SELECT rowid FROM %1$s_text WHERE %1$s_text MATCH ? ORDER BY rowid DESC".formatted(table);
  }

  /** Keeps the index as the log is, whoever writes into it. */
  static void ofAudit(Handle handle) {
    handle.execute(
        "CREATE TRIGGER audit_text_insert AFTER INSERT ON audit BEGIN"
            + " INSERT INTO audit_text (rowid, text) VALUES (new.number,"
            + " new.user_id || char(10) || new.object_id || char(10) || new.details); END");
    handle.execute(
        "CREATE TRIGGER audit_text_delete AFTER DELETE ON audit BEGIN"
            + " DELETE FROM audit_text WHERE rowid = old.number; END");
  }

  /** Keeps the index as the alerts are: of what it has, the assignee alone changes. */
  static void ofAlerts(Handle handle) {
    String put =
        " INSERT INTO alert_text (rowid, text) VALUES (new.number,"
            + " new.policy || ' ' || new.entity || ' ' || new.assignee || ' ' || new.id); END";
    String drop = " DELETE FROM alert_text WHERE rowid = old.number;";
    handle.execute("CREATE TRIGGER alert_text_insert AFTER INSERT ON alert BEGIN" + put);
    handle.execute(
        "CREATE TRIGGER alert_text_update AFTER UPDATE OF assignee ON alert"
            + " WHEN old.assignee <> new.assignee BEGIN"
            + drop
            + put);
    handle.execute("CREATE TRIGGER alert_text_delete AFTER DELETE ON alert BEGIN" + drop + " END");
  }

  /**
   * What was tried.
   *
   * @param found how many records have it, or one more than were asked for
   * @param spread from the first number of those to the last; the wider, the rarer it is, wherever
   *     in the log they are
   */
  private record Tried(String grams, int found, long spread) {
    boolean isWithin(int most) {
      return found <= most;
    }
  }

  /**
   * How the records that may have a text are found, if they are few. One rare trigram is enough,
   * and quicker than all together: a walk along those that every record has would cost more than
   * what it leaves out.
   */
  Optional<String> few(String text, List<Object> values) {
    List<Tried> common = new ArrayList<>();
    for (String gram : grams(text)) {
      Tried tried = tried(gram, SOME);
      if (tried.isWithin(SOME)) {
        return Optional.of(having(tried, values));
      }
      common.add(tried);
    }
    List<Tried> rare = new ArrayList<>();
    for (Tried seemed : rarest(common, RAREST)) {
      Tried tried = tried(seemed.grams(), FEW);
      if (tried.isWithin(FEW)) {
        return Optional.of(having(tried, values));
      }
      rare.add(tried);
    }
    return together(rare, values);
  }

  /** Walked to its newest few thousand, a trigram that all but the newest records have shows. */
  private Optional<String> together(List<Tried> rare, List<Object> values) {
    if (rare.isEmpty()) {
      return Optional.empty();
    }
    String grams =
        rarest(rare, TOGETHER).stream().map(Tried::grams).collect(Collectors.joining(" AND "));
    return Optional.of(tried(grams, FEW))
        .filter(tried -> tried.isWithin(FEW))
        .map(tried -> having(tried, values));
  }

  private static List<Tried> rarest(List<Tried> all, int most) {
    return all.stream()
        .sorted(Comparator.comparingLong(Tried::spread).reversed())
        .limit(most)
        .toList();
  }

  /**
   * Up to when a record may have a text: of a text that many old records have and no new one, what
   * came since is passed over by its number alone, in an index that has it.
   *
   * @param from no earlier than this; milliseconds
   * @param to no later than this; milliseconds
   * @return {@code to} for a text that is too short; 0 if no record between them has it
   */
  long notAfter(String text, long from, long to) {
    long newest = Long.MAX_VALUE;
    for (String gram : grams(text)) {
      newest = Math.min(newest, newest(gram));
    }
    // The sign keeps SQLite from reading by this, and sorting all of it.
    return newest == Long.MAX_VALUE
        ? to
        : handle
            .createQuery(
                "SELECT created FROM audit WHERE created BETWEEN ? AND ? AND +number <= ?"
                    + " ORDER BY created DESC LIMIT 1")
            .bind(0, from)
            .bind(1, to)
            .bind(2, newest)
            .mapTo(Long.class)
            .findOne()
            .orElse(0L);
  }

  private long newest(String gram) {
    return handle
        .createQuery(having + " LIMIT 1")
        .bind(0, gram)
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  /** Not by an index of another column: SQLite would read all of it for the order of time. */
  private String having(Tried tried, List<Object> values) {
    values.add(tried.grams());
    return "NOT INDEXED WHERE number IN (" + having + ")";
  }

  private Tried tried(String grams, int most) {
    return handle
        .createQuery(
            "SELECT count(*), coalesce(max(rowid) - min(rowid), 0) FROM (" + having + " LIMIT ?)")
        .bind(0, grams)
        .bind(1, most + 1)
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
