package org.sluice.app.configuration;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The database of the facts, if several nodes share one; needs a restart.
 *
 * @param url empty for none: then the facts are in a file of the data directory
 * @param user empty for that of the URL or of the process
 * @param passwordFile whose first line is the password
 * @param pool the most connections of this node
 */
public record PostgresqlPart(String url, String user, Optional<Path> passwordFile, int pool) {
  private static final String TABLE = "postgresql";
  private static final int MOST_POOL = 100;

  static List<Option> options() {
    return List.of(
        Options.text(
            TABLE,
            "url",
            Check.POSTGRESQL_OR_NOTHING,
            "\"\"",
            "The database that the nodes of a cluster share for policies, restrictions, audit and"
                + " alerts, such as jdbc:postgresql://db.example.org/sluice?sslmode=verify-full;"
                + " empty keeps them in the data directory. Needs a restart."),
        Options.text(
            TABLE,
            "user",
            Check.LOGIN,
            "\"\"",
            "The role by which Sluice connects. Needs a restart."),
        Options.text(
            TABLE,
            "password-file",
            Check.FILE_OR_NOTHING,
            "\"\"",
            "The role's password is the first line of this file. Needs a restart."),
        Options.number(
            TABLE,
            "pool",
            2,
            MOST_POOL,
            "4",
            "The most connections of this node, beside one that listens. Needs a restart."));
  }

  static PostgresqlPart of(Values values) {
    String file = values.text("postgresql.password-file");
    return new PostgresqlPart(
        values.text("postgresql.url"),
        values.text("postgresql.user"),
        file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file)),
        values.number("postgresql.pool"));
  }

  /** Whether the facts are in PostgreSQL. */
  public boolean isPresent() {
    return !url.isEmpty();
  }
}
