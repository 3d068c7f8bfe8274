package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.testkit.RedisServer;

/** The user by whom Sluice asks Redis, made by the very line that the guide gives. */
final class GuideUser {
  private static final Path GUIDE = Path.of("../../docs/guides/cluster-redis.md");
  private static final Pattern LINE = Pattern.compile("(?m)^(ACL SETUSER (\\S+) .*)$");
  private static final String PASSWORD = "of-the-guide";

  private GuideUser() {}

  private static Matcher line() {
    try {
      Matcher line = LINE.matcher(Files.readString(GUIDE));
      assertThat(line.find()).as("a line in %s", GUIDE).isTrue();
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes it at a server; each has users of its own. */
  static void at(RedisServer server) {
    String[] words = line().group(1).replace("PASSWORD", PASSWORD).split(" ", -1);
    assertThat(server.cli(words)).startsWith("OK");
  }

  /** Its name, and its password in a file of a folder. */
  static RedisLogin login(Path folder) {
    try {
      Path file = Files.writeString(folder.resolve("redis-password"), PASSWORD + "\n");
      return new RedisLogin(line().group(2), Optional.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What redis-cli prints if this user asks. */
  static String says(RedisServer server, String... words) {
    List<String> command = new ArrayList<>(List.of("redis-cli", "-p", "" + server.port()));
    command.addAll(List.of("--no-auth-warning", "--user", line().group(2), "-a", PASSWORD));
    command.addAll(List.of(words));
    return RedisServer.run(command);
  }
}
