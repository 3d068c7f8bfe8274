package org.sluice.app;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import org.sluice.app.configuration.ConfigurationText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice config}. */
@Command(name = "config", description = "Prints what is in force and where each value comes from.")
final class ConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--template", description = "Prints a commented file with every option.")
  private boolean template;

  @Option(names = "--reference", description = "Prints the reference page (Markdown).")
  private boolean reference;

  @Override
  public Integer call() throws IOException {
    spec.commandLine().getOut().print(text());
    spec.commandLine().getOut().flush();
    return Main.DONE;
  }

  private String text() throws IOException {
    if (template) {
      return ConfigurationText.toml();
    }
    if (reference) {
      return ConfigurationText.reference();
    }
    config.read();
    return ConfigurationText.effective(
        config.file().isPresent() ? Files.readString(config.file().get()) : "");
  }
}
