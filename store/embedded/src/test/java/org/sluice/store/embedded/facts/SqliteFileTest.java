package org.sluice.store.embedded.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.alert.AlertStore.AlertQuery;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.UserType;
import org.sluice.store.facts.Facts;
import org.sluice.store.facts.FactsFailure;

/** What is SQLite's alone: the file, and the schemas it has had. */
class SqliteFileTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;

  private Facts open() {
    return SqliteFacts.open(folder, NOON);
  }

  private void sql(String... statements) {
    new SqlitePlace().sql(folder, statements);
  }

  @Test
  void a_file_of_a_newer_program_is_refused() {
    open().close();
    sql("PRAGMA user_version = 999");
    assertThatThrownBy(this::open).isInstanceOf(FactsFailure.class).hasMessageContaining("999");
  }

  @Test
  void who_works_on_the_whole_file_leaves_what_waits_for_another_database() throws IOException {
    Path waiting = folder.resolve("facts.unwritten");
    String line = "+ RESTRICTION of a node of a cluster\n";
    Files.writeString(waiting, line);
    AtomicBoolean worked = new AtomicBoolean();
    assertThatThrownBy(
            () -> SqliteFacts.whole(folder, NOON, handle -> worked.compareAndSet(false, true)))
        .isInstanceOf(FactsFailure.class)
        .hasMessageContaining(waiting.toString())
        .hasMessageContaining("Start the node once more");
    assertThat(worked).isFalse();
    assertThat(waiting).hasContent(line);
    assertThat(folder.resolve(SqliteFacts.FILE)).doesNotExist();
    Files.writeString(waiting, "");
    SqliteFacts.whole(folder, NOON, handle -> worked.compareAndSet(false, true));
    assertThat(worked).isTrue();
  }

  @Test
  void a_file_that_is_no_database_is_refused_with_what_to_do() throws IOException {
    Files.writeString(folder.resolve(SqliteFacts.FILE), "not a database ".repeat(100));
    assertThatThrownBy(this::open)
        .isInstanceOf(FactsFailure.class)
        .hasMessageContaining("restore a backup")
        .hasMessageContaining(".recover");
  }

  /** How often this process has the file open. */
  private static long timesOpen(Path file) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(d -> file.equals(target(d))).count();
    }
  }

  private static @Nullable Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return null; // It was closed meanwhile.
    }
  }

  @Test
  void who_read_the_file_leaves_it() throws IOException {
    Path file = folder.toRealPath().resolve(SqliteFacts.FILE);
    AuditQuery all = AuditQuery.between(Instant.EPOCH, NOON);
    try (Facts facts = open()) {
      for (int i = 0; i < 20; i++) {
        assertThat(facts.auditLog().count(all, 10)).isZero();
        assertThat(facts.alerts().count(new AlertQuery(List.of(), "", ""))).isZero();
        var _ = SqliteFacts.verifyFile(folder, Optional.empty());
      }
      // One writes, one is kept for the next reading; and SQLite may keep one, so as not to give
      // up the locks of others.
      assertThat(timesOpen(file)).isBetween(2L, 3L);
    }
    assertThat(timesOpen(file)).isZero();
  }

  @Test
  void a_folder_without_a_log_is_told() {
    assertThatThrownBy(() -> SqliteFacts.verifyFile(folder, Optional.empty()))
        .isInstanceOf(FactsFailure.class)
        .hasMessageContaining("--data DIR");
  }

  @Test
  void records_of_the_first_schema_are_chained_in_their_order() throws IOException {
    String script;
    try (var in = Schema.class.getResourceAsStream("V1__facts.sql")) {
      script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    for (String each : script.split(";")) {
      if (!each.isBlank()) {
        sql(each);
      }
    }
    sql(
        "INSERT INTO audit VALUES (1, 'LISTED', 1000, 'Sluice', '', 'anna@example.org')",
        "INSERT INTO audit_parameter VALUES (1, 'Reason', 'too many')",
        "INSERT INTO audit VALUES (7, 'SET_POLICY', 2000, 'root', '127.0.0.1', 'Default')",
        "INSERT INTO audit_modified VALUES (7, 0, 'Mode', 'Enforce', 'Monitor')",
        "PRAGMA user_version = 1");
    try (Facts facts = open()) {
      AuditLog log = facts.auditLog();
      assertThat(log.verify(Optional.empty()).isWhole()).isTrue();
      AuditRecord first = log.at(1).orElseThrow().record();
      assertThat(first.parameters()).containsEntry("Reason", "too many");
      assertThat(first.userType()).isEqualTo(UserType.System);
      AuditRecord second = log.at(2).orElseThrow().record();
      assertThat(second.modified())
          .containsExactly(new AuditRecord.Modified("Mode", "Enforce", "Monitor"));
      assertThat(second.userId()).isEqualTo("root");
    }
  }
}
