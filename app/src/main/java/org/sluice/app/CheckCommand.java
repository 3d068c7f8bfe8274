package org.sluice.app;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.sluice.app.configuration.Notifying;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice check}. */
@Command(
    name = "check",
    description = "Reports every mistake of a configuration file, with its line; starts nothing.")
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOption config = new ConfigOption();

  @Override
  public Integer call() {
    Notifying notifying = config.read().notifying();
    PrintWriter out = spec.commandLine().getOut();
    out.println(config.file().map(f -> f + " has no mistake.").orElse("The defaults hold."));
    notifying.silence().ifPresent(out::println);
    return Main.DONE;
  }
}
