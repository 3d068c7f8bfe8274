package org.sluice.core.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Forecast;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.Usage;
import org.sluice.core.mail.ClientAddress;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.SaslUsername;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.Submission;
import org.sluice.core.restriction.RestrictedEntity;

class SendingPatternsTest {
  private static final long HOUR = 3_600_000L;
  private static final long NOON = 1_772_366_400_000L;
  private static final SenderIdentity ANNA = new SenderIdentity.User("anna@example.org");
  static final Submission SUBMISSION =
      new Submission(
          Submission.Stage.MESSAGE,
          "m",
          new SaslUsername("anna@example.org"),
          new ClientAddress("192.0.2.1"),
          EnvelopeSender.NULL,
          "",
          List.of(),
          1,
          "");

  private final Warnings warnings = new Warnings();
  private final List<AuditRecord> warned = warnings.warned;
  private final Kept history = new Kept();
  private final Counted ledger = new Counted();
  private final SendingPatterns patterns = new SendingPatterns(ledger, history, warnings);
  private final List<AuditRecord> over = warnings.over;

  /** A history that forgets with the test. */
  static class Kept implements SendingHistory {
    final Map<RestrictedEntity, List<SenderHour>> hours = new HashMap<>();

    @Override
    public void keep(List<SenderHour> more) {
      more.forEach(h -> hours.computeIfAbsent(h.sender(), s -> new ArrayList<>()).add(h));
    }

    @Override
    public Map<RestrictedEntity, List<SenderHour>> hours(
        List<RestrictedEntity> senders, int fromHour) {
      return senders.stream()
          .flatMap(sender -> hours.getOrDefault(sender, List.of()).stream())
          .filter(h -> h.hour() >= fromHour)
          .collect(Collectors.groupingBy(SenderHour::sender));
    }

    @Override
    public List<RestrictedEntity> senders(int fromHour, int most) {
      return hours.keySet().stream().limit(most).toList();
    }
  }

  /** A ledger that says what it is told to say. */
  static final class Counted implements LimitLedger {
    Usage usage = Usage.NONE;
    final List<Runnable> slow = new ArrayList<>();
    boolean isSlow;
    int asked;
    boolean all = true;

    @Override
    public boolean hasAllCounts() {
      return all;
    }

    @Override
    public CompletionStage<Balance> charge(Charge charge) {
      return CompletableFuture.completedFuture(new Balance(true, null, false, 0, true, usage));
    }

    @Override
    public CompletionStage<Void> withdraw(SenderKey sender, long message, long atMillis) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public Forecast usage(SenderKey sender, long atMillis, long afreshMillis) {
      throw new AssertionError("Nobody waits for the ledger");
    }

    @Override
    public CompletionStage<Forecast> forecast(SenderKey sender, long at, long afresh) {
      asked++;
      Forecast now = new Forecast(usage, Map.of());
      CompletableFuture<Forecast> answer = new CompletableFuture<>();
      slow.add(() -> answer.complete(now));
      if (!isSlow) {
        slow.forEach(Runnable::run);
        slow.clear();
      }
      return answer;
    }
  }

  private static Moment at(long millis) {
    return new Moment(millis, millis);
  }

  private static Usage used(int external, int internal, long organization) {
    return new Usage(1, 1, external, internal, external, internal, organization);
  }

  private void seen(Usage usage, Limits limits, long at) {
    patterns.seen(ANNA, SUBMISSION, limits, new Balance(true, null, false, 0, true, usage), at(at));
  }

  private static final Limits HUNDRED = new Limits(0, 0, 100, 100, 1_000, 0, 0, true);

  @ParameterizedTest
  @CsvSource({"79, 0, 0", "80, 0, 1", "81, 0, 1", "0, 79, 0", "0, 80, 1", "80, 80, 2"})
  void eighty_percent_of_a_limit_is_told(int external, int internal, int warnings) {
    seen(used(external, internal, 0), HUNDRED, NOON);
    assertThat(warned).hasSize(warnings);
  }

  @ParameterizedTest
  @CsvSource({"49, 0, 0", "50, 1, 0", "51, 1, 0", "79, 1, 0", "80, 1, 1", "81, 1, 1", "100, 1, 1"})
  void senders_at_half_and_at_eighty_percent_are_counted(int external, int half, int near) {
    seen(used(external, 0, 0), HUNDRED, NOON);
    assertThat(nearness(LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR, NOON))
        .isEqualTo(new Nearness(LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR, half, near, external * 10));
    assertThat(nearness(LimitKind.INTERNAL_RECIPIENTS_PER_HOUR, NOON))
        .isEqualTo(Nearness.none(LimitKind.INTERNAL_RECIPIENTS_PER_HOUR));
  }

