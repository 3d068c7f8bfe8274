package org.sluice.server.mailbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.mail.Recipient;

/**
 * Messages as files: {@code <folder>/<recipient>/<time>-<id>.eml}. When there are more than {@value
 * #MAX_FILES} of them or more than {@value #MAX_BYTES} bytes, the oldest go. Nothing is synced to
 * the disk: it is for trying. Thread-safe.
 */
public final class TryingMailbox {
  /** Files kept, over all recipients. */
  static final int MAX_FILES = 1_000;

  /** Bytes kept, over all recipients. */
  static final long MAX_BYTES = 256L << 20;

  /** Bytes of one message. */
  static final long MAX_MESSAGE_BYTES = 25L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(TryingMailbox.class);
  private static final String INCOMING = ".incoming";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final LongSupplier wallMillis;
  private final int mostFiles;
  private final long mostBytes;
  private final AtomicLong number;

  /** Oldest first; read from the disk when the first message comes. */
  private final Deque<Kept> kept = new ArrayDeque<>();

  private long bytes;
  private boolean read;

  private record Kept(Path file, long bytes) {}

  /** A mailbox in this folder, which is made with the first message. */
  public TryingMailbox(Path folder, LongSupplier wallMillis) {
    this(folder, wallMillis, MAX_FILES, MAX_BYTES);
  }

  TryingMailbox(Path folder, LongSupplier wallMillis, int mostFiles, long mostBytes) {
    this.folder = folder;
    this.wallMillis = wallMillis;
    this.mostFiles = mostFiles;
    this.mostBytes = mostBytes;
    this.number = new AtomicLong(wallMillis.getAsLong() << 16);
  }

  /** A file for content that is still coming; {@link #keep} ends it. */
  Path draft() throws IOException {
    Path incoming = folder.resolve(INCOMING);
    Files.createDirectories(incoming);
    return incoming.resolve(HexFormat.of().toHexDigits(number.incrementAndGet()));
  }

  /** Gives each recipient the message; returns its name. */
  synchronized String keep(Path draft, List<Recipient> recipients) throws IOException {
    readOnce();
    String name =
        TIME.format(Instant.ofEpochMilli(wallMillis.getAsLong()))
            + "-"
            + draft.getFileName()
            + ".eml";
    long size = Files.size(draft);
    for (Recipient recipient : recipients) {
      Path own = folder.resolve(FolderName.of(recipient.address()));
      Files.createDirectories(own);
      Path file = own.resolve(name);
      Files.createLink(file, draft);
      kept.addLast(new Kept(file, size));
      bytes += size;
    }
    Files.delete(draft);
    dropOldest();
    return name;
  }

  private void dropOldest() throws IOException {
    while (kept.size() > mostFiles || bytes > mostBytes) {
      Kept oldest = kept.removeFirst();
      bytes -= oldest.bytes();
      Files.deleteIfExists(oldest.file());
      Path own = folder.resolve(folder.relativize(oldest.file()).getName(0));
      try {
        Files.deleteIfExists(own);
      } catch (DirectoryNotEmptyException e) {
        LOG.trace("{} has more messages", own);
      }
    }
  }

  private void readOnce() throws IOException {
    if (read) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder, 2)) {
      files
          .filter(file -> file.toString().endsWith(".eml"))
          .sorted(Comparator.comparing(file -> String.valueOf(file.getFileName())))
          .forEach(file -> kept.addLast(new Kept(file, size(file))));
    }
    bytes = kept.stream().mapToLong(Kept::bytes).sum();
    read = true;
    LOG.info("The trying mailbox in {} has {} messages", folder, kept.size());
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
