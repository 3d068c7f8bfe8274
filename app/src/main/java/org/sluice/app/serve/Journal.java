package org.sluice.app.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether what a process prints goes to systemd's journal, where whoever may read the journal reads
 * it for weeks.
 *
 * <p>systemd says so in {@code JOURNAL_STREAM}, as the device and inode of the stream
 * (systemd.exec(5)). Children inherit the variable, also those that print elsewhere, a terminal in
 * a desktop's session for one; so the numbers are held against those of the streams.
 *
 * @param stream what the environment says; empty if it says nothing
 * @param printed what the process prints to
 */
public record Journal(Optional<String> stream, List<Path> printed) {
  private static final List<Path> STANDARD =
      List.of(Path.of("/proc/self/fd/1"), Path.of("/proc/self/fd/2"));

  public Journal {
    printed = List.copyOf(printed);
  }

  /** Of this process. */
  public static Journal ofSystem() {
    return new Journal(Optional.ofNullable(System.getenv("JOURNAL_STREAM")), STANDARD);
  }

  /** Whether one of the streams is the journal's. */
  public boolean isWrittenTo() {
    return stream.filter(s -> !s.isEmpty()).isPresent()
        && printed.stream().map(Journal::identity).anyMatch(stream.get()::equals);
  }

  /** Device and inode; empty for what is not there, or where there are none. */
  static String identity(Path file) {
    try {
      return Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
