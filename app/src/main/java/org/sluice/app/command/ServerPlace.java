package org.sluice.app.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which server a command asks, and by which token. */
record ServerPlace(String url, String token, String described) {
  /** Holds the token for {@code --server}; a token on the command line would show in {@code ps}. */
  static final String TOKEN_VARIABLE = "SLUICE_TOKEN";

  private static final String ACCESS = "admin.access";

  /**
   * The server of a data directory, or a named one.
   *
   * @throws CommandRefused if it cannot be known
   */
  static ServerPlace of(Path data, Optional<String> server, Map<String, String> environment) {
    return server.isPresent() ? named(server.get(), environment) : local(data);
  }

  private static ServerPlace named(String url, Map<String, String> environment) {
    String token = environment.getOrDefault(TOKEN_VARIABLE, "");
    if (token.isBlank()) {
      throw new CommandRefused(
          "--server needs a token in the environment variable " + TOKEN_VARIABLE + ".");
    }
    String bare = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    return new ServerPlace(bare, token.strip(), bare);
  }

  private static ServerPlace local(Path data) {
    Path file = data.resolve(ACCESS);
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      if (lines.size() < 2) {
        throw new CommandRefused(file + " is not whole. Restart Sluice: it writes the file anew.");
      }
      return new ServerPlace(lines.get(0), lines.get(1), "the data directory " + data);
    } catch (NoSuchFileException e) {
      throw new CommandRefused(
          "No Sluice is running with the data directory "
              + data
              + " (it has no "
              + ACCESS
              + "). Start one with `./sluice serve`, or name the running one's with --data DIR.",
          e);
    } catch (AccessDeniedException e) {
      throw new CommandRefused(
          "You may not read " + file + ". Run the command as the user that Sluice runs as.", e);
    } catch (IOException e) {
      throw new CommandRefused(file + " cannot be read: " + e, e);
    }
  }
}
