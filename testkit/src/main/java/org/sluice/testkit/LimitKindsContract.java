package org.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Forecast;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.Usage;

/** What every ledger keeps of each kind of limit, of messages judged whole, and of time. */
public abstract class LimitKindsContract extends LedgerFixture {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final SenderKey BERT = SenderKey.of("user:bert@example.org");

  /** Limits of which only one kind holds. */
  private static Limits only(LimitKind kind, int most, boolean binds) {
    int[] values = new int[LimitKind.values().length];
    values[kind.ordinal()] = most;
    return new Limits(
        values[0], values[1], values[2], values[3], values[4], values[5], values[6], binds);
  }

  private static long[] recipients(int from, int count) {
    return LongStream.range(from, from + count).toArray();
  }

  /** A message of which nothing was asked before. */
  private static Charge whole(
      long message, long[] external, long[] internal, long atMillis, Limits limits) {
    int count = external.length + internal.length;
    return new Charge(ANNA, message, external, internal, count, true, atMillis, 0, limits);
  }

  /** A message with one recipient more of the kind, after so many others; of one message if so. */
  private Balance fill(LimitKind kind, int recipients, long atMillis, Limits limits) {
    for (int i = 1; i < recipients; i++) {
      charge(one(kind, i, atMillis, limits));
    }
    return charge(one(kind, recipients, atMillis, limits));
  }

  private static Charge one(LimitKind kind, int recipient, long atMillis, Limits limits) {
    boolean internal = kind == LimitKind.INTERNAL_RECIPIENTS_PER_HOUR;
    boolean oneMessage = kind == LimitKind.RECIPIENTS_PER_MESSAGE;
    long[] one = {recipient};
    return new Charge(
        ANNA,
        oneMessage ? 1 : recipient,
        internal ? Charge.NOBODY : one,
        internal ? one : Charge.NOBODY,
        1,
        false,
        atMillis,
        0,
        limits);
  }

