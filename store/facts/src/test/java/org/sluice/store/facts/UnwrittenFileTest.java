package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;

class UnwrittenFileTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int MOST = 3;

  @TempDir private Path folder;

  private static Restriction restriction(String name, Block block) {
    return new Restriction(
        "USER:" + name + ":1",
        new RestrictedEntity(RestrictedEntity.Kind.USER, name),
        block,
        "EmailSendingLimitExceeded;ExceedingLimitType=External;",
        NOON,
        NOON.plusMillis(1),
        "Default policy",
        "RECIPIENTS_PER_DAY",
        "",
        new Counts(1, 2, 3, 4),
        new Evidence(NOON.plusMillis(2), "192.0.2.1", "", 5),
        Optional.empty());
  }

  private static Restriction restriction(String name) {
    return restriction(name, new Block.UntilLifted());
  }

  private Path file() {
    return folder.resolve(UnwrittenFile.NAME);
  }

  @Test
  void what_waits_comes_out_as_it_was_whatever_stands_in_it() {
    Restriction plain = restriction("anna@example.org", new Block.Until(NOON.plusSeconds(9)));
    Restriction strange = restriction("a b+c%20\r\n- x\u00e4\ud83d\udc3f\"@example.org");
    try (UnwrittenFile file = UnwrittenFile.open(folder, MOST)) {
      file.add(plain);
      file.add(strange);
      file.add(plain);
      file.force();
    }
    try (UnwrittenFile again = UnwrittenFile.open(folder, MOST)) {
      assertThat(again.waiting()).containsExactly(plain, strange);
      again.remove(plain.id());
    }
    try (UnwrittenFile third = UnwrittenFile.open(folder, MOST)) {
      assertThat(third.waiting()).containsExactly(strange);
    }
  }

  @Test
  void once_none_waits_the_file_is_empty() throws IOException {
    try (UnwrittenFile file = UnwrittenFile.open(folder, MOST)) {
      file.add(restriction("anna@example.org"));
      file.add(restriction("bert@example.org"));
      file.remove(restriction("anna@example.org").id());
      assertThat(file()).isNotEmptyFile();
      file.remove("none of these");
      file.remove(restriction("bert@example.org").id());
      assertThat(file()).isEmptyFile();
    }
  }

  @Test
  void half_a_line_of_a_killed_process_is_no_restriction_and_hides_none() throws IOException {
    Restriction whole = restriction("anna@example.org");
    try (UnwrittenFile file = UnwrittenFile.open(folder, MOST)) {
      file.add(whole);
    }
    String line = "+ " + RestrictionLine.of(restriction("bert@example.org"));
    for (int cut = 0; cut < line.length(); cut++) {
      Path other = Files.createDirectories(folder.resolve("cut" + cut));
      Path copy = Files.copy(file(), other.resolve(UnwrittenFile.NAME));
      Files.writeString(copy, line.substring(0, cut), StandardOpenOption.APPEND);
      try (UnwrittenFile file = UnwrittenFile.open(other, MOST)) {
        assertThat(file.waiting()).as("cut at " + cut).containsExactly(whole);
        file.add(restriction("later@example.org"));
      }
      try (UnwrittenFile again = UnwrittenFile.open(other, MOST)) {
        assertThat(again.waiting()).containsExactly(whole, restriction("later@example.org"));
      }
    }
  }

  /** Below, at and above the most. */
  @Test
  void no_more_are_kept_than_the_most() {
    try (UnwrittenFile file = UnwrittenFile.open(folder, MOST)) {
      for (int i = 1; i <= MOST + 1; i++) {
        file.add(restriction("u" + i + "@example.org"));
        assertThat(file.waiting()).hasSize(Math.min(i, MOST));
      }
    }
  }
}
