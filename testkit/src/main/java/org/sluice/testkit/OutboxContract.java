package org.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.outbox.Backoff;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Delivery.State;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outbox;
import org.sluice.core.outbox.Outgoing;
import org.sluice.core.outbox.Reach;

/** What every outbox keeps, whatever it is built on. */
public abstract class OutboxContract {
  protected static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** The outbox under test. */
  protected Outbox outbox = new MemoryOutbox();

  /** Makes an empty outbox. */
  protected abstract Outbox open() throws Exception;

  @BeforeEach
  final void openOutbox() throws Exception {
    outbox = open();
  }

  /** A notice on its way. */
  protected static Outgoing outgoing(String key, Channel channel) {
    return new Outgoing(
        key,
        channel,
        "a@example.org",
        new Content.Notice(NoticeKind.ALERT, Map.of("Entity", "anna@example.org", "Empty", "")),
        NOON);
  }

  private Delivery only() {
    List<Delivery> due = outbox.due(Channel.MAIL, NOON, 10);
    assertThat(due).hasSize(1);
    return due.getFirst();
  }

  private static AuditRecord record() {
    return new AuditRecord(
        AuditOperation.RESTART_NOTIFICATION, NOON, "root", "", "1", Map.of(), List.of());
  }

  @Test
  void what_was_put_in_comes_out_as_it_was() {
    outbox.put(outgoing("k", Channel.MAIL));
    Delivery delivery = only();
    assertThat(delivery.outgoing()).isEqualTo(outgoing("k", Channel.MAIL));
    assertThat(delivery.state()).isEqualTo(State.WAITING);
    assertThat(outbox.due(Channel.SYSLOG, NOON, 10)).isEmpty();
    assertThat(outbox.due(Channel.MAIL, NOON.minusMillis(1), 10)).as("not yet due").isEmpty();
  }

  @Test
  void what_waits_can_be_claimed_and_what_is_under_way_or_done_with_cannot() {
    outbox.put(outgoing("k", Channel.SYSLOG));
    long number = outbox.due(Channel.SYSLOG, NOON, 1).getFirst().number();
    assertThat(outbox.claim(number, NOON)).isTrue();
    assertThat(outbox.claim(number, NOON)).as("again").isTrue();
    outbox.sending(number, NOON);
    assertThat(outbox.claim(number, NOON)).isFalse();
    outbox.tried(number, Outbox.Attempt.arrived(NOON), NOON);
    assertThat(outbox.claim(number, NOON)).isFalse();
    assertThat(outbox.claim(number + 1, NOON)).as("none of this number").isFalse();
  }

  /** Somebody asked what is due, and before its turn it was tried by another and put off. */
  @Test
  void what_was_put_off_meanwhile_is_claimed_when_it_is_due_and_not_before() {
    outbox.put(outgoing("k", Channel.MAIL));
    Delivery stale = only();
    Outbox.Attempt attempt = Backoff.after(stale, "no route", NOON);
    outbox.tried(stale.number(), attempt, NOON);
    assertThat(outbox.claim(stale.number(), attempt.due().minusMillis(1))).isFalse();
    assertThat(outbox.claim(stale.number(), attempt.due())).isTrue();
    Instant setBack = attempt.due().minus(Backoff.LONGEST);
    assertThat(outbox.claim(stale.number(), setBack)).isFalse();
    assertThat(outbox.claim(stale.number(), setBack.minusMillis(1))).isTrue();
  }

  @Test
  void a_whole_message_comes_out_byte_by_byte() {
    byte[] bytes = "Subject: x\r\n\r\n\u00e4\r\n".getBytes(StandardCharsets.ISO_8859_1);
    Outgoing whole =
        new Outgoing("dsn", Channel.REPORT, "a@example.org", new Content.Message("", bytes), NOON);
    outbox.put(whole);
    assertThat(outbox.due(Channel.MAIL, NOON, 10)).as("in a lane of its own").isEmpty();
    assertThat(outbox.due(Channel.REPORT, NOON, 10))
        .extracting(Delivery::outgoing)
        .containsExactly(whole);
  }

  @Test
  void a_key_is_put_in_once_for_ever() {
    outbox.put(outgoing("k", Channel.MAIL));
    outbox.put(outgoing("k", Channel.MAIL));
    outbox.tried(only().number(), Outbox.Attempt.arrived(NOON), NOON);
    outbox.put(outgoing("k", Channel.MAIL));
    assertThat(outbox.due(Channel.MAIL, NOON, 10)).isEmpty();
    assertThat(outbox.list(List.of(), 10)).hasSize(1);
  }

