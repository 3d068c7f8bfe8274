package org.sluice.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;
import org.sluice.app.serve.TimeSource;

/** A server on free ports and its command line. */
public record Running(Path data, RunningServer server) implements AutoCloseable {

  /** Starts with the system's clocks. */
  public static Running start(Path data, String more) {
    return start(data, more, TimeSource.ofSystem());
  }

  /** Starts; {@code more} is further configuration, which names no door but the proxy. */
  public static Running start(Path data, String more, TimeSource time) {
    return new Running(
        data, RunningServer.start(new ServeOptions(data, configuration(more), time)));
  }

  /**
   * Doors that the system chooses, the proxy's too if it is not named, and further configuration.
   */
  public static Configuration configuration(String more) {
    return Configuration.parse(
        "test",
        """
        [delegation]
        listen = ["127.0.0.1:0"]
        [milter]
        listen = ["127.0.0.1:0"]
        [administration]
        listen = "127.0.0.1:0"
        """
            + more
            + (more.contains("[proxy") ? "" : "\n[proxy]\nlisten = [\"127.0.0.1:0\"]\n"));
  }

  /** The URL of the administration port. */
  public String url() {
    return access().getFirst();
  }

  /** The token of the local administrator. */
  public String token() {
    return access().getLast();
  }

  private List<String> access() {
    try {
      return Files.readAllLines(data.resolve("admin.access"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection to policy delegation. */
  public DelegationClient delegation() throws IOException {
    String address = server.delegation().getFirst();
    return new DelegationClient(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
  }

  /** Runs a command of the command line against this server. */
  public Said say(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", data.toString()));
    return Said.by(all.toArray(String[]::new));
  }

  /** A sender's external recipients of the hour. */
  public int externalUsed(String sender) {
    return say("usage", sender, "--output", "csv")
        .out()
        .lines()
        .filter(line -> line.contains("external recipients per hour"))
        .mapToInt(line -> Integer.parseInt(line.split(",", -1)[3].replace("\"", "")))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    server.close();
  }
}
