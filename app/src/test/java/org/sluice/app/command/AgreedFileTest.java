package org.sluice.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgreedFileTest {
  private static final byte[] NEWER = {'n', 'e', 'w'};

  @TempDir Path folder;
  private Path file;
  private Path part;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("audit.csv"), "evidence of last week");
    part = folder.resolve("audit.csv.part");
  }

  @Test
  void what_is_whole_takes_the_place_of_what_was_there() throws IOException {
    try (AgreedFile agreed = new AgreedFile(file)) {
      agreed.write(NEWER);
      assertThat(file).hasContent("evidence of last week");
      agreed.isWhole();
      assertThat(agreed.beginning()).isEmpty();
    }
    assertThat(file).hasBinaryContent(NEWER);
    assertThat(part).doesNotExist();
  }

  @Test
  void what_breaks_off_is_kept_beside_it() throws IOException {
    try (AgreedFile agreed = new AgreedFile(file)) {
      agreed.write(NEWER);
      assertThat(agreed.beginning()).contains(part);
    }
    assertThat(file).hasContent("evidence of last week");
    assertThat(part).hasBinaryContent(NEWER);
  }

  @Test
  void where_nothing_comes_nothing_changes() throws IOException {
    try (AgreedFile agreed = new AgreedFile(file)) {
      assertThat(agreed.beginning()).isEmpty();
    }
    assertThat(file).hasContent("evidence of last week");
    assertThat(part).doesNotExist();
  }

  @Test
  void what_is_no_file_is_written_itself() throws IOException {
    try (AgreedFile agreed = new AgreedFile(Path.of("/dev/null"))) {
      agreed.write(NEWER);
      agreed.isWhole();
    }
    assertThat(Path.of("/dev/null.part")).doesNotExist();
  }
}
