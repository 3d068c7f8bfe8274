package org.sluice.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The functions of {@code sluice.lua}, under a name that is made of their text. A Redis keeps its
 * functions, over restarts, too: nodes of two versions have each their own there, and no node calls
 * those of another. Pure functions.
 */
final class Library {
  private static final int VERSION_BYTES = 4;
  private static final String SOURCE = source();
  private static final String NAME = "sluice_" + version();

  /** What a server is given. */
  static final String TEXT =
      SOURCE
          .replaceFirst("name=sluice\n", "name=" + NAME + "\n")
          .replace("register_function('sluice_", "register_function('" + NAME + "_");

  private Library() {}

  /** How one of its functions is called at the server. */
  static String function(String name) {
    return NAME + "_" + name;
  }

  private static String source() {
    try (InputStream in = Library.class.getResourceAsStream("sluice.lua")) {
      if (in == null) {
        throw new IllegalStateException("The program lacks its own sluice.lua");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String version() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(SOURCE.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, VERSION_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
