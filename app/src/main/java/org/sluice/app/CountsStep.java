package org.sluice.app;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.sluice.app.configuration.RedisPart;
import org.sluice.app.serve.Ledgers;
import org.sluice.store.embedded.ledger.DataLock;
import org.sluice.store.embedded.ledger.Durability;
import org.sluice.store.embedded.ledger.EmbeddedLedger;
import org.sluice.store.embedded.ledger.JournalFiles;
import org.sluice.store.embedded.ledger.LedgerFailure;
import org.sluice.store.embedded.ledger.LedgerFilling;
import org.sluice.store.redis.CountsMove;
import org.sluice.store.redis.CountsMove.Moved;

/**
 * What happens to the counts while the facts move. It holds the ledger of the data directory, so
 * that no Sluice starts with it.
 *
 * @param carry carries them, proves it, and says so; before the facts are committed
 * @param left what is so if the facts cannot be committed after that; empty if all is as it was
 * @param keep lets what was carried into the data directory count; after the facts are committed
 */
record CountsStep(Closeable held, Supplier<String> carry, String left, Runnable keep)
    implements Closeable {

  private CountsStep(Closeable held, Supplier<String> carry, String left) {
    this(held, carry, left, () -> {});
  }

  /** Into Redis, if there is one; else they stay in the data directory. */
  static CountsStep toCluster(RedisPart redis, Path data, Path ledger) {
    if (!redis.isPresent()) {
      return new CountsStep(
          DataLock.of(ledger)::close,
          () -> "The counts stay in " + data + ": there is no [redis], each node counts by itself.",
          "");
    }
    EmbeddedLedger own =
        EmbeddedLedger.open(
            ledger, JournalFiles.onDisk(), Durability.PROCESS, Runnable::run, Runnable::run);
    return new CountsStep(
        own::close,
        () ->
            said(
                () -> CountsMove.intoRedis(Ledgers.options(redis), own, data),
                "Each is in Redis. Start this node with this configuration and this data directory;"
                    + " it adds nothing a second time."),
        " The counts are in Redis already and stay there; empty it before you try again after this"
            + " node has counted on.");
  }

  /** Out of Redis, if there is one; else those of the data directory stay. */
  static CountsStep toEmbedded(RedisPart redis, Path data, Path ledger) {
    if (!redis.isPresent()) {
      return new CountsStep(
          DataLock.of(ledger)::close,
          () -> "The counts in " + data + " stay: there is no [redis].",
          "");
    }
    LedgerFilling own = LedgerFilling.open(ledger);
    return new CountsStep(
        own::close,
        () -> {
          if (own.aloneSince() != 0) {
            throw new LedgerFailure(
                "Nothing is moved: the node of "
                    + data
                    + " has counted while Redis was lost, and has not added it. Start it until"
                    + " sluice_ledger_unmerged is 0, or take an empty data directory.");
          }
          return said(
              () -> {
                Moved moved =
                    CountsMove.outOfRedis(Ledgers.options(redis), data, own::put, own::put);
                own.write();
                return moved;
              },
              "Each was read from the disk again and is the same.");
        },
        "",
        own::keep);
  }

  /** Something that may fail at Redis. */
  private interface Carrying {
    Moved run() throws IOException;
  }

  private static String said(Carrying carrying, String proof) {
    try {
      Moved moved = carrying.run();
      return "Counts: %d senders with %d recipients of the last day, %d of all together outside. %s"
          .formatted(moved.senders(), moved.recipients(), moved.organization(), proof);
    } catch (IOException e) {
      throw new LedgerFailure("No facts are moved, for the counts cannot be: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    held.close();
  }
}
