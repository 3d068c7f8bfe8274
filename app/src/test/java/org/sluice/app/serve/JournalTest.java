package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether what is printed is kept where others read it. */
class JournalTest {
  @TempDir private Path folder;

  @Test
  void the_stream_that_systemd_names_is_the_journal_and_no_other() throws IOException {
    Path journal = Files.createFile(folder.resolve("journal"));
    Path terminal = Files.createFile(folder.resolve("terminal"));
    Optional<String> named = Optional.of(Journal.identity(journal));
    assertThat(named.get()).matches("[0-9]+:[0-9]+");
    assertThat(new Journal(named, List.of(terminal, journal)).isWrittenTo()).isTrue();
    assertThat(new Journal(named, List.of(terminal)).isWrittenTo())
        .as("the variable is inherited by whoever prints elsewhere")
        .isFalse();
    assertThat(new Journal(Optional.empty(), List.of(journal)).isWrittenTo()).isFalse();
    assertThat(new Journal(Optional.of(""), List.of(folder.resolve("none"))).isWrittenTo())
        .isFalse();
  }
}
