package org.sluice.store.embedded.facts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.ChainReport;
import org.sluice.store.facts.Facts;
import org.sluice.store.facts.FactsFailure;
import org.sluice.store.facts.FactsOptions;
import org.sluice.store.facts.StoredAudit;
import org.sluice.store.facts.WaitingFacts;

/**
 * The facts of one node in one SQLite file (WAL, synchronous FULL: what is answered survives a
 * killed process and a power cut).
 */
public final class SqliteFacts {
  /** The file in the data directory. */
  public static final String FILE = "facts.sqlite";

  private SqliteFacts() {}

  /**
   * Opens the file of a folder; makes it if it is missing.
   *
   * @throws FactsFailure if it cannot be opened, is of a newer program, or a move into the folder
   *     was broken off
   */
  public static Facts open(Path folder, Instant now) {
    return open(folder, now, FactsOptions.PLAIN);
  }

  /** Opens the file of a folder, with what the configuration says. */
  public static Facts open(Path folder, Instant now, FactsOptions options) {
    UnfinishedMove.requireNone(folder);
    return opened(folder, now, options);
  }

  private static Facts opened(Path folder, Instant now, FactsOptions options) {
    try {
      Database database = new Database(folder);
      Schema.migrate(database.writing());
      return Facts.open(database, folder, now, options);
    } catch (JdbiException e) {
      throw unopened(folder.resolve(FILE), e);
    }
  }

  /**
   * Works on the whole file in one transaction, while no Sluice runs with it.
   *
   * @throws FactsFailure if it cannot be opened, a move into the folder was broken off, or a node
   *     of this folder has not written all that it decided: that may belong to another database,
   *     and opening this one would write it here
   */
  public static <T> T whole(Path folder, Instant now, Function<Handle, T> work) {
    UnfinishedMove.requireNone(folder);
    return filled(folder, now, work);
  }

  /** The same for who moves into the folder, also where that was broken off. */
  public static <T> T filled(Path folder, Instant now, Function<Handle, T> work) {
    WaitingFacts.requireNone(folder);
    // What was being handed over is settled by its mark.
    opened(folder, now, FactsOptions.PLAIN).close();
    try (Database database = new Database(folder)) {
      return database.alone(work);
    } catch (JdbiException e) {
      throw unopened(folder.resolve(FILE), e);
    }
  }

  private static FactsFailure unopened(Path file, JdbiException e) {
    return new FactsFailure(
        "The facts in "
            + file
            + " cannot be opened: "
            + Database.said(e)
            + ". If the file is damaged, stop Sluice and restore a backup, or save what can be"
            + " saved with: sqlite3 "
            + file
            + " .recover",
        e);
  }

  /**
   * Verifies the audit log of a data directory, whether or not a Sluice runs with it; changes
   * nothing.
   *
   * @throws FactsFailure if there is no such file, or it is of another version
   */
  public static ChainReport verifyFile(Path folder, Optional<AuditLog.Noted> noted) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      throw new FactsFailure(
          "There is no "
              + file
              + ": name the data directory with --data DIR, or the configuration whose"
              + " [postgresql] has the log with --config FILE.");
    }
    try (Handle handle = Database.reading(file)) {
      Schema.requireCurrent(handle);
      return handle.inTransaction(h -> StoredAudit.verify(h, noted));
    } catch (JdbiException e) {
      throw new FactsFailure(
          "The audit log in " + file + " cannot be read: " + Database.said(e), e);
    }
  }
}
