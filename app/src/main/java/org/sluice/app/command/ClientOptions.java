package org.sluice.app.command;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every command that asks a server takes. */
final class ClientOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The running server's data directory. Default: ./var")
  private Path data = Path.of("var");

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "Another server; its token stands in the environment as SLUICE_TOKEN.")
  private Optional<String> server = Optional.empty();

  @Option(names = "--output", paramLabel = "FORMAT", description = "table, list, json or csv.")
  private Optional<Format> output = Optional.empty();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Prints this.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  AdminClient client(Surroundings around) {
    return new AdminClient(ServerPlace.of(data, server, around.environment()));
  }

  Path data() {
    return data;
  }

  Format format(Format usual) {
    return output.orElse(usual);
  }
}
