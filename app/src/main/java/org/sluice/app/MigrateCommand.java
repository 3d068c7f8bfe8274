package org.sluice.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.configuration.PostgresqlPart;
import org.sluice.app.configuration.RedisPart;
import org.sluice.app.serve.FactsPlace;
import org.sluice.app.serve.StartRefused;
import org.sluice.store.embedded.facts.SqliteFacts;
import org.sluice.store.embedded.facts.UnfinishedMove;
import org.sluice.store.embedded.ledger.LedgerFailure;
import org.sluice.store.facts.FactsFailure;
import org.sluice.store.facts.Moving;
import org.sluice.store.facts.Moving.Moved;
import org.sluice.store.postgresql.Place;
import org.sluice.store.postgresql.PostgresqlFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice store migrate}: all facts and counts from one store to the other, or no facts. */
@Command(
    name = "migrate",
    description =
        "Moves policies, restrictions, audit, alerts, outbox and administrators from one store to an"
            + " empty other one, with the counts of limits into or out of the Redis of the"
            + " configuration, and proves what has arrived. What is left behind stays as it was.")
final class MigrateCommand implements Callable<Integer> {
  /** Where facts can be. */
  enum Store {
    embedded,
    postgresql
  }

  /** What is done, in this order; on the way to PostgreSQL there is no mark. */
  enum Stage {
    FACTS_SENT,
    COUNTS_CARRIED,
    MARKED,
    FACTS_COMMITTED,
    COUNTS_KEPT
  }

  private static final String LEDGER = "ledger";

  private final Consumer<Stage> reached;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--from", required = true, description = "${COMPLETION-CANDIDATES}")
  private Store from = Store.embedded;

  @Option(names = "--to", required = true, description = "${COMPLETION-CANDIDATES}")
  private Store to = Store.postgresql;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory of the embedded store. Default: ./var")
  private Path data = Path.of("var");

  MigrateCommand() {
    this(stage -> {});
  }

  /**
   * @param reached is told of each stage before the next
   */
  MigrateCommand(Consumer<Stage> reached) {
    this.reached = reached;
  }

  @Override
  public Integer call() {
    Configuration configuration = config.read();
    PostgresqlPart part = configuration.postgresql();
    if (from == to) {
      throw new StartRefused("--from and --to are the same store.");
    }
    if (!part.isPresent()) {
      throw new StartRefused(
          "Name the database: --config FILE with url in its table [postgresql].");
    }
    try (CountsStep counts = counts(configuration.redis())) {
      move(FactsPlace.place(part), counts);
      return Main.DONE;
    } catch (FactsFailure | LedgerFailure | IOException e) {
      throw new StartRefused(String.valueOf(e.getMessage()), e);
    }
  }

  private Path folder() throws IOException {
    if (from == Store.embedded && !Files.exists(data.resolve(SqliteFacts.FILE))) {
      throw new IOException(
          "There is no "
              + data.resolve(SqliteFacts.FILE)
              + ": name the data directory (--data DIR).");
    }
    return Files.createDirectories(data);
  }

  private CountsStep counts(RedisPart redis) throws IOException {
    Path folder = folder();
    Path ledger = folder.resolve(LEDGER);
    return switch (to) {
      case postgresql -> CountsStep.toCluster(redis, folder, ledger);
      case embedded -> CountsStep.toEmbedded(redis, folder, ledger);
    };
  }

  /**
   * The source is only read. The counts go last before the commit: what fails with them leaves the
   * facts where they were. Those of the data directory are put in place after it, so that a commit
   * that fails leaves them, too. PostgreSQL's transaction ends before that of the data directory's
   * file: as the target it so has committed when the source lets go; as the source it lets go
   * first. A process that is killed between the commit of that file and the counts leaves a mark,
   * with which nobody serves until the move was repeated.
   */
  private void move(Place place, CountsStep counts) throws IOException {
    String[] carried = {""};
    Moved moved;
    try {
      moved = embedded((file, database) -> carry(file, database, counts, carried), place);
    } catch (FactsFailure e) {
      throw carried[0].isEmpty() ? e : new FactsFailure(e.getMessage() + counts.left(), e);
    }
    reached.accept(Stage.FACTS_COMMITTED);
    counts.keep().run();
    reached.accept(Stage.COUNTS_KEPT);
    if (to == Store.embedded) {
      UnfinishedMove.end(data);
    }
    say(moved, carried[0]);
  }

  private Moved carry(Handle file, Handle database, CountsStep counts, String[] carried) {
    Moved facts =
        switch (to) {
          case postgresql -> Moving.all(file, database);
          case embedded ->
              UnfinishedMove.isLeft(data)
                  ? Moving.anew(database, file)
                  : Moving.all(database, file);
        };
    reached.accept(Stage.FACTS_SENT);
    carried[0] = counts.carry().get();
    reached.accept(Stage.COUNTS_CARRIED);
    if (to == Store.embedded) {
      mark();
    }
    return facts;
  }

  /** That the directory was empty is known by now, and nothing is in it yet. */
  private void mark() {
    try {
      UnfinishedMove.begin(data);
    } catch (IOException e) {
      throw new FactsFailure("Nothing is moved: " + data + " cannot be written: " + e, e);
    }
    reached.accept(Stage.MARKED);
  }

  private Moved embedded(BiFunction<Handle, Handle, Moved> way, Place place) {
    Instant now = Instant.now();
    Function<Handle, Moved> work =
        file -> PostgresqlFacts.whole(place, database -> way.apply(file, database));
    return switch (to) {
      case postgresql -> SqliteFacts.whole(data, now, work);
      case embedded -> SqliteFacts.filled(data, now, work);
    };
  }

  private void say(Moved moved, String counts) {
    var out = spec.commandLine().getOut();
    moved.rows().forEach((table, rows) -> out.println("%10d  %s".formatted(rows, table)));
    out.println(
        "The audit log is whole: %d records. Head: %d:%s"
            .formatted(moved.chain().records(), moved.chain().last(), moved.chain().head()));
    out.println(counts);
    if (from == Store.postgresql) {
      out.println(
          "Not moved: what a node could not write while PostgreSQL was lost. It lies in "
              + "facts.unwritten of that node's own data directory: look at each, on every node.");
    }
    out.println("Moved from " + from + " to " + to + "; what was there stays as it was.");
  }
}
