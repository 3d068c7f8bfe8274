package org.sluice.store.postgresql;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.sluice.store.facts.FactsFailure;

/** The version of the tables: what this program knows, and what a database has. */
final class SchemaVersion {
  /** The newest version that this program knows. */
  static final String KNOWN = "11";

  /** Where Flyway keeps which versions were reached. */
  static final String TABLE = "sluice_schema";

  private SchemaVersion() {}

  /**
   * Refuses a database that has not this program's version; changes nothing.
   *
   * @throws FactsFailure if it has another, or no facts
   */
  static void requireCurrent(Handle handle) {
    String version =
        reached(handle)
            .orElseThrow(() -> new FactsFailure("There are no facts of Sluice in this database."));
    if (version.equals(KNOWN)) {
      return;
    }
    if (Integer.parseInt(version) > Integer.parseInt(KNOWN)) {
      throw newer(version);
    }
    throw new FactsFailure(
        "The facts have version "
            + version
            + " of the schema, this program works with version "
            + KNOWN
            + ". A Sluice of this version brings older ones up to date when it starts.");
  }

  private static Optional<String> reached(Handle handle) {
    boolean there =
        handle
            .createQuery("SELECT to_regclass(?) IS NOT NULL")
            .bind(0, TABLE)
            .mapTo(Boolean.class)
            .one();
    return there
        ? handle
            .createQuery(
                "SELECT version FROM "
                    + TABLE
                    + " WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1")
            .mapTo(String.class)
            .findOne()
        : Optional.empty();
  }

  /** That the facts are of a program that knows more. */
  static FactsFailure newer(String version) {
    return new FactsFailure(
        "The facts were written by a newer Sluice (version "
            + version
            + " of the schema, this program knows "
            + KNOWN
            + "). Start that newer program, or restore a backup.");
  }
}
