package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.store.facts.UnwrittenFile.Kind;

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

  private static String line(Restriction restriction) {
    return RestrictionLine.of(new Decided(restriction, OptionalLong.empty()));
  }

  private static void add(UnwrittenFile file, Restriction restriction) {
    file.add(Kind.RESTRICTION, line(restriction));
  }

  private static void remove(UnwrittenFile file, Restriction restriction) {
    file.remove(Kind.RESTRICTION, line(restriction));
  }

  private static List<Restriction> restrictions(UnwrittenFile file) {
    return file.waiting(Kind.RESTRICTION).stream()
        .map(line -> RestrictionLine.read(line).orElseThrow().restriction())
        .toList();
  }

  @Test
  void what_waits_comes_out_as_it_was_whatever_stands_in_it() {
    Restriction plain = restriction("anna@example.org", new Block.Until(NOON.plusSeconds(9)));
    Restriction strange = restriction("a b+c%20\r\n- x\u00e4\ud83d\udc3f\"@example.org");
    AuditRecord record =
        new AuditRecord(
            AuditOperation.LIMIT_EXCEEDED,
            NOON,
            "Sluice",
            "192.0.2.1",
            strange.entity().name(),
            Map.of("Limit", "recipients per day", "Empty", ""),
            List.of(new AuditRecord.Modified("Mode", "", "Moni\ntor")));
    try (UnwrittenFile file = UnwrittenFile.open(folder, MOST)) {
      add(file, plain);
      add(file, strange);
      add(file, plain);
      file.add(Kind.RECORD, RecordLine.of(record));
      file.force();
    }
    try (UnwrittenFile again = UnwrittenFile.open(folder, MOST)) {
      assertThat(restrictions(again)).containsExactly(plain, strange);
      assertThat(again.waiting(Kind.RECORD).stream().map(RecordLine::read))
          .containsExactly(Optional.of(record));
      remove(again, plain);
    }
    try (UnwrittenFile third = UnwrittenFile.open(folder, MOST)) {
      assertThat(restrictions(third)).containsExactly(strange);
      assertThat(third.isEmpty()).isFalse();
    }
  }

  @Test
  void a_restriction_keeps_which_lift_was_known() {
    for (OptionalLong lift : List.of(OptionalLong.empty(), OptionalLong.of(77))) {
      Decided decided = new Decided(restriction("anna@example.org"), lift);
      assertThat(RestrictionLine.read(RestrictionLine.of(decided))).contains(decided);
    }
  }

  @Test
  void once_none_waits_the_file_is_empty() {
    Restriction anna = restriction("anna@example.org");
    Restriction bert = restriction("bert@example.org");
    try (UnwrittenFile file = UnwrittenFile.open(folder, MOST)) {
      assertThat(file.isEmpty()).isTrue();
      add(file, anna);
      add(file, bert);
      remove(file, anna);
      assertThat(file()).isNotEmptyFile();
      remove(file, anna);
      assertThat(file.isEmpty()).isFalse();
      remove(file, bert);
      assertThat(file()).isEmptyFile();
      assertThat(file.isEmpty()).isTrue();
    }
  }

  @Test
  void half_a_line_of_a_killed_process_is_no_restriction_and_hides_none() throws IOException {
    Restriction whole = restriction("anna@example.org");
    Restriction later = restriction("later@example.org");
    try (UnwrittenFile file = UnwrittenFile.open(folder, MOST)) {
      add(file, whole);
    }
    String line = "+ RESTRICTION " + line(restriction("bert@example.org"));
    for (int cut = 0; cut < line.length(); cut++) {
      Path other = Files.createDirectories(folder.resolve("cut" + cut));
      Path copy = Files.copy(file(), other.resolve(UnwrittenFile.NAME));
      Files.writeString(copy, line.substring(0, cut), StandardOpenOption.APPEND);
      try (UnwrittenFile file = UnwrittenFile.open(other, MOST)) {
        assertThat(restrictions(file)).as("cut at " + cut).containsExactly(whole);
        add(file, later);
      }
      try (UnwrittenFile again = UnwrittenFile.open(other, MOST)) {
        assertThat(restrictions(again)).containsExactly(whole, later);
      }
    }
  }

  @Test
  void what_is_of_an_unknown_form_is_given_up_and_stays_no_longer() throws IOException {
    Files.writeString(file(), "+ RESTRICTION one two\n+ RECORD three\n");
    try (UnwrittenFile file = UnwrittenFile.open(folder, MOST)) {
      String restriction = file.waiting(Kind.RESTRICTION).getFirst();
      assertThat(RestrictionLine.read(restriction)).isEmpty();
      file.giveUp(Kind.RESTRICTION, restriction);
      assertThat(RecordLine.read(file.waiting(Kind.RECORD).getFirst())).isEmpty();
      file.giveUp(Kind.RECORD, "three");
      assertThat(file()).isEmptyFile();
    }
  }

  @Test
  void a_disk_that_fills_up_takes_a_line_whole_or_not_at_all() throws IOException {
    Restriction first = restriction("anna@example.org");
    Restriction second = restriction("bert@example.org");
    Restriction third = restriction("carl@example.org");
    FillingChannel disk = new FillingChannel(file());
    try (UnwrittenFile file = UnwrittenFile.of(disk, MOST)) {
      add(file, first);
      long whole = disk.size();
      disk.fillUpTo(whole + 10);
      add(file, second);
      assertThat(file()).as("nothing of it is left").hasSize(whole);
      assertThat(restrictions(file)).as("in memory").containsExactly(first, second);
      disk.fillUpTo(Long.MAX_VALUE);
      add(file, third);
    }
    try (UnwrittenFile again = UnwrittenFile.open(folder, MOST)) {
      assertThat(restrictions(again)).containsExactly(first, third);
    }
  }

  /** Below, at and above the most. */
  @Test
  void no_more_are_kept_than_the_most() {
    try (UnwrittenFile file = UnwrittenFile.open(folder, MOST)) {
      for (int i = 1; i <= MOST + 1; i++) {
        add(file, restriction("u" + i + "@example.org"));
        assertThat(restrictions(file)).hasSize(Math.min(i, MOST));
      }
    }
  }
}