  @ParameterizedTest
  @EnumSource
  void each_kind_lets_through_its_limit_and_refuses_one_more_once_told(LimitKind kind) {
    Limits limits = only(kind, 3, true);
    assertThat(fill(kind, 3, NOON, limits).granted()).isTrue();
    Balance fourth = fill(kind, 4, NOON, limits);
    assertThat(fourth.granted()).isFalse();
    assertThat(fourth.exceeded()).isEqualTo(kind);
    assertThat(fourth.first()).isTrue();
    assertThat(fourth.usage().used(kind)).isEqualTo(4);
    Balance again = fill(kind, 4, NOON, limits);
    assertThat(again.granted()).isFalse();
    assertThat(again.first()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void a_limit_that_does_not_bind_is_told_once_and_counts_on(LimitKind kind) {
    Limits limits = only(kind, 3, false);
    fill(kind, 3, NOON, limits);
    Balance fourth = fill(kind, 4, NOON, limits);
    assertThat(fourth.granted()).isEqualTo(kind.ofPolicy());
    assertThat(fourth.exceeded()).isEqualTo(kind);
    assertThat(fourth.first()).isTrue();
    Balance fifth = fill(kind, 5, NOON, limits);
    assertThat(fifth.first()).isFalse();
    assertThat(fifth.usage().used(kind)).isEqualTo(kind.ofPolicy() ? 5 : 4);
  }

  @Test
  void the_hour_slides_and_a_minute_counts_until_all_of_it_is_old() {
    Limits limits = externalPerHour(2);
    assertThat(charge(recipient(ANNA, 1, 1, NOON + 59 * SECOND, limits)).granted()).isTrue();
    assertThat(charge(recipient(ANNA, 2, 2, NOON + 30 * MINUTE, limits)).granted()).isTrue();
    long last = NOON + HOUR + MINUTE - 1;
    assertThat(ledger.usage(ANNA, last, 0).usage().externalInHour()).isEqualTo(2);
    assertThat(ledger.usage(ANNA, last + 1, 0).usage().externalInHour()).isEqualTo(1);
    assertThat(charge(recipient(ANNA, 3, 3, last + 1, limits)).granted()).isTrue();
    assertThat(charge(recipient(ANNA, 4, 4, last + 1, limits)).granted()).isFalse();
  }

  @Test
  void the_day_slides_and_tells_when_the_first_part_is_free() {
    Limits limits = only(LimitKind.RECIPIENT_RATE, 2, true);
    charge(recipient(ANNA, 1, 1, NOON + MINUTE, limits));
    charge(recipient(ANNA, 2, 2, NOON + 10 * HOUR, limits));
    Balance refused = charge(recipient(ANNA, 3, 3, NOON + 20 * HOUR, limits));
    assertThat(refused.exceeded()).isEqualTo(LimitKind.RECIPIENT_RATE);
    long free = NOON + 20 * HOUR + refused.retryAfterMillis();
    assertThat(free).isEqualTo(NOON + 24 * HOUR + 5 * MINUTE);
    assertThat(charge(recipient(ANNA, 4, 4, free - 1, limits)).granted()).isFalse();
    assertThat(charge(recipient(ANNA, 5, 5, free, limits)).granted()).isTrue();
  }

  @Test
  void the_minute_of_messages_slides_and_tells_how_long_to_wait() {
    Limits limits = only(LimitKind.MESSAGES_PER_MINUTE, 2, true);
    charge(recipient(ANNA, 1, 1, NOON, limits));
    charge(recipient(ANNA, 2, 1, NOON + 30 * SECOND, limits));
    Balance refused = charge(recipient(ANNA, 3, 1, NOON + 40 * SECOND, limits));
    assertThat(refused.retryAfterMillis()).isEqualTo(21 * SECOND);
    assertThat(charge(recipient(ANNA, 4, 1, NOON + 61 * SECOND - 1, limits)).granted()).isFalse();
    assertThat(charge(recipient(ANNA, 5, 1, NOON + 61 * SECOND, limits)).granted()).isTrue();
  }

  @Test
  void a_message_is_let_through_whole_or_not_at_all() {
    Limits limits = only(LimitKind.RECIPIENT_RATE, 5, true);
    assertThat(charge(whole(1, recipients(1, 4), Charge.NOBODY, NOON, limits)).granted()).isTrue();
    assertThat(charge(whole(2, recipients(1, 2), Charge.NOBODY, NOON, limits)).granted()).isFalse();
    assertThat(ledger.usage(ANNA, NOON, 0).usage().externalInHour()).isEqualTo(4);
    assertThat(charge(whole(3, recipients(1, 1), Charge.NOBODY, NOON, limits)).granted()).isTrue();
  }

  @Test
  void the_end_of_a_message_counts_those_that_were_never_named() {
    charge(recipient(ANNA, 1, 1, NOON, Limits.NONE));
    Charge end = new Charge(ANNA, 1, Charge.NOBODY, Charge.NOBODY, 5, true, NOON, 0, Limits.NONE);
    assertThat(charge(end).usage().externalInHour()).isEqualTo(5);
    assertThat(charge(end).usage().externalInHour()).as("asked again").isEqualTo(5);
    Usage used = ledger.usage(ANNA, NOON, 0).usage();
    assertThat(used.externalInDay()).isEqualTo(5);
    assertThat(used.messagesInMinute()).isEqualTo(1);
    assertThat(used.organizationExternalInDay()).isEqualTo(5);
  }

  @Test
  void duplicates_count_once_within_a_request_and_across_kinds() {
    long[] twice = {1, 1, 2};
    long[] inside = {2, 3, 3};
    Balance balance = charge(whole(1, twice, inside, NOON, Limits.NONE));
    assertThat(balance.usage().externalInHour()).isEqualTo(2);
    assertThat(balance.usage().internalInHour()).isEqualTo(1);
  }

  @Test
  void what_heals_refuses_the_whole_message_and_gives_back_what_it_counted() {
    Limits limits = only(LimitKind.RECIPIENT_RATE, 2, true);
    assertThat(charge(recipient(ANNA, 1, 1, NOON, limits)).granted()).isTrue();
    assertThat(charge(recipient(ANNA, 1, 2, NOON, limits)).granted()).isTrue();
    assertThat(charge(recipient(ANNA, 1, 3, NOON, limits)).granted()).isFalse();
    Charge end = new Charge(ANNA, 1, Charge.NOBODY, Charge.NOBODY, 2, true, NOON, 0, limits);
    Balance refused = charge(end);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.exceeded()).isEqualTo(LimitKind.RECIPIENT_RATE);
    Usage used = ledger.usage(ANNA, NOON, 0).usage();
    assertThat(used.externalInDay()).isZero();
    assertThat(used.messagesInMinute()).isZero();
    assertThat(used.organizationExternalInDay()).isZero();
  }

  @Test
  void a_release_makes_earlier_usage_void_for_that_sender_alone() {
    Limits limits = externalPerHour(1);
    charge(recipient(ANNA, 1, 1, NOON, limits));
    charge(recipient(BERT, 1, 1, NOON, limits));
    long afresh = NOON + SECOND;
    assertThat(charge(afresh(2, afresh, limits)).granted()).isTrue();
    assertThat(charge(afresh(3, afresh, limits)).granted()).as("the same release").isFalse();
    assertThat(charge(recipient(ANNA, 4, 4, afresh, limits)).granted()).as("unaware").isFalse();
    assertThat(charge(recipient(BERT, 2, 2, afresh, limits)).granted()).isFalse();
  }

  private static Charge afresh(long message, long atMillis, Limits limits) {
    return new Charge(
        ANNA, message, recipients(1, 1), Charge.NOBODY, 1, false, atMillis, atMillis, limits);
  }

  @Test
  void the_organization_is_all_senders_together() {
    Limits limits = only(LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS, 3, true);
    charge(recipient(ANNA, 1, 1, NOON, limits));
    charge(recipient(BERT, 1, 1, NOON, limits));
    Balance third = charge(recipient(ANNA, 2, 1, NOON + HOUR, limits));
    assertThat(third.granted()).isTrue();
    assertThat(third.usage().organizationExternalInDay()).isEqualTo(3);
    Balance refused = charge(recipient(BERT, 2, 1, NOON + HOUR, limits));
    assertThat(refused.granted()).isFalse();
    assertThat(refused.first()).isTrue();
    assertThat(refused.retryAfterMillis()).isEqualTo(23 * HOUR + 5 * MINUTE);
    assertThat(charge(recipient(ANNA, 3, 1, NOON + HOUR, limits)).first()).isFalse();
    long free = NOON + 24 * HOUR + 5 * MINUTE;
    assertThat(charge(recipient(ANNA, 4, 1, free, limits)).granted()).isTrue();
  }

  @Test
  void a_message_without_an_id_is_not_remembered() {
    charge(recipient(ANNA, 0, 1, NOON, Limits.NONE));
    charge(recipient(ANNA, 0, 1, NOON, Limits.NONE));
    Usage used = ledger.usage(ANNA, NOON, 0).usage();
    assertThat(used.externalInHour()).isEqualTo(2);
    assertThat(used.messagesInMinute()).isEqualTo(2);
  }

  @Test
  void usage_tells_when_each_limit_begins_to_be_free() {
    charge(whole(1, recipients(1, 1), recipients(5, 1), NOON, Limits.NONE));
    Forecast forecast = ledger.usage(ANNA, NOON, 0);
    assertThat(forecast.freesAtMillis())
        .containsEntry(LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR, NOON + 61 * MINUTE)
        .containsEntry(LimitKind.INTERNAL_RECIPIENTS_PER_HOUR, NOON + 61 * MINUTE)
        .containsEntry(LimitKind.RECIPIENTS_PER_DAY, NOON + 24 * HOUR + 5 * MINUTE)
        .containsEntry(LimitKind.RECIPIENT_RATE, NOON + 24 * HOUR + 5 * MINUTE)
        .containsEntry(LimitKind.MESSAGES_PER_MINUTE, NOON + 61 * SECOND)
        .containsEntry(LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS, NOON + 24 * HOUR + 5 * MINUTE);
    assertThat(ledger.usage(BERT, NOON, 0).usage().externalInHour()).isZero();
  }

  @Test
  void a_closed_message_is_forgotten_after_five_minutes_and_an_open_one_after_an_hour() {
    charge(whole(1, recipients(1, 1), Charge.NOBODY, NOON, Limits.NONE));
    charge(recipient(ANNA, 2, 1, NOON, Limits.NONE));
    charge(recipient(BERT, 9, 1, NOON + 5 * MINUTE + 1, Limits.NONE));
    charge(whole(1, recipients(1, 1), Charge.NOBODY, NOON + 5 * MINUTE + 1, Limits.NONE));
    charge(recipient(ANNA, 2, 1, NOON + 5 * MINUTE + 1, Limits.NONE));
    assertThat(ledger.usage(ANNA, NOON + 5 * MINUTE, 0).usage().externalInHour()).isEqualTo(3);
    long later = NOON + 5 * MINUTE + 1 + HOUR;
    charge(recipient(ANNA, 2, 1, later, Limits.NONE));
    assertThat(ledger.usage(ANNA, later, 0).usage().externalInDay()).as("kept").isEqualTo(3);
    charge(recipient(BERT, 10, 1, later + HOUR + 1, Limits.NONE));
    charge(recipient(ANNA, 2, 1, later + HOUR + 1, Limits.NONE));
    assertThat(ledger.usage(ANNA, later + HOUR + 1, 0).usage().externalInDay()).isEqualTo(4);
  }
}
