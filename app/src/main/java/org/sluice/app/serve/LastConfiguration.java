package org.sluice.app.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.app.configuration.Written;

/**
 * What this node's configuration said when it was last put in force, so that one that was changed
 * while nothing ran is recorded like one that is reloaded. Of each option the file in the data
 * directory has a digest under a key of its own, made at random: it tells whether a value is
 * another, and neither which it is nor whether two nodes have the same. Used by one thread at a
 * time.
 */
final class LastConfiguration {
  static final String NAME = "configuration.last";
  private static final int KEY_BYTES = 32;

  /** Hexadecimal digits of the key, and of a digest. */
  private static final int DIGITS = 2 * KEY_BYTES;

  private static final String DIGEST = "[0-9a-f]{" + DIGITS + "}";
  private static final Logger LOG = LoggerFactory.getLogger(LastConfiguration.class);

  private final Path file;

  LastConfiguration(Path data) {
    this.file = data.resolve(NAME);
  }

  /**
   * The options that differ, by name; none if nothing is known of an earlier configuration, or if
   * the file is damaged, which is said in the log. An option that is not in the file is one that an
   * older version did not have: nobody changed it.
   *
   * @throws IOException if the file cannot be read
   */
  List<String> changed(Written now) throws IOException {
    List<String> lines = lines();
    if (lines.isEmpty()) {
      return List.of();
    }
    Map<String, String> before = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      before.put(line.substring(DIGITS + 1), line.substring(0, DIGITS));
    }
    return now.digests(HexFormat.of().parseHex(lines.getFirst())).entrySet().stream()
        .filter(option -> before.containsKey(option.getKey()))
        .filter(option -> !option.getValue().equals(before.get(option.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Remembers a configuration instead of the one before, under a new key.
   *
   * @throws IOException if it cannot be written; then the one before stays
   */
  void keep(Written now) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    List<String> lines = new ArrayList<>(List.of(HexFormat.of().formatHex(key)));
    now.digests(key).forEach((option, digest) -> lines.add(digest + " " + option));
    OwnFile.replace(file, lines);
  }

  /** The key, and the options with their digests; none if there is no file, or it is damaged. */
  private List<String> lines() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    // Of bytes that are no text it reads other characters, and throws nothing.
    List<String> lines =
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    boolean whole =
        !lines.isEmpty()
            && lines.getFirst().matches(DIGEST)
            && lines.stream().skip(1).allMatch(line -> line.matches(DIGEST + " .+"));
    if (!whole) {
      LOG.warn(
          "{} is damaged, and written anew: whether the configuration was changed before this start"
              + " is not known",
          file);
      return List.of();
    }
    return lines;
  }
}
