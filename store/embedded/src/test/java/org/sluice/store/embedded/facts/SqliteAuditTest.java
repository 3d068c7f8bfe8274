package org.sluice.store.embedded.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.audit.AuditChain;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainFault;
import org.sluice.core.audit.ChainReport;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.limit.Moment;
import org.sluice.testkit.AuditLogContract;

class SqliteAuditTest extends AuditLogContract {
  @TempDir private Path folder;
  private SqliteFacts facts;

  @Override
  protected AuditLog open() {
    facts = SqliteFacts.open(folder, NOON);
    return facts.auditLog();
  }

  @AfterEach
  void close() {
    facts.close();
  }

  private void sql(String... statements) throws SQLException {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(SqliteFacts.FILE));
        Statement statement = other.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      log.append(act(AuditOperation.SET_POLICY, NOON.plusSeconds(i), "root", "object" + i));
    }
  }

  private List<String> faults() {
    List<String> online = words(log.verify(Optional.empty()));
    assertThat(words(SqliteAudit.verifyFile(folder, Optional.empty())))
        .as("the file alone says the same")
        .isEqualTo(online);
    return online;
  }

  private static List<String> words(ChainReport report) {
    return report.faults().stream().map(ChainFault::words).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE audit SET user_id = 'nobody' WHERE number = 4 | Record 4 was changed",
        "UPDATE audit SET created = created + 1 WHERE number = 4 | Record 4 was changed",
        "UPDATE audit SET details = 'x' WHERE number = 4 | Record 4 was changed",
        "UPDATE audit SET details = printf('%sx', details) WHERE number = 4 | Record 4 was changed",
        "UPDATE audit SET operation = 'Nothing' WHERE number = 4 | Record 4 was changed",
        "UPDATE audit SET operation = lower(operation) WHERE number = 4 | Record 4 was changed",
        "UPDATE audit SET hash = zeroblob(32) WHERE number = 4 | Record 4 was changed",
        "DELETE FROM audit WHERE number = 4 | Record 4 was removed",
        "DELETE FROM audit WHERE number > 6 | Records 7 to 8 were removed",
        "DELETE FROM audit WHERE number < 3 | Records 1 to 2 were removed",
        "INSERT INTO audit SELECT 9, created, operation, user_id, user_type, client_ip, object_id,"
            + " result, details, previous, hash FROM audit WHERE number = 8 | Record 9",
      })
  void what_was_done_by_hand_is_found_with_its_place(String statement, String words)
      throws SQLException {
    append(8);
    assertThat(faults()).isEmpty();
    sql(statement);
    assertThat(faults()).isNotEmpty().first().asString().startsWith(words);
  }

  /** Nothing comes behind the last record, so its hash is held against what was written. */
  @Test
  void a_last_record_that_was_changed_with_its_hash_is_found() throws SQLException {
    append(8);
    ChainedRecord last = log.at(8).orElseThrow();
    AuditRecord was = last.record();
    AuditRecord other =
        new AuditRecord(
            was.operation(),
            was.creationTime(),
            "nobody",
            was.userType(),
            was.clientIp(),
            was.objectId(),
            was.resultStatus(),
            was.parameters(),
            was.modified());
    String hash = AuditChain.chain(other, 8, last.previous(), Sha256::of).hash();
    sql("UPDATE audit SET user_id = 'nobody', hash = x'" + hash + "' WHERE number = 8");
    assertThat(faults()).singleElement().asString().startsWith("Record 8 was changed");
  }

  @Test
  void a_record_that_went_to_another_place_is_found() throws SQLException {
    append(8);
    sql(
        "UPDATE audit SET number = 100 WHERE number = 3",
        "UPDATE audit SET number = 3 WHERE number = 4",
        "UPDATE audit SET number = 4 WHERE number = 100");
    assertThat(faults()).anyMatch(f -> f.startsWith("Record 3 was changed"));
    assertThat(faults()).anyMatch(f -> f.startsWith("Record 4 was changed"));
  }

  @Test
  void retention_cuts_the_beginning_and_the_rest_still_proves_itself() throws SQLException {
    append(20);
    sweep(NOON.plus(Duration.ofDays(180)).plusSeconds(10));
    assertThat(log.at(10)).isEmpty();
    assertThat(log.at(11)).as("not yet too old").isPresent();
    assertThat(faults()).isEmpty();
    assertThat(log.verify(Optional.empty()).first()).isEqualTo(11);
    sql("DELETE FROM audit WHERE number = 11");
    assertThat(faults()).containsExactly("Record 11 was removed.");
  }

  @Test
  void a_beginning_that_somebody_else_cut_and_anchored_is_found() throws SQLException {
    append(20);
    sql(
        "UPDATE audit_state SET anchor_number = 5,"
            + " anchor_hash = (SELECT hash FROM audit WHERE number = 5)",
        "DELETE FROM audit WHERE number <= 5");
    assertThat(faults()).first().asString().contains("not where retention last cut it");
  }

  @Test
  void retention_cuts_more_than_one_step_in_bounded_steps() {
    facts.close();
    facts =
        SqliteFacts.open(
            folder,
            NOON,
            new FactsOptions(() -> 1, () -> org.sluice.core.alert.Audience.NOBODY, () -> {}));
    log = facts.auditLog();
    List<AuditRecord> many =
        java.util.stream.IntStream.range(0, AuditRetention.STEP + 5)
            .mapToObj(
                i -> AuditRecord.bySystem(AuditOperation.LISTED, NOON, "u", java.util.Map.of()))
            .toList();
    facts.appendAll(many);
    Instant later = NOON.plus(Duration.ofDays(2));
    sweep(later);
    assertThat(log.verify(Optional.empty()).first()).isEqualTo(AuditRetention.STEP + 1);
    sweep(later);
    ChainReport report = log.verify(Optional.empty());
    assertThat(report.isWhole()).isTrue();
    assertThat(report.records()).as("what is left is what retention wrote").isEqualTo(2);
  }

  private void sweep(Instant now) {
    facts.sweep(new Moment(now.toEpochMilli(), now.toEpochMilli()));
    // A search waits for what was ordered before it.
    assertThat(log.at(0)).isEmpty();
  }

  @Test
  void the_state_is_there_again() {
    log.turn(false, act(AuditOperation.SET_AUDIT_CONFIG, NOON, "root", "log"));
    facts.close();
    facts = SqliteFacts.open(folder, NOON);
    assertThat(facts.auditLog().config().ingestion()).isFalse();
  }

  @Test
  void a_folder_without_a_log_is_told() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> SqliteAudit.verifyFile(empty, Optional.empty()))
        .isInstanceOf(FactsFailure.class)
        .hasMessageContaining("--data DIR");
  }

  @Test
  void records_of_the_first_schema_are_chained_in_their_order() throws Exception {
    facts.close();
    Path file = folder.resolve(SqliteFacts.FILE);
    Files.delete(file);
    Files.deleteIfExists(folder.resolve(SqliteFacts.FILE + "-wal"));
    Files.deleteIfExists(folder.resolve(SqliteFacts.FILE + "-shm"));
    String script;
    try (var in = Schema.class.getResourceAsStream("V1__facts.sql")) {
      script = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
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
    facts = SqliteFacts.open(folder, NOON);
    log = facts.auditLog();
    assertThat(faults()).isEmpty();
    AuditRecord first = log.at(1).orElseThrow().record();
    assertThat(first.parameters()).containsEntry("Reason", "too many");
    assertThat(first.userType()).isEqualTo(org.sluice.core.audit.UserType.System);
    AuditRecord second = log.at(2).orElseThrow().record();
    assertThat(second.modified())
        .containsExactly(new AuditRecord.Modified("Mode", "Enforce", "Monitor"));
    assertThat(second.userId()).isEqualTo("root");
  }
}