  @Test
  void a_sender_is_near_for_as_long_as_the_window_of_the_limit() {
    seen(new Usage(1, 1, 60, 0, 600, 0, 0), HUNDRED, NOON);
    for (long later : new long[] {HOUR - 1, HOUR, 24 * HOUR - 1, 24 * HOUR}) {
      var _ = patterns.tick(at(NOON + later));
      assertThat(nearness(LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR, NOON + later).half())
          .as("of the hour, " + later)
          .isEqualTo(later < HOUR ? 1 : 0);
      assertThat(nearness(LimitKind.RECIPIENTS_PER_DAY, NOON + later).half())
          .as("of the day, " + later)
          .isEqualTo(later < 24 * HOUR ? 1 : 0);
    }
  }

  @Test
  void how_much_the_organization_has_used_is_told_beside() {
    Limits limits = new Limits(0, 0, 100, 100, 1_000, 0, 10_000, true);
    seen(used(1, 0, 9_000), limits, NOON);
    assertThat(nearness(LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS, NOON).most()).isEqualTo(900);
    assertThat(nearness(LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS, NOON + 24 * HOUR).most())
        .isZero();
  }

  private Nearness nearness(LimitKind kind, long at) {
    return patterns.nearness(at).stream().filter(n -> n.limit() == kind).findFirst().orElseThrow();
  }

  @Test
  void it_is_told_once_a_day_with_the_limit_and_the_numbers() {
    for (int i = 80; i < 100; i++) {
      seen(used(i, 0, 0), HUNDRED, NOON + i);
    }
    assertThat(warned).hasSize(1);
    assertThat(warned.getFirst().operation()).isEqualTo(AuditOperation.SUSPICIOUS_PATTERN);
    assertThat(warned.getFirst().objectId()).isEqualTo("anna@example.org");
    assertThat(warned.getFirst().parameters())
        .containsEntry("Limit", LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR.title())
        .containsEntry("Used", "80")
        .containsEntry("Most", "100")
        .containsEntry("ClientAddress", "192.0.2.1");
    seen(used(80, 0, 0), HUNDRED, NOON + 80 + SendingPatterns.QUIET_MILLIS - 1);
    assertThat(warned).hasSize(1);
    seen(used(80, 0, 0), HUNDRED, NOON + 80 + SendingPatterns.QUIET_MILLIS);
    assertThat(warned).hasSize(2);
  }

  @Test
  void what_was_refused_is_not_warned_of() {
    patterns.seen(
        ANNA,
        SUBMISSION,
        HUNDRED,
        new Balance(false, LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR, true, 0, true, used(101, 0, 0)),
        at(NOON));
    assertThat(warned).isEmpty();
  }

  @Test
  void far_more_than_in_the_last_two_weeks_is_told_a_tick_after_the_sender_was_first_seen() {
    int hour = (int) (NOON / HOUR);
    for (int i = 1; i <= Departure.LEAST_HOURS; i++) {
      history.keep(
          List.of(new SendingHistory.SenderHour(RestrictedEntity.of(ANNA), hour - i * 24, 2, 8)));
    }
    seen(used(1, 0, 0), Limits.NONE, NOON);
    patterns.tick(at(NOON));
    int most = Departure.TIMES * 10 + Departure.ABOVE;
    seen(used(most, 0, 0), Limits.NONE, NOON + 1);
    assertThat(warned).isEmpty();
    seen(used(most, 1, 0), Limits.NONE, NOON + 2);
    assertThat(warned).hasSize(1);
    assertThat(warned.getFirst().parameters()).containsEntry("Used", Integer.toString(most + 1));
  }

  @Test
  void a_sender_without_habits_departs_from_none() {
    history.keep(List.of(new SendingHistory.SenderHour(RestrictedEntity.of(ANNA), 1, 0, 1)));
    seen(used(1, 0, 0), Limits.NONE, NOON);
    patterns.tick(at(NOON));
    seen(used(10_000, 0, 0), Limits.NONE, NOON);
    assertThat(warned).isEmpty();
  }

  @Test
  void an_hour_that_is_over_is_kept_and_one_without_mail_is_not() {
    patterns.tick(at(NOON));
    seen(used(5, 2, 0), Limits.NONE, NOON + 10);
    ledger.usage = used(5, 2, 0);
    patterns.tick(at(NOON + HOUR));
    assertThat(history.hours.get(RestrictedEntity.of(ANNA)))
        .containsExactly(
            new SendingHistory.SenderHour(RestrictedEntity.of(ANNA), (int) (NOON / HOUR), 2, 5));
    patterns.tick(at(NOON + 2 * HOUR));
    assertThat(history.hours.get(RestrictedEntity.of(ANNA))).hasSize(1);
  }

