package org.sluice.store.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The roster in the node's data directory: its own name, then a line for each node with when it was
 * heard of. After a crash it holds what it held before, or what was written last. For one thread at
 * a time.
 */
final class RosterFile {
  private static final Logger LOG = LoggerFactory.getLogger(RosterFile.class);

  /** The file in the data directory. */
  static final String NAME = "redis-nodes";

  private static final int MOST_HOST = 40;

  private final Path file;
  private final WholeFile whole;
  private final String me;
  private final Map<String, Long> known = new HashMap<>();

  /**
   * Reads it, or makes one with a new name.
   *
   * @throws IOException if it cannot be read or written
   */
  RosterFile(Path folder, WholeFile.Disk disk) throws IOException {
    this.file = folder.resolve(NAME);
    this.whole = new WholeFile(folder, NAME, disk);
    try {
      if (Files.exists(file)) {
        List<String> lines = Files.readAllLines(file);
        this.me = lines.isEmpty() ? newName() : lines.getFirst().strip();
        lines.stream().skip(1).forEach(this::read);
      } else {
        this.me = newName();
        write(known);
      }
    } catch (IOException e) {
      throw new IOException("The file " + file + " cannot be used: " + e, e);
    }
  }

  /**
   * The roster of a data directory whose node has counted in Redis, else one that knows nobody.
   *
   * @throws IOException if it cannot be read
   */
  static Roster left(Path folder) throws IOException {
    return Files.exists(folder.resolve(NAME))
        ? new RosterFile(folder, WholeFile.Disk.REAL).roster()
        : new Roster("", Map.of(), heard -> {});
  }

  private void read(String line) {
    String[] words = line.split(" ", -1);
    if (words.length == 2 && words[1].matches("\\d{1,18}")) {
      known.put(words[0], Long.parseLong(words[1]));
    } else {
      LOG.warn("{} has a line that names no node: {}", file, line);
    }
  }

  /**
   * The host's name, so that people know which is meant, and chance, so that it is one of its own.
   */
  private static String newName() {
    int chance = ThreadLocalRandom.current().nextInt();
    return host() + "-" + String.format(Locale.ROOT, "%08x", chance);
  }

  private static String host() {
    try {
      String host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "");
      return host.substring(0, Math.min(MOST_HOST, host.length()));
    } catch (UnknownHostException e) {
      LOG.debug("This host has no name", e);
      return "node";
    }
  }

  Roster roster() {
    return new Roster(me, known, this::keep);
  }

  private void keep(Map<String, Long> heard) {
    try {
      write(heard);
    } catch (IOException e) {
      LOG.error("{} cannot be written; after a restart this node may not know all others", file, e);
    }
  }

  private void write(Map<String, Long> heard) throws IOException {
    StringBuilder text = new StringBuilder(me).append('\n');
    heard.forEach((node, millis) -> text.append(node).append(' ').append(millis).append('\n'));
    whole.replace(text.toString());
  }
}
