package org.sluice.app;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.configuration.PostgresqlPart;
import org.sluice.app.serve.FactsPlace;
import org.sluice.app.serve.StartRefused;
import org.sluice.store.facts.FactsFailure;
import org.sluice.store.postgresql.Place;
import org.sluice.store.postgresql.PostgresqlFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice check}. */
@Command(
    name = "check",
    description =
        "Reports every mistake of a configuration file, with its line, and whether its database"
            + " answers; starts nothing.")
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() {
    Configuration configuration = config.read();
    PrintWriter out = spec.commandLine().getOut();
    if (configuration.postgresql().isPresent()) {
      out.println(answering(configuration.postgresql()));
    }
    configuration.redisAlone().ifPresent(out::println);
    out.println(config.file().map(f -> f + " has no mistake.").orElse("The defaults hold."));
    configuration.notifying().silence().ifPresent(out::println);
    configuration.untoldUsers().ifPresent(out::println);
    return Main.DONE;
  }

  /** Who does not answer now keeps the server from starting. */
  private static String answering(PostgresqlPart database) {
    try {
      Place place = FactsPlace.place(database);
      return PostgresqlFacts.check(place) + " answers at " + place.shown() + ".";
    } catch (FactsFailure e) {
      throw new StartRefused(String.valueOf(e.getMessage()), e);
    }
  }
}
