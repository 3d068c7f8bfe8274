package org.sluice.store.embedded.facts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Brings the file to the version that this program knows: one resource file per version, in order,
 * each in its own transaction with SQLite's {@code user_version}. A file of a newer program is left
 * alone.
 */
final class Schema {
  private static final List<String> VERSIONS =
      List.of("V1__facts.sql", "V2__policy_addressees.sql");

  private Schema() {}

  static void migrate(Handle handle) {
    int version = handle.createQuery("PRAGMA user_version").mapTo(Integer.class).one();
    if (version > VERSIONS.size()) {
      throw new FactsFailure(
          "The facts were written by a newer Sluice (version "
              + version
              + " of the schema, this program knows "
              + VERSIONS.size()
              + "). Start that newer program, or restore a backup of facts.sqlite.");
    }
    for (int next = version; next < VERSIONS.size(); next++) {
      String script = read(VERSIONS.get(next));
      int reached = next + 1;
      handle.useTransaction(h -> {
        h.createScript(script).execute();
        h.execute("PRAGMA user_version = " + reached);
      });
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
