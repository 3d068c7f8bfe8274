package org.sluice.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.store.embedded.facts.SqliteFacts;
import org.sluice.store.embedded.ledger.Durability;
import org.sluice.store.embedded.ledger.EmbeddedLedger;
import org.sluice.store.embedded.ledger.JournalFiles;
import org.sluice.store.facts.Facts;

/** {@code kill -9} under load while snapshots are written, twenty times on the same folder. */
class KillTest {
  private static final int ROUNDS = 20;
  private static final int LEAST_ANSWERS = 300;
  private static final int MORE_ANSWERS = 2_000;

  /** Of one sender: the charge in flight, and the last line, which may be cut and is not read. */
  private static final int MOST_UNHEARD = 2;

  @TempDir private Path data;
  private final int[] answered = new int[KilledStore.SENDERS];
  private final List<String> restricted = new ArrayList<>();
  private int cutSnapshots;

  @Test
  void every_answered_charge_and_every_restriction_is_there_again() throws Exception {
    Random random = new Random(4711);
    for (int round = 1; round <= ROUNDS; round++) {
      kill(round, LEAST_ANSWERS + random.nextInt(MORE_ANSWERS));
      cutSnapshots += isSnapshotCut() ? 1 : 0;
      try (EmbeddedLedger ledger =
          EmbeddedLedger.open(
              data.resolve("ledger"),
              JournalFiles.onDisk(),
              Durability.PROCESS,
              Runnable::run,
              Runnable::run)) {
        for (int i = 0; i < KilledStore.SENDERS; i++) {
          int used =
              ledger.usage(KilledStore.sender(i), KilledStore.NOON, 0).usage().externalInHour();
          assertThat(used)
              .as("round %d, sender %d", round, i)
              .isBetween(answered[i], answered[i] + MOST_UNHEARD);
          answered[i] = used;
        }
      }
      try (Facts facts = SqliteFacts.open(data, Instant.ofEpochMilli(KilledStore.NOON))) {
        for (String name : restricted) {
          assertThat(facts.standing(new RestrictedEntity(RestrictedEntity.Kind.USER, name)).open())
              .as("round %d, %s", round, name)
              .isPresent();
        }
      }
    }
    assertThat(restricted).isNotEmpty();
    assertThat(cutSnapshots).as("kills in the middle of a snapshot").isPositive();
    System.out.println(cutSnapshots + " of " + ROUNDS + " kills met a snapshot in the making");
  }

  /**
   * A snapshot was begun, with its segment, and has no name yet, or its forerunner is still there.
   */
  private boolean isSnapshotCut() throws IOException {
    List<String> journals = numbers(".journal");
    List<String> snapshots = numbers(".snapshot");
    return !snapshots.isEmpty()
        && (!snapshots.equals(journals)
            || Files.exists(data.resolve("ledger/ledger.snapshot.new")));
  }

  private List<String> numbers(String ending) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("ledger"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .map(name -> name.substring(0, name.indexOf('.')))
          .sorted()
          .toList();
    }
  }

  private void kill(int round, int afterAnswers) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "--enable-native-access=ALL-UNNAMED",
                KilledStore.class.getName(),
                data.toString(),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int answers = 0;
      String before = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (before != null) {
          note(before);
        }
        before = line;
        if (++answers == afterAnswers) {
          // By its handle: destroying the process would close the stream with what it still said.
          process.toHandle().destroyForcibly();
        }
      }
      // The last line may be cut.
      assertThat(answers).as("answers before the kill").isGreaterThanOrEqualTo(afterAnswers);
    }
    process.waitFor();
  }

  private void note(String line) {
    String[] words = line.split(" ");
    if (words[0].equals("C")) {
      int sender = Integer.parseInt(words[1]);
      answered[sender] = Math.max(answered[sender], Integer.parseInt(words[2]));
    } else {
      restricted.add(words[1]);
    }
  }
}
