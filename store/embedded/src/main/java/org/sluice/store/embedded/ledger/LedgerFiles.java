package org.sluice.store.embedded.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names of the ledger's files: a segment's number, and a snapshot's of the segment it precedes. */
final class LedgerFiles {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerFiles.class);
  private static final Pattern NAME = Pattern.compile("ledger-(\\d{8})\\.(journal|snapshot)");

  private final Path folder;

  LedgerFiles(Path folder) {
    this.folder = folder;
  }

  Path journal(int number) {
    return folder.resolve(String.format(Locale.ROOT, "ledger-%08d.journal", number));
  }

  Path snapshot(int number) {
    return folder.resolve(String.format(Locale.ROOT, "ledger-%08d.snapshot", number));
  }

  Path unfinishedSnapshot() {
    return folder.resolve("ledger.snapshot.new");
  }

  Path lock() {
    return folder.resolve("ledger.lock");
  }

  List<Integer> journals() throws IOException {
    return numbers("journal");
  }

  List<Integer> snapshots() throws IOException {
    return numbers("snapshot");
  }

  /** Makes renames and deletions last. */
  void forceFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Deletes what a snapshot made needless. */
  void deleteBefore(int number) throws IOException {
    for (int journal : journals()) {
      if (journal < number) {
        Files.delete(journal(journal));
      }
    }
    for (int snapshot : snapshots()) {
      if (snapshot < number) {
        Files.delete(snapshot(snapshot));
      }
    }
  }

  private List<Integer> numbers(String kind) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> NAME.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .filter(matcher -> matcher.group(2).equals(kind))
          .map(matcher -> Integer.parseInt(matcher.group(1)))
          .sorted()
          .toList();
    }
  }

  /** Locks the folder for this process; closing the channel lets go of it. */
  FileChannel lockFolder() throws IOException {
    FileChannel channel =
        FileChannel.open(lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      LOG.debug("This process has {} locked already", lock(), e);
    }
    channel.close();
    throw new LedgerFailure(
        "Another Sluice has "
            + lock()
            + " locked. Stop it first, or give this one a data directory of its own (--data DIR).");
  }
}
