package org.sluice.app.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

  private final Path file;

  LastConfiguration(Path data) {
    this.file = data.resolve(NAME);
  }

  /**
   * The options that differ, by name; none if nothing is known of an earlier configuration.
   *
   * @throws IOException if the file cannot be read, or is none of ours
   */
  List<String> changed(Written now) throws IOException {
    Optional<List<String>> lines = lines();
    if (lines.isEmpty()) {
      return List.of();
    }
    byte[] key = key(lines.get());
    Map<String, String> before = new TreeMap<>();
    for (String line : lines.get().subList(1, lines.get().size())) {
      int space = line.indexOf(' ');
      if (space < 0) {
        throw new IOException(file + " is damaged; remove it");
      }
      before.put(line.substring(space + 1), line.substring(0, space));
    }
    Map<String, String> after = now.digests(key);
    return after.entrySet().stream()
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
    Path aside = file.resolveSibling(NAME + ".new");
    Files.deleteIfExists(aside);
    Files.createFile(
        aside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(aside, lines, StandardCharsets.UTF_8);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Optional<List<String>> lines() throws IOException {
    return Files.exists(file) ? Optional.of(Files.readAllLines(file)) : Optional.empty();
  }

  private byte[] key(List<String> lines) throws IOException {
    if (lines.isEmpty() || !lines.getFirst().matches("[0-9a-f]{" + 2 * KEY_BYTES + "}")) {
      throw new IOException(file + " is damaged; remove it");
    }
    return HexFormat.of().parseHex(lines.getFirst());
  }
}