  @Test
  void what_failed_waits_for_its_time_and_remembers_why() {
    outbox.put(outgoing("k", Channel.MAIL));
    Delivery delivery = only();
    outbox.sending(delivery.number(), NOON);
    assertThat(outbox.due(Channel.MAIL, NOON.plusSeconds(3600), 10)).as("being sent").isEmpty();
    Outbox.Attempt attempt = Backoff.after(delivery, "no route", NOON);
    outbox.tried(delivery.number(), attempt, NOON);
    assertThat(outbox.due(Channel.MAIL, attempt.due().minusMillis(1), 10)).isEmpty();
    Delivery again = outbox.due(Channel.MAIL, attempt.due(), 10).getFirst();
    assertThat(again.attempts()).isEqualTo(1);
    assertThat(again.lastError()).isEqualTo("no route");
  }

  /** The alert's own delivery is put off; that it is over was put in meanwhile. */
  @Test
  void that_an_alert_is_over_never_arrives_before_the_alert() {
    outbox.put(outgoing("alert:1:mail:a", Channel.MAIL));
    Delivery alert = only();
    outbox.tried(alert.number(), Backoff.after(alert, "no route", NOON), NOON);
    outbox.put(outgoing("alert-closed:1:mail:a", Channel.MAIL));
    outbox.put(outgoing("alert-closed:2:mail:a", Channel.MAIL));
    assertThat(keys(NOON)).as("of another alert").containsExactly("alert-closed:2:mail:a");
    Instant later = NOON.plusSeconds(5);
    assertThat(keys(later)).containsExactly("alert-closed:2:mail:a", "alert:1:mail:a");
    outbox.sending(alert.number(), later);
    assertThat(keys(later)).as("while it is handed over").containsExactly("alert-closed:2:mail:a");
    outbox.tried(alert.number(), Outbox.Attempt.arrived(later), later);
    assertThat(keys(later)).contains("alert-closed:1:mail:a");
  }

  @Test
  void that_an_alert_is_over_is_told_when_the_alert_itself_was_given_up() {
    outbox.put(outgoing("alert:1:mail:a", Channel.MAIL));
    outbox.tried(only().number(), Backoff.refused("no such user", NOON), NOON);
    outbox.put(outgoing("alert-closed:1:mail:a", Channel.MAIL));
    assertThat(keys(NOON)).containsExactly("alert-closed:1:mail:a");
  }

  /** Somebody tries by its number what was given up, after its end has arrived. */
  @Test
  void an_alert_whose_end_arrived_is_tried_once_more_by_its_number_and_never_with_the_others() {
    outbox.put(outgoing("alert:1:mail:a", Channel.MAIL));
    Delivery alert = only();
    outbox.tried(alert.number(), Backoff.refused("no such user", NOON), NOON);
    outbox.put(outgoing("alert-closed:1:mail:a", Channel.MAIL));
    assertThat(outbox.find(alert.number()).orElseThrow().overtaken()).isFalse();
    assertThat(outbox.restartGivenUp(NOON, count -> record())).as("while the end waits").isOne();
    outbox.tried(alert.number(), Backoff.refused("no such user", NOON), NOON);
    outbox.tried(only().number(), Outbox.Attempt.arrived(NOON), NOON);
    assertThat(outbox.find(alert.number()).orElseThrow().overtaken())
        .as("though it was given up for a reason of its own")
        .isTrue();
    assertThat(outbox.list(List.of(State.GIVEN_UP), 9)).allMatch(Delivery::overtaken);
    assertThat(outbox.restartGivenUp(NOON, count -> record())).isZero();
    assertThat(outbox.restart(alert.number(), NOON, record())).isTrue();
    assertThat(outbox.find(alert.number()).orElseThrow().overtaken()).as("it is tried").isFalse();
    Optional<Delivery> overtaken =
        outbox.tried(alert.number(), Backoff.after(alert, "no route", NOON), NOON);
    Delivery given = outbox.find(alert.number()).orElseThrow();
    assertThat(overtaken).as("is named to who tried it").hasValue(given);
    assertThat(given.state()).isEqualTo(State.GIVEN_UP);
    assertThat(given.lastError()).isEqualTo(Outbox.OVERTAKEN + "no route");
    assertThat(outbox.due(Channel.MAIL, NOON.plus(Backoff.LONGEST), 9)).isEmpty();
  }

  /** Somebody tries it by its number while its end is being handed over. */
  @Test
  void an_alert_is_not_handed_over_beside_its_end() {
    outbox.put(outgoing("alert:1:mail:a", Channel.MAIL));
    Delivery alert = only();
    outbox.tried(alert.number(), Backoff.refused("no such user", NOON), NOON);
    outbox.put(outgoing("alert-closed:1:mail:a", Channel.MAIL));
    Delivery end = only();
    assertThat(outbox.sending(end.number(), NOON)).isTrue();
    assertThat(outbox.restart(alert.number(), NOON, record())).isTrue();
    assertThat(keys(NOON)).isEmpty();
    assertThat(outbox.sending(alert.number(), NOON)).isFalse();
    outbox.tried(end.number(), Backoff.after(end, "no route", NOON), NOON);
    assertThat(keys(NOON.plus(Backoff.LONGEST))).containsExactly("alert:1:mail:a");
    assertThat(outbox.sending(end.number(), NOON)).as("its alert comes first").isFalse();
    assertThat(outbox.sending(alert.number(), NOON)).isTrue();
  }