  @Test
  void an_hour_is_kept_when_a_slow_ledger_has_answered_and_nobody_waits_for_it() {
    patterns.tick(at(NOON));
    seen(used(5, 2, 0), Limits.NONE, NOON + 10);
    ledger.usage = used(5, 2, 0);
    ledger.isSlow = true;
    patterns.tick(at(NOON + HOUR));
    assertThat(history.hours).isEmpty();
    ledger.slow.forEach(Runnable::run);
    patterns.tick(at(NOON + HOUR + 1_000));
    assertThat(history.hours.get(RestrictedEntity.of(ANNA)))
        .containsExactly(
            new SendingHistory.SenderHour(RestrictedEntity.of(ANNA), (int) (NOON / HOUR), 2, 5));
  }

  @ParameterizedTest
  @CsvSource({"1999, 1999", "2000, 2000", "2001, 2000"})
  void of_so_many_senders_it_is_asked_in_one_tick(int senders, int asked) {
    ledger.all = false; // of the organization it is not asked then
    patterns.tick(at(NOON));
    for (int i = 0; i < senders; i++) {
      patterns.seen(
          new SenderIdentity.User(i + "@example.org"),
          SUBMISSION,
          Limits.NONE,
          new Balance(true, null, false, 0, true, used(1, 0, 0)),
          at(NOON + 1));
    }
    patterns.tick(at(NOON + HOUR));
    assertThat(ledger.asked).isEqualTo(asked);
    patterns.tick(at(NOON + HOUR + 1_000));
    assertThat(ledger.asked).isEqualTo(senders);
  }

  @ParameterizedTest
  @CsvSource({"799, ", "800, ORGANIZATION_NEAR_LIMIT"})
  void the_organization_is_warned_of_at_eighty_percent(long used, AuditOperation operation) {
    Limits limits = new Limits(0, 0, 0, 0, 0, 0, 1_000, true);
    for (int i = 0; i < 3; i++) {
      seen(used(1, 0, used), limits, NOON);
    }
    assertThat(warned).hasSize(operation == null ? 0 : 1).allMatch(w -> w.operation() == operation);
  }

  @Test
  void what_nobody_hears_because_the_audit_log_is_off_is_told_when_it_is_on_again() {
    Limits limits = new Limits(0, 0, 100, 100, 1_000, 0, 1_000, true);
    warnings.on = false;
    seen(used(90, 0, 800), limits, NOON);
    assertThat(warned).isEmpty();
    warnings.on = true;
    seen(used(90, 0, 800), limits, NOON + 1);
    assertThat(warned)
        .extracting(AuditRecord::operation)
        .containsExactlyInAnyOrder(
            AuditOperation.SUSPICIOUS_PATTERN, AuditOperation.ORGANIZATION_NEAR_LIMIT);
  }

  /** Below, at and above the part of the limit at which the warnings are over. */
  @ParameterizedTest
  @CsvSource({"699, 1", "700, 0", "701, 0"})
  void the_warnings_of_the_organization_are_over_below_seventy_percent(long later, int told) {
    Limits limits = new Limits(0, 0, 0, 0, 0, 0, 1_000, true);
    seen(used(1, 0, 800), limits, NOON);
    ledger.usage = used(0, 0, later);
    for (int i = 1; i < 5; i++) {
      patterns.tick(at(NOON + i * 60_000L));
    }
    assertThat(over)
        .hasSize(told)
        .allMatch(r -> r.operation() == AuditOperation.ORGANIZATION_BELOW_LIMIT)
        .allMatch(r -> r.parameters().equals(Map.of("Used", "" + later, "Most", "1000")));
    seen(used(1, 0, 800), limits, NOON + 5 * 60_000L);
    assertThat(warned).as("from then on a warning is due again").hasSize(1 + told);
  }

  @Test
  void a_share_of_the_counts_ends_no_warning_of_the_organization_and_no_limit_ends_it() {
    seen(used(1, 0, 800), new Limits(0, 0, 0, 0, 0, 0, 1_000, true), NOON);
    ledger.all = false;
    patterns.tick(at(NOON + 60_000));
    assertThat(over).isEmpty();
    ledger.all = true;
    ledger.usage = used(1, 0, 900);
    patterns.tick(at(NOON + 120_000));
    assertThat(over).isEmpty();
    seen(used(1, 0, 900), Limits.NONE, NOON + 130_000);
    patterns.tick(at(NOON + 180_000));
    assertThat(over).hasSize(1);
  }

  @Test
  void after_a_start_the_warning_of_an_earlier_process_is_over_too() {
    Limits limits = new Limits(0, 0, 0, 0, 0, 0, 1_000, true);
    patterns.tick(at(NOON));
    assertThat(over).as("the limit is not known before somebody sends").isEmpty();
    seen(used(1, 0, 1), limits, NOON);
    patterns.tick(at(NOON + 1));
    patterns.tick(at(NOON + 60_001));
    assertThat(over).hasSize(1);
  }
}
