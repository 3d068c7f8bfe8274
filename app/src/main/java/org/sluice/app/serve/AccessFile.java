package org.sluice.app.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * The file in the data directory by which the command line finds the running server: its URL and a
 * token made anew at each start, readable by the server's own user alone (mode 0600).
 */
final class AccessFile {
  static final String NAME = "admin.access";
  private static final int TOKEN_BYTES = 32;

  private final Path file;

  AccessFile(Path dataDirectory) {
    this.file = dataDirectory.resolve(NAME);
  }

  /** A token that nobody can guess. */
  static String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A reader sees all of it or the one before. */
  void write(String url, String token) throws IOException {
    OwnFile.replace(file, List.of(url, token));
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