  private List<String> keys(Instant now) {
    return outbox.due(Channel.MAIL, now, 9).stream().map(d -> d.outgoing().key()).toList();
  }

  @Test
  void a_receiver_that_took_one_gets_what_else_waits_for_it_at_once() {
    Outgoing other = outgoing("other", Channel.WEBHOOK);
    outbox.put(outgoing("a", Channel.WEBHOOK));
    outbox.put(outgoing("b", Channel.WEBHOOK));
    outbox.put(new Outgoing("c", Channel.WEBHOOK, "elsewhere", other.content(), NOON));
    outbox.put(outgoing("mail", Channel.MAIL));
    List<Delivery> due = new ArrayList<>(outbox.due(Channel.WEBHOOK, NOON, 9));
    due.addAll(outbox.due(Channel.MAIL, NOON, 9));
    due.forEach(d -> outbox.tried(d.number(), Backoff.after(d, "no route", NOON), NOON));
    assertThat(outbox.due(Channel.WEBHOOK, NOON.plusSeconds(1), 9)).isEmpty();
    outbox.tried(
        due.getFirst().number(), Outbox.Attempt.arrived(NOON.plusSeconds(1)), NOON.plusSeconds(1));
    assertThat(outbox.due(Channel.WEBHOOK, NOON.plusSeconds(1), 9))
        .extracting(d -> d.outgoing().key())
        .containsExactly("b");
    assertThat(outbox.due(Channel.MAIL, NOON.plusSeconds(1), 9)).isEmpty();
  }

  @Test
  void what_was_given_up_stays_visible_and_can_be_tried_again() {
    outbox.put(outgoing("k", Channel.MAIL));
    long number = only().number();
    outbox.tried(number, Backoff.refused("no such user", NOON), NOON);
    assertThat(outbox.due(Channel.MAIL, NOON, 10)).isEmpty();
    assertThat(outbox.list(List.of(State.GIVEN_UP), 10)).hasSize(1);
    assertThat(outbox.list(List.of(State.WAITING, State.SENT), 10)).isEmpty();
    assertThat(outbox.restart(number, NOON, record())).isTrue();
    assertThat(only().number()).isEqualTo(number);
    assertThat(outbox.restart(number + 1, NOON, record())).as("there is no such").isFalse();
  }

  @Test
  void all_that_were_given_up_are_tried_again_with_one_record_and_nothing_else_is() {
    for (String key : List.of("given up", "given up too", "arrived", "waits")) {
      outbox.put(outgoing(key, Channel.MAIL));
    }
    List<Delivery> due = outbox.due(Channel.MAIL, NOON, 4);
    outbox.tried(due.get(0).number(), Backoff.refused("no such user", NOON), NOON);
    outbox.tried(due.get(1).number(), Backoff.refused("no such user", NOON), NOON);
    outbox.tried(due.get(2).number(), Outbox.Attempt.arrived(NOON), NOON);
    outbox.tried(due.get(3).number(), Backoff.after(due.get(3), "no route", NOON), NOON);
    List<Long> counted = new ArrayList<>();
    long restarted =
        outbox.restartGivenUp(
            NOON,
            count -> {
              counted.add(count);
              return record();
            });
    assertThat(restarted).isEqualTo(2);
    assertThat(counted).containsOnly(2L);
    assertThat(outbox.due(Channel.MAIL, NOON, 9))
        .extracting(d -> d.outgoing().key())
        .containsExactly("given up", "given up too");
    assertThat(outbox.list(List.of(State.SENT), 9)).hasSize(1);
    due.subList(0, 2).forEach(d -> outbox.tried(d.number(), Outbox.Attempt.arrived(NOON), NOON));
    counted.clear();
    assertThat(
            outbox.restartGivenUp(
                NOON,
                count -> {
                  counted.add(count);
                  return record();
                }))
        .isZero();
    assertThat(counted).as("nothing, and no record of it").isEmpty();
  }

