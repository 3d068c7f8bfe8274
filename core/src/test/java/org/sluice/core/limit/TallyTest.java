package org.sluice.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {
  private static final SenderKey ANNA = SenderKey.of("user:anna@example.org");
  private static final SenderKey BERT = SenderKey.of("user:bert@example.org");

  /** 2026-03-01 12:00:00 UTC. */
  private static final long NOON = 1_772_366_400_000L;

  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

  private final Tally tally = new Tally(TallyLog.NONE);
  private long nextMessage = 1;

  @Test
  void a_burst_at_59_59_and_one_at_00_01_share_one_window() {
    Limits limits = externalPerHour(100);
    long edge = NOON + HOUR;

    assertThat(send(ANNA, 100, edge - 1000, limits).granted()).isTrue();
    assertThat(send(ANNA, 1, edge + 1000, limits).granted()).isFalse();
    assertThat(send(ANNA, 1, edge + 59 * MINUTE, limits).granted()).isFalse();
    assertThat(send(ANNA, 100, edge + 62 * MINUTE, limits).granted()).isTrue();
  }

  @Test
  void a_message_that_would_cross_counts_not_at_all() {
    Limits limits = externalPerHour(100);
    send(ANNA, 60, NOON, limits);

    assertThat(send(ANNA, 41, NOON, limits).granted()).isFalse();
    assertThat(send(ANNA, 40, NOON, limits).granted()).isTrue();
  }

  @Test
  void refused_attempts_do_not_lock_a_retrying_client_out() {
    Limits limits = externalPerHour(10);
    send(ANNA, 10, NOON, limits);
    for (int i = 1; i <= 60; i++) {
      assertThat(send(ANNA, 1, NOON + i * MINUTE, limits).granted()).isFalse();
    }
    assertThat(send(ANNA, 10, NOON + 61 * MINUTE, limits).granted()).isTrue();
  }

  @Test
  void editing_a_limit_keeps_what_was_counted() {
    send(ANNA, 5, NOON, externalPerHour(5));

    assertThat(send(ANNA, 1, NOON, externalPerHour(6)).granted()).isTrue();
    assertThat(send(ANNA, 1, NOON, externalPerHour(3)).granted()).isFalse();
    assertThat(used(ANNA).externalInHour()).isEqualTo(6);
  }

  @Test
  void an_rcpt_that_is_asked_again_counts_once() {
    Limits limits = externalPerHour(10);
    for (int i = 0; i < 5; i++) {
      assertThat(rcpt(ANNA, 7, 1, NOON, limits).granted()).isTrue();
    }
    assertThat(endOfMessage(ANNA, 7, 1, NOON, limits).granted()).isTrue();
    assertThat(used(ANNA).externalInHour()).isEqualTo(1);
    assertThat(used(ANNA).messagesInMinute()).isEqualTo(1);
  }

  @Test
  void the_same_recipient_twice_in_a_message_counts_once_at_its_end_too() {
    Limits limits = externalPerHour(10);
    rcpt(ANNA, 7, 1, NOON, limits);
    rcpt(ANNA, 7, 1, NOON, limits);
    rcpt(ANNA, 7, 2, NOON, limits);

    assertThat(endOfMessage(ANNA, 7, 3, NOON, limits).granted()).isTrue();
    assertThat(used(ANNA).externalInHour()).isEqualTo(2);
  }

  @Test
  void recipients_that_only_the_end_of_the_message_tells_of_count_as_external() {
    Limits limits = externalPerHour(10);
    rcpt(ANNA, 7, 1, NOON, limits);

    assertThat(endOfMessage(ANNA, 7, 4, NOON, limits).granted()).isTrue();
    assertThat(endOfMessage(ANNA, 7, 4, NOON, limits).granted()).isTrue();
    assertThat(used(ANNA).externalInHour()).isEqualTo(4);
    assertThat(endOfMessage(ANNA, 8, 7, NOON, limits).granted()).isFalse();
  }

  @Test
  void a_limit_that_heals_refuses_the_message_whole_and_gives_back_what_it_counted() {
    Limits limits = recipientRate(5);
    send(ANNA, 4, NOON, limits);

    assertThat(rcpt(ANNA, 7, 1, NOON, limits).granted()).isTrue();
    assertThat(rcpt(ANNA, 7, 2, NOON, limits).exceeded()).isEqualTo(LimitKind.RECIPIENT_RATE);
    assertThat(endOfMessage(ANNA, 7, 1, NOON, limits).granted()).isFalse();
    assertThat(used(ANNA).externalInDay()).isEqualTo(4);
    assertThat(used(ANNA).organizationExternalInDay()).isEqualTo(4);
    assertThat(used(ANNA).messagesInMinute()).isEqualTo(1);
    assertThat(rcpt(ANNA, 8, 1, NOON, limits).granted()).isTrue();
  }

  @Test
  void the_recipient_beyond_a_messages_most_is_refused_and_the_message_goes_on() {
    Limits limits = new Limits(0, 2, 0, 0, 0, 0, 0, true);
    rcpt(ANNA, 7, 1, NOON, limits);
    rcpt(ANNA, 7, 2, NOON, limits);

    assertThat(rcpt(ANNA, 7, 3, NOON, limits).exceeded())
        .isEqualTo(LimitKind.RECIPIENTS_PER_MESSAGE);
    assertThat(endOfMessage(ANNA, 7, 2, NOON, limits).granted()).isTrue();
    assertThat(used(ANNA).externalInHour()).isEqualTo(2);
  }

  @Test
  void messages_per_minute_slide_and_tell_how_long_to_wait() {
    Limits limits = new Limits(2, 0, 0, 0, 0, 0, 0, true);
    send(ANNA, 1, NOON, limits);
    send(ANNA, 1, NOON + 30_000, limits);

    Balance refused = send(ANNA, 1, NOON + 59_000, limits);
    assertThat(refused.exceeded()).isEqualTo(LimitKind.MESSAGES_PER_MINUTE);
    assertThat(refused.retryAfterMillis()).isEqualTo(2_000);
    assertThat(send(ANNA, 1, NOON + 61_000, limits).granted()).isTrue();
    assertThat(send(ANNA, 1, NOON + 62_000, limits).granted()).isFalse();
  }

  @Test
  void internal_and_external_are_counted_apart() {
    Limits limits = new Limits(0, 0, 1, 1, 0, 0, 0, true);

    assertThat(charge(ANNA, 1, hashes(1, 1), hashes(2, 1), 1, true, NOON, 0, limits).granted())
        .isTrue();
    assertThat(charge(ANNA, 2, Charge.NOBODY, hashes(3, 1), 1, true, NOON, 0, limits).exceeded())
        .isEqualTo(LimitKind.INTERNAL_RECIPIENTS_PER_HOUR);
  }

  @Test
  void a_lowered_external_limit_does_not_refuse_internal_mail() {
    send(ANNA, 5, NOON, externalPerHour(5));

    assertThat(
            charge(ANNA, 9, Charge.NOBODY, hashes(3, 1), 1, true, NOON, 0, externalPerHour(2))
                .granted())
        .isTrue();
  }

  @Test
  void a_limit_that_does_not_bind_counts_on_and_is_told_once_until_it_is_kept_again() {
    Limits limits = externalPerHour(3).advisory();
    assertThat(send(ANNA, 3, NOON, limits).exceeded()).isNull();

    Balance crossing = send(ANNA, 1, NOON, limits);
    assertThat(crossing.granted()).isTrue();
    assertThat(crossing.exceeded()).isEqualTo(LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR);
    assertThat(crossing.first()).isTrue();
    assertThat(send(ANNA, 1, NOON, limits).first()).isFalse();
    assertThat(used(ANNA).externalInHour()).isEqualTo(5);

    assertThat(send(ANNA, 1, NOON + 2 * HOUR, limits).exceeded()).isNull();
    assertThat(send(ANNA, 3, NOON + 2 * HOUR, limits).first()).isTrue();
  }

  @Test
  void a_release_starts_usage_afresh_and_only_once() {
    Limits limits = externalPerHour(5);
    send(ANNA, 5, NOON, limits);
    long released = NOON + MINUTE;

    assertThat(send(ANNA, 5, released + 1000, released, limits).granted()).isTrue();
    assertThat(send(ANNA, 1, released + 2000, released, limits).granted()).isFalse();
    assertThat(send(ANNA, 1, released + 2000, 0, limits).granted()).isFalse();
  }

  @Test
  void a_message_from_before_a_release_gives_nothing_back() {
    Limits limits = recipientRate(5);
    rcpt(ANNA, 7, 1, NOON, limits);
    send(ANNA, 4, NOON, limits);
    rcpt(ANNA, 7, 2, NOON, limits);
    long released = NOON + 2000;
    send(ANNA, 3, released, released, limits);

    endOfMessage(ANNA, 7, 1, released + 1000, limits);

    assertThat(used(ANNA).externalInDay()).isEqualTo(3);
  }

  @Test
  void the_organization_counts_external_recipients_of_everybody() {
    Limits limits = new Limits(0, 0, 0, 0, 0, 0, 10, true);
    send(ANNA, 6, NOON, limits);

    Balance crossing = send(BERT, 5, NOON, limits);
    assertThat(crossing.exceeded()).isEqualTo(LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS);
    assertThat(crossing.first()).isTrue();
    assertThat(send(ANNA, 5, NOON, limits).first()).isFalse();
    assertThat(send(BERT, 4, NOON, limits).granted()).isTrue();
    assertThat(send(BERT, 1, NOON + 24 * HOUR + 5 * MINUTE, limits).granted()).isTrue();
  }

  @Test
  void asking_for_usage_makes_no_sender() {
    assertThat(tally.usage(ANNA, NOON, 0).usage()).isEqualTo(Usage.NONE);
    assertThat(tally.senders()).isZero();
  }

  @Test
  void the_forecast_tells_when_the_oldest_bucket_leaves() {
    send(ANNA, 2, NOON + 30_000, externalPerHour(10));

    assertThat(tally.usage(ANNA, NOON + 40_000, 0).freesAtMillis())
        .containsEntry(LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR, NOON + 61 * MINUTE)
        .containsEntry(LimitKind.RECIPIENTS_PER_DAY, NOON + 24 * HOUR + 5 * MINUTE);
  }

  @Test
  void idle_senders_leave_memory() {
    for (int i = 0; i < 2000; i++) {
      send(SenderKey.of("user:" + i), 1, NOON, externalPerHour(10));
    }
    tally.sweep(NOON + 23 * HOUR, 100_000);
    assertThat(tally.senders()).isEqualTo(2000);

    tally.sweep(NOON + 25 * HOUR, 100_000);
    assertThat(tally.senders()).isZero();
    send(ANNA, 1, NOON + 25 * HOUR, externalPerHour(10));
    assertThat(used(ANNA).externalInHour()).isEqualTo(1);
  }

  @Test
  void a_sender_active_in_every_minute_of_a_day_stays_within_its_bound() {
    for (int i = 0; i < 3 * 24 * 60; i++) {
      assertThat(send(ANNA, 1, NOON + i * MINUTE, Limits.NONE).granted()).isTrue();
    }
    assertThat(used(ANNA).externalInHour()).isEqualTo(61);
    assertThat(used(ANNA).externalInDay()).isBetween(1440, 1445);
  }

  @Test
  void a_time_that_goes_back_frees_nothing_and_locks_nobody() {
    Limits limits = externalPerHour(5);
    send(ANNA, 5, NOON, limits);

    assertThat(send(ANNA, 1, NOON - 10 * HOUR, limits).granted()).isFalse();
    assertThat(send(BERT, 1, NOON - 10 * HOUR, limits).granted()).isTrue();
    assertThat(send(ANNA, 5, NOON + 61 * MINUTE, limits).granted()).isTrue();
  }

  private Usage used(SenderKey sender) {
    return tally.usage(sender, tally.lastMillis(), 0).usage();
  }

  private Balance send(SenderKey sender, int recipients, long at, Limits limits) {
    return send(sender, recipients, at, 0, limits);
  }

  private Balance send(SenderKey sender, int recipients, long at, long afresh, Limits limits) {
    long message = 1_000_000 + nextMessage++;
    return charge(
        sender,
        message,
        hashes(1, recipients),
        Charge.NOBODY,
        recipients,
        true,
        at,
        afresh,
        limits);
  }

  private Balance rcpt(SenderKey sender, long message, int recipient, long at, Limits limits) {
    return charge(sender, message, hashes(recipient, 1), Charge.NOBODY, 1, false, at, 0, limits);
  }

  private Balance endOfMessage(SenderKey sender, long message, int count, long at, Limits limits) {
    return charge(sender, message, Charge.NOBODY, Charge.NOBODY, count, true, at, 0, limits);
  }

  private Balance charge(
      SenderKey sender,
      long message,
      long[] external,
      long[] internal,
      int count,
      boolean whole,
      long at,
      long afresh,
      Limits limits) {
    return tally.charge(
        new Charge(sender, message, external, internal, count, whole, at, afresh, limits));
  }

  private static long[] hashes(int first, int count) {
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      hashes[i] = Hash.of("r" + (first + i), 1);
    }
    return hashes;
  }

  private static Limits externalPerHour(int most) {
    return new Limits(0, 0, most, 0, 0, 0, 0, true);
  }

  private static Limits recipientRate(int most) {
    return new Limits(0, 0, 0, 0, 0, most, 0, true);
  }
}
