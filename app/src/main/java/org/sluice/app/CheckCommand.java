package org.sluice.app;

import java.util.concurrent.Callable;
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
    config.read();
    spec.commandLine()
        .getOut()
        .println(config.file().map(f -> f + " has no mistake.").orElse("The defaults hold."));
    return Main.DONE;
  }
}
