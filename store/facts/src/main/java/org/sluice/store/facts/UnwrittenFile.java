package org.sluice.store.facts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is decided or has happened and waits in this node's memory while the database is lost, in a
 * file of the data directory: a killed process does not take it with it, and the next one writes
 * it. While the database is there the file is empty and nothing is written to it.
 *
 * <p>A line {@code + kind words} for each that waits, {@code - digest} for one that is written
 * since; once none waits the file is empty again. A line is one write to the operating system;
 * {@link #force} brings it to the disk. Thread-safe.
 */
final class UnwrittenFile implements AutoCloseable {
  /** The file in the data directory. */
  static final String NAME = "facts.unwritten";

  /** The most that are kept; one more is in memory alone, with an error in the log. */
  private static final int MOST = FactsThread.MOST_WAITING;

  private static final Logger LOG = LoggerFactory.getLogger(UnwrittenFile.class);

  /** What waits. */
  enum Kind {
    RESTRICTION,
    RECORD,
    NEWS
  }

  private final FileChannel channel;
  private final Map<String, String> waiting;
  private final int most;
  private long end;
  private boolean forced = true;
  private volatile boolean empty;

  private UnwrittenFile(FileChannel channel, long end, Map<String, String> waiting, int most) {
    this.channel = channel;
    this.end = end;
    this.waiting = waiting;
    this.most = most;
    this.empty = waiting.isEmpty();
  }

  /**
   * Opens the file of a folder; makes it if it is missing.
   *
   * @throws FactsFailure if it cannot be
   */
  static UnwrittenFile open(Path folder) {
    return open(folder, MOST);
  }

  static UnwrittenFile open(Path folder, int most) {
    Path file = folder.resolve(NAME);
    try {
      return of(
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
          most);
    } catch (IOException | ArithmeticException e) {
      throw new FactsFailure("The file " + file + " cannot be used: " + e, e);
    }
  }

  static UnwrittenFile of(FileChannel channel, int most) throws IOException {
    Map<String, String> left = new LinkedHashMap<>(); // by its digest
    String whole = wholeLines(channel);
    whole.lines().forEach(line -> read(line, left));
    return new UnwrittenFile(channel, whole.length(), left, most);
  }

  /** Half a line at the end, which a killed process left, is cut off. */
  private static String wholeLines(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // Until all is read.
    }
    String text = new String(bytes.array(), StandardCharsets.US_ASCII);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    channel.truncate(whole.length());
    return whole;
  }

  private static void read(String line, Map<String, String> left) {
    if (line.startsWith("- ")) {
      left.remove(line.substring(2));
    } else if (line.startsWith("+ ")) {
      left.put(digest(line.substring(2)), line.substring(2));
    }
  }

  private static String digest(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.US_ASCII)).toString();
  }

  /** Whether nothing waits. From memory. */
  boolean isEmpty() {
    return empty;
  }

  /** The words of those that wait, in their order. */
  synchronized List<String> waiting(Kind kind) {
    String beginning = kind.name() + " ";
    return waiting.values().stream()
        .filter(text -> text.startsWith(beginning))
        .map(text -> text.substring(beginning.length()))
        .toList();
  }

  /**
   * One waits. That it cannot be kept here is no reason to decide otherwise.
   *
   * @param words of ASCII, in one line
   */
  synchronized void add(Kind kind, String words) {
    String text = kind.name() + " " + words;
    String digest = digest(text);
    if (waiting.containsKey(digest)) {
      return;
    }
    if (waiting.size() >= most) {
      LOG.error("A fact is kept in memory alone: {} wait already", most);
      return;
    }
    waiting.put(digest, text);
    append("+ " + text);
  }

  /** One is written, or is not to be. */
  synchronized void remove(Kind kind, String words) {
    String digest = digest(kind.name() + " " + words);
    if (waiting.remove(digest) != null) {
      append("- " + digest);
    }
  }

  /** One is of a form that this program does not know. */
  void giveUp(Kind kind, String words) {
    LOG.error("{} of {} cannot be read and is given up: {}", kind, NAME, words);
    remove(kind, words);
  }

  private void append(String line) {
    empty = waiting.isEmpty();
    try {
      if (waiting.isEmpty()) {
        channel.truncate(0);
        end = 0;
      } else {
        write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
      }
      forced = false;
    } catch (IOException e) {
      LOG.error("What the database cannot take is kept in memory alone: {}", e.toString());
    }
  }

  /** All of a line or nothing: a disk that fills up takes a part of it before it refuses. */
  private void write(ByteBuffer line) throws IOException {
    long at = end;
    try {
      while (line.hasRemaining()) {
        at += channel.write(line, at);
      }
      end = at;
    } finally {
      if (line.hasRemaining()) {
        channel.truncate(end); // If not even that: the next line is written over it.
      }
    }
  }

  /** Brings to the disk what was written; to be called once a second. */
  synchronized void force() {
    if (forced) {
      return;
    }
    try {
      channel.force(false);
      forced = true;
    } catch (IOException e) {
      LOG.error("What the database cannot take cannot be brought to the disk: {}", e.toString());
    }
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("{} was not closed cleanly: {}", NAME, e.toString());
    }
  }
}
