package org.sluice.store.redis;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who connects.
 *
 * @param user empty for the default user
 * @param passwordFile whose first line is the password, read for each connection, so that it can be
 *     changed without a restart; empty for none
 */
public record RedisLogin(String user, Optional<Path> passwordFile) {
  /** Without a password. */
  public static final RedisLogin NONE = new RedisLogin("", Optional.empty());

  void to(RedisURI server) {
    passwordFile.ifPresent(file ->
        server.setCredentialsProvider(RedisCredentialsProvider.from(() -> credentials(file))));
  }

  private RedisCredentials credentials(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      String password = lines.findFirst().orElse("");
      return RedisCredentials.just(user.isEmpty() ? null : user, password);
    } catch (IOException e) {
      throw new UncheckedIOException("The password of Redis cannot be read: " + file, e);
    }
  }
}
