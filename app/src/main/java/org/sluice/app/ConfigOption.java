package org.sluice.app;

import java.nio.file.Path;
import java.util.Optional;
import org.sluice.app.configuration.Configuration;
import picocli.CommandLine.Option;

/** The option that names the configuration file. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration file (TOML). Without it every option has its default.")
  private Optional<Path> file = Optional.empty();

  Optional<Path> file() {
    return file;
  }

  Configuration read() {
    return file.map(Configuration::read).orElseGet(Configuration::ofDefaults);
  }
}
