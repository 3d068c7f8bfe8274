package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.AuditVerbs;
import org.sluice.core.administration.DamagedRecord;
import org.sluice.core.administration.Refusal;
import org.sluice.core.alert.AlertFilter;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.Severity;
import org.sluice.core.alert.Telling;
import org.sluice.core.alert.Trigger;
import org.sluice.core.audit.AuditChain;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainFault;
import org.sluice.core.audit.ChainReport;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.limit.Moment;
import org.sluice.testkit.AuditLogContract;

public abstract class StoredAuditContract extends AuditLogContract {
  @TempDir private Path folder;
  private final FactsPlace place = place();
  private Facts facts;

  /** An empty database. */
  protected abstract FactsPlace place();

  @Override
  protected AuditLog open() {
    facts = place.open(folder, NOON);
    return facts.auditLog();
  }

  @AfterEach
  void close() {
    facts.close();
    place.close();
  }

  private void sql(String... statements) {
    place.sql(folder, statements);
  }

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      log.append(act(AuditOperation.SET_POLICY, NOON.plusSeconds(i), "root", "object" + i));
    }
  }

  private List<String> faults() {
    List<String> online = words(log.verify(Optional.empty()));
    assertThat(words(place.verify(folder))).as("from outside it is the same").isEqualTo(online);
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
        "UPDATE audit SET details = concat(details, 'x') WHERE number = 4 | Record 4 was changed",
        "UPDATE audit SET operation = 'Nothing' WHERE number = 4 | Record 4 was changed",
        "UPDATE audit SET operation = lower(operation) WHERE number = 4 | Record 4 was changed",
        "UPDATE audit SET hash = (SELECT previous FROM audit WHERE number = 1) WHERE number = 4 |"
            + " Record 4 was changed",
        "DELETE FROM audit WHERE number = 4 | Record 4 was removed",
        "DELETE FROM audit WHERE number > 6 | Records 7 to 8 were removed",
        "DELETE FROM audit WHERE number < 3 | Records 1 to 2 were removed",
        "INSERT INTO audit SELECT 9, created, operation, user_id, user_type, client_ip, object_id,"
            + " result, details, previous, hash FROM audit WHERE number = 8 | Record 9",
      })
  void what_was_done_by_hand_is_found_with_its_place(String statement, String words) {
    append(8);
    assertThat(faults()).isEmpty();
    sql(statement);
    assertThat(faults()).isNotEmpty().first().asString().startsWith(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"operation = 'Nothing'", "details = 'x'", "result = 'Perhaps'"})
  void a_search_over_a_record_that_cannot_be_read_names_it_and_others_find_what_there_is(
      String damage) {
    append(8);
    Instant at = log.at(4).orElseThrow().record().creationTime();
    Instant ever = Instant.parse("9999-01-01T00:00:00Z");
    sql("UPDATE audit SET " + damage + " WHERE number = 4");
    assertThatThrownBy(
            () -> log.search(AuditQuery.between(Instant.EPOCH, ever), AuditPlace.START, 9))
        .hasMessageContaining("audit record 4 of " + at)
        .hasMessageContaining("sluice audit verify")
        .isInstanceOfSatisfying(
            DamagedRecord.class,
            damaged -> {
              assertThat(damaged.place()).isEqualTo(new AuditPlace(at, 4));
              assertThat(damaged.before())
                  .extracting(ChainedRecord::number)
                  .containsExactly(8L, 7L, 6L, 5L);
            });
    assertThatThrownBy(() -> log.at(4)).hasMessageContaining("audit record 4");
    assertThat(log.search(AuditQuery.between(at.plusMillis(1), ever), AuditPlace.START, 9))
        .extracting(ChainedRecord::number)
        .doesNotContain(4L);
  }

  private static List<String> names(int count, int length) {
    return IntStream.range(0, count).mapToObj(i -> "x".repeat(length)).toList();
  }

  /** Below, at and above each bound. */
  @ParameterizedTest
  @CsvSource({
    "50, 49, 512, true",
    "50, 50, 512, true",
    "51, 50, 1, false",
    "1, 0, 511, true",
    "1, 0, 513, false",
    "0, 1, 513, false"
  })
  void a_search_has_bounds_that_no_closed_list_uses_up(
      int users, int objects, int length, boolean taken) {
    AuditQuery query =
        new AuditQuery(
            Instant.EPOCH,
            NOON,
            List.of(AuditOperation.values()),
            names(users, length),
            names(objects, length),
            "");
    AuditVerbs verbs = Verbs.on(facts, ReleasesContract.settings(0), () -> NOON).audit();
    Actor root = new Actor("root", Role.GlobalAdministrator, "");
    if (taken) {
      assertThat(verbs.search(root, query, AuditPlace.START, 9)).isEmpty();
      assertThat(verbs.count(root, query)).isZero();
    } else {
      assertThatThrownBy(() -> verbs.search(root, query, AuditPlace.START, 9))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("at most 100 users and objects of at most 512 characters");
      assertThatThrownBy(() -> verbs.count(root, query)).isInstanceOf(Refusal.class);
    }
  }

  /** Nothing comes behind the last record, so its hash is held against what was written. */
  @Test
  void a_last_record_that_was_changed_with_its_hash_is_found() {
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
    sql("UPDATE audit SET user_id = 'nobody', hash = " + place.bytes(hash) + " WHERE number = 8");
    assertThat(faults()).singleElement().asString().startsWith("Record 8 was changed");
  }

  @Test
  void a_record_that_went_to_another_place_is_found() {
    append(8);
    sql(
        "UPDATE audit SET number = 100 WHERE number = 3",
        "UPDATE audit SET number = 3 WHERE number = 4",
        "UPDATE audit SET number = 4 WHERE number = 100");
    assertThat(faults()).anyMatch(f -> f.startsWith("Record 3 was changed"));
    assertThat(faults()).anyMatch(f -> f.startsWith("Record 4 was changed"));
  }

  @Test
  void retention_cuts_the_beginning_and_the_rest_still_proves_itself() {
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
  void a_record_of_a_wrong_clock_holds_back_nothing_that_is_old() {
    log.append(act(AuditOperation.SET_POLICY, NOON.plus(Duration.ofDays(3650)), "root", "future"));
    append(20);
    sweep(NOON.plus(Duration.ofDays(180)).plusSeconds(10));
    assertThat(log.verify(Optional.empty()).first()).isEqualTo(12);
    assertThat(faults()).isEmpty();
  }

  @Test
  void a_cut_of_retention_fires_the_alert_policies_that_listen_to_it() {
    append(20);
    AlertPolicies shipped = facts.alerts().policies();
    AlertPolicy policy =
        new AlertPolicy(
            "The log was cut",
            false,
            true,
            Severity.Low,
            Category.Others,
            List.of(AuditOperation.AUDIT_RETENTION),
            AlertFilter.NONE,
            Trigger.EACH,
            Telling.USUAL,
            "");
    facts
        .alerts()
        .keep(
            shipped,
            shipped.plus(policy),
            AuditRecord.bySystem(AuditOperation.NEW_ALERT_POLICY, NOON, "x", java.util.Map.of()));
    sweep(NOON.plus(Duration.ofDays(180)).plusSeconds(10));
    assertThat(log.at(10)).isEmpty();
    assertThat(facts.alerts().list(new AlertStore.AlertQuery(List.of(), "", policy.name()), 9))
        .extracting(org.sluice.core.alert.Alert::entity)
        .containsExactly("audit log");
    assertThat(faults()).isEmpty();
  }

  @Test
  void a_beginning_that_somebody_else_cut_and_anchored_is_found() {
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
        place.open(
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
    facts = place.open(folder, NOON);
    assertThat(facts.auditLog().config().ingestion()).isFalse();
  }
}
