package org.sluice.core.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.Usage;

/** What is told of a refused message is what is used without it. */
class OrganizationWarningTest {
  private static final long NOON = 1_772_366_400_000L;
  private static final long MINUTE = 60_000;
  private static final long DAY = 24 * 60 * MINUTE;
  private static final Limits THOUSAND = new Limits(0, 0, 0, 0, 0, 0, 1_000, true);

  private final Warnings warnings = new Warnings();
  private final List<AuditRecord> warned = warnings.warned;
  private final List<AuditRecord> over = warnings.over;
  private final SendingPatternsTest.Counted ledger = new SendingPatternsTest.Counted();
  private final OrganizationWarning warning = new OrganizationWarning(ledger, warnings);

  private static Usage organization(long used) {
    return new Usage(0, 0, 0, 0, 0, 0, used);
  }

  private static Moment at(long millis) {
    return new Moment(millis, millis);
  }

  private void granted(long used, long at) {
    ledger.usage = organization(used);
    var _ =
        warning.seen(THOUSAND, new Balance(true, null, false, 0, true, organization(used)), at(at));
  }

  /** A message that would have made it so many. */
  private boolean refused(LimitKind kind, long withIt, long at) {
    return warning.seen(
        THOUSAND, new Balance(false, kind, true, 0, true, organization(withIt)), at(at));
  }

  private void refused(long withIt, long at) {
    var _ = refused(LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS, withIt, at);
  }

  private void ticks(long from, int minutes) {
    for (int i = 1; i <= minutes; i++) {
      warning.tick(at(from + i * MINUTE));
    }
  }

  /** The mark of an earlier process is over, so that what follows is this one's. */
  private void begin() {
    granted(1, NOON - DAY);
    ticks(NOON - DAY, 1);
    over.clear();
  }

  @Test
  void a_limit_that_is_reached_is_told_once_with_what_is_used() {
    granted(1_000, NOON);
    warned.clear();
    for (int i = 0; i < 3; i++) {
      refused(1_001, NOON);
    }
    assertThat(warned)
        .extracting(AuditRecord::operation)
        .containsExactly(AuditOperation.ORGANIZATION_LIMIT_REACHED);
    assertThat(warned.getFirst().parameters()).isEqualTo(Map.of("Used", "1000", "Most", "1000"));
  }

  @Test
  void a_message_that_did_not_fit_is_told_as_that_and_not_again_a_minute_later() {
    begin();
    granted(600, NOON);
    for (int i = 0; i < 60; i++) {
      refused(1_050, NOON + i * MINUTE);
      ticks(NOON + i * MINUTE, 1);
    }
    assertThat(warned).hasSize(1);
    assertThat(warned.getFirst().operation()).isEqualTo(AuditOperation.ORGANIZATION_LIMIT_REACHED);
    assertThat(warned.getFirst().parameters())
        .isEqualTo(Map.of("Used", "600", "Most", "1000", "Attempted", "450"));
    assertThat(over).as("nothing fell below a mark").isEmpty();
    assertThat(warning.part(NOON)).isEqualTo(600);
  }

  @Test
  void a_message_that_did_not_fit_is_over_after_a_day_and_told_again_then() {
    begin();
    granted(600, NOON);
    refused(1_050, NOON);
    ticks(NOON + DAY - 2 * MINUTE, 1);
    assertThat(over).isEmpty();
    ticks(NOON + DAY - MINUTE, 1);
    assertThat(over)
        .extracting(AuditRecord::operation)
        .containsExactly(AuditOperation.ORGANIZATION_BELOW_LIMIT);
    refused(1_050, NOON + DAY);
    assertThat(warned).hasSize(2);
  }

  @Test
  void that_the_limit_is_reached_is_told_though_a_message_had_not_fitted_before() {
    begin();
    granted(600, NOON);
    refused(1_050, NOON);
    granted(1_000, NOON + MINUTE);
    refused(1_001, NOON + MINUTE);
    assertThat(warned)
        .extracting(r -> r.operation() + " " + r.parameters().getOrDefault("Attempted", ""))
        .containsExactly(
            "ORGANIZATION_LIMIT_REACHED 450",
            "ORGANIZATION_NEAR_LIMIT ",
            "ORGANIZATION_LIMIT_REACHED ");
  }

  /** Below, at and above the time between two questions. */
  @ParameterizedTest
  @CsvSource({"999, 1", "1000, 2", "1001, 2"})
  void however_many_are_refused_the_ledger_is_asked_once_in_a_second(long later, int asked) {
    begin();
    granted(600, NOON);
    int before = ledger.asked;
    for (int i = 0; i < 5; i++) {
      refused(1_050, NOON);
    }
    refused(1_050, NOON + later);
    assertThat(ledger.asked - before).isEqualTo(asked);
  }

  /** Refused by another limit, or by this one: what was only wanted is used by nobody. */
  @ParameterizedTest
  @CsvSource({"RECIPIENTS_PER_MESSAGE", "ORGANIZATION_EXTERNAL_RECIPIENTS"})
  void a_refused_message_brings_nobody_near_a_limit(LimitKind kind) {
    begin();
    granted(600, NOON);
    assertThat(refused(kind, 1_050, NOON)).isFalse();
    assertThat(warned).noneMatch(r -> r.operation() == AuditOperation.ORGANIZATION_NEAR_LIMIT);
    assertThat(warning.part(NOON)).isEqualTo(600);
  }
}
