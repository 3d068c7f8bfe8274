package org.sluice.app;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;
import org.sluice.app.serve.TimeSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The run from which the launcher makes its ahead-of-time cache: starts on free ports, stops. */
@Command(name = "train", hidden = true, description = "Starts, asks itself once and stops.")
final class TrainCommand implements Callable<Integer> {
  @Option(names = "--data", required = true)
  private Path data = Path.of("var");

  @Override
  public Integer call() {
    Configuration configuration =
        Configuration.parse(
            "train",
            """
            [delegation]
            listen = ["127.0.0.1:0"]
            [milter]
            listen = ["127.0.0.1:0"]
            [administration]
            listen = "127.0.0.1:0"
            [proxy]
            listen = ["127.0.0.1:0"]
            """);
    try (RunningServer server =
        RunningServer.start(new ServeOptions(data, configuration, TimeSource.ofSystem()))) {
      server.banner(VersionCommand.VERSION, 0, false);
      return Main.run(
          System.out, System.err, System.getenv(), "policy", "list", "--data", data.toString());
    }
  }
}
