package org.sluice.store.embedded.facts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.sluice.store.facts.FactsFailure;

/**
 * Brings the file to the version that this program knows: one resource file per version, in order,
 * each in its own transaction with SQLite's {@code user_version}. A file of a newer program is left
 * alone.
 */
final class Schema {
  private record Version(String script, Consumer<Handle> then) {}

  private static final List<Version> VERSIONS =
      List.of(
          new Version("V1__facts.sql", handle -> {}),
          new Version("V2__policy_addressees.sql", handle -> {}),
          new Version("V3__audit.sql", AuditChaining::chain),
          new Version("V4__alerts.sql", handle -> {}),
          new Version("V5__access.sql", handle -> {}),
          new Version("V6__reports.sql", handle -> {}),
          new Version("V7__alert_kinds.sql", handle -> {}),
          new Version("V8__audit_text.sql", TextIndex::ofAudit),
          new Version("V9__alert_count_kinds.sql", handle -> {}),
          new Version("V11__provider_accounts.sql", handle -> {}),
          new Version("V12__alert_count_records.sql", handle -> {}),
          new Version("V14__domains.sql", handle -> {}),
          new Version("V15__alert_mail_day.sql", handle -> {}),
          new Version("V16__searches.sql", TextIndex::ofAlerts));

  private Schema() {}

  static void migrate(Handle handle) {
    migrate(handle, VERSIONS.size());
  }

  /** The same, no further than a version, as an earlier program left the file. */
  static void migrate(Handle handle, int last) {
    int version = handle.createQuery("PRAGMA user_version").mapTo(Integer.class).one();
    if (version > VERSIONS.size()) {
      throw new FactsFailure(
          "The facts were written by a newer Sluice (version "
              + version
              + " of the schema, this program knows "
              + VERSIONS.size()
              + "). Start that newer program, or restore a backup of facts.sqlite.");
    }
    for (int next = version; next < last; next++) {
      String script = read(VERSIONS.get(next).script());
      Consumer<Handle> then = VERSIONS.get(next).then();
      int reached = next + 1;
      handle.useTransaction(h -> {
        h.createScript(script).execute();
        then.accept(h);
        h.execute("PRAGMA user_version = " + reached);
      });
    }
  }

  /**
   * Refuses a file that has not this program's version; changes nothing.
   *
   * @throws FactsFailure if it has another
   */
  static void requireCurrent(Handle handle) {
    int version = handle.createQuery("PRAGMA user_version").mapTo(Integer.class).one();
    if (version != VERSIONS.size()) {
      throw new FactsFailure(
          "The facts have version "
              + version
              + " of the schema, this program works with version "
              + VERSIONS.size()
              + ". A Sluice of this version brings older ones up to date when it starts.");
    }
  }

  private static String read(String name) {
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FactsFailure("The program is incomplete: " + name + " is missing from it.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