  @Test
  void what_is_for_some_receivers_is_left_out_where_asked() {
    for (String to : List.of("a", "b", "c")) {
      outbox.put(
          new Outgoing(
              "k" + to, Channel.WEBHOOK, to, outgoing("", Channel.WEBHOOK).content(), NOON));
    }
    assertThat(outbox.due(Channel.WEBHOOK, Reach.ALL.without(Set.of("a", "c")), NOON, 9))
        .extracting(d -> d.outgoing().to())
        .containsExactly("b");
    assertThat(outbox.due(Channel.WEBHOOK, Reach.ALL.without(Set.of("a")), NOON, 1))
        .extracting(d -> d.outgoing().to())
        .containsExactly("b");
    assertThat(outbox.due(Channel.WEBHOOK, NOON, 9)).hasSize(3);
  }

  private Stream<String> within(Reach reach, Instant now) {
    return outbox.due(Channel.WEBHOOK, reach, now, 9).stream().map(d -> d.outgoing().to());
  }

  /** Below, at and above the time for which it is left to others. */
  @Test
  void what_is_out_of_reach_is_left_to_others_until_it_is_too_old() {
    for (String to : List.of("a", "b", "c")) {
      outbox.put(
          new Outgoing(
              "k" + to, Channel.WEBHOOK, to, outgoing("", Channel.WEBHOOK).content(), NOON));
    }
    Reach reach = Reach.only(Set.of("a", "b"));
    Instant old = NOON.plus(Reach.PATIENCE);
    assertThat(within(reach, NOON)).containsExactly("a", "b");
    assertThat(within(reach.without(Set.of("a")), NOON)).containsExactly("b");
    assertThat(within(Reach.NONE, NOON)).isEmpty();
    assertThat(within(Reach.NONE, old.minusMillis(1))).isEmpty();
    assertThat(within(Reach.NONE, old)).containsExactly("a", "b", "c");
    assertThat(within(reach, old.plusMillis(1))).containsExactly("a", "b", "c");
    assertThat(within(reach.without(Set.of("c")), old)).containsExactly("a", "b");
  }

  /** At the longest wait and above it: later than that nothing is put off. */
  @Test
  void a_clock_that_is_set_back_puts_off_nothing_for_longer_than_the_longest_wait() {
    outbox.put(outgoing("k", Channel.MAIL));
    outbox.tried(only().number(), Backoff.after(only(), "no route", NOON), NOON);
    Instant due = NOON.plusSeconds(5);
    assertThat(outbox.due(Channel.MAIL, due.minus(Backoff.LONGEST), 9)).isEmpty();
    assertThat(outbox.due(Channel.MAIL, due.minus(Backoff.LONGEST).minusMillis(1), 9)).hasSize(1);
    assertThat(outbox.due(Channel.MAIL, NOON.minusSeconds(7 * 3_600), 9)).hasSize(1);
  }

  @Test
  void what_is_restarted_begins_with_the_shortest_wait_and_its_whole_time() {
    outbox.put(outgoing("k", Channel.MAIL));
    long number = only().number();
    for (int i = 0; i < 9; i++) {
      outbox.tried(
          number, Backoff.after(outbox.find(number).orElseThrow(), "no route", NOON), NOON);
    }
    Instant later = NOON.plus(Backoff.PATIENCE);
    assertThat(outbox.restart(number, later, record())).isTrue();
    Delivery anew = outbox.due(Channel.MAIL, later, 1).getFirst();
    assertThat(anew.attempts()).isZero();
    assertThat(anew.lastError()).as("what went wrong before stays visible").isEqualTo("no route");
    Outbox.Attempt first = Backoff.after(anew, "no route", later);
    assertThat(first.state()).isEqualTo(State.WAITING);
    assertThat(first.due()).isEqualTo(later.plusSeconds(5));
  }

  @Test
  void what_arrived_is_never_sent_again() {
    outbox.put(outgoing("k", Channel.MAIL));
    long number = only().number();
    outbox.tried(number, Outbox.Attempt.arrived(NOON), NOON);
    assertThat(outbox.restart(number, NOON, record())).isFalse();
    assertThat(outbox.sending(number, NOON)).isFalse();
    outbox.tried(number, Backoff.refused("late", NOON), NOON);
    assertThat(outbox.find(number).orElseThrow().state()).isEqualTo(State.SENT);
  }

  @Test
  void the_longest_due_come_first_and_no_more_than_asked_for() {
    for (int i = 0; i < 5; i++) {
      outbox.put(outgoing("k" + i, Channel.WEBHOOK));
    }
    assertThat(outbox.due(Channel.WEBHOOK, NOON, 3))
        .extracting(d -> d.outgoing().key())
        .containsExactly("k0", "k1", "k2");
    assertThat(outbox.list(List.of(), 2))
        .extracting(d -> d.outgoing().key())
        .containsExactly("k4", "k3");
    assertThat(outbox.list(List.of(State.WAITING), outbox.list(List.of(), 2).getLast().number(), 2))
        .extracting(d -> d.outgoing().key())
        .containsExactly("k2", "k1");
  }
}
