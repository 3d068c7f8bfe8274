package org.sluice.app.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sluice.app.Main;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;
import org.sluice.app.serve.TimeSource;

/** A server on free ports and its command line. */
record Running(Path data, RunningServer server) implements AutoCloseable {

  static Running start(Path data, String more) {
    Configuration configuration =
        Configuration.parse(
            "test",
            """
            [delegation]
            listen = ["127.0.0.1:0"]
            [milter]
            listen = ["127.0.0.1:0"]
            [administration]
            listen = "127.0.0.1:0"
            """
                + more);
    return new Running(
        data, RunningServer.start(new ServeOptions(data, configuration, TimeSource.ofSystem())));
  }

  Said say(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", data.toString()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Main.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of(),
            all.toArray(String[]::new));
    return new Said(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.close();
  }
}
