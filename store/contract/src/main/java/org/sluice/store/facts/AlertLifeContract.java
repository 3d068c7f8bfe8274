package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.AlertVerbs;
import org.sluice.core.alert.AggregationType;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertFilter;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.Severity;
import org.sluice.core.alert.Telling;
import org.sluice.core.alert.Trigger;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.limit.Moment;
import org.sluice.core.outbox.Backoff;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Delivery;

/** What alerts and their policies leave behind, whatever database keeps the facts. */
public abstract class AlertLifeContract extends ToldFactsContract {
  private static final Actor ROOT = new Actor("root", Role.GlobalAdministrator, "");

  private List<Content.Notice> mails() {
    return outbox.due(Channel.MAIL, NOON.plusSeconds(60), 199).stream()
        .map(d -> (Content.Notice) d.outgoing().content())
        .toList();
  }

  private AlertPolicy own(int threshold) {
    return new AlertPolicy(
        "Own",
        false,
        true,
        Severity.Low,
        Category.Others,
        List.of(AuditOperation.SET_RULE),
        AlertFilter.NONE,
        threshold == 0
            ? Trigger.EACH
            : new Trigger(AggregationType.SimpleAggregation, threshold, Duration.ofMinutes(10)),
        new Telling(true, List.of("admin@example.org"), 1),
        "");
  }

  private void make(AlertPolicy policy) {
    AlertPolicies before = facts.alerts().policies();
    facts.alerts().keep(before, before.plus(policy), turning());
  }

  private void remove(String name) {
    AlertPolicies before = facts.alerts().policies();
    facts.alerts().keep(before, before.without(name), turning());
  }

  @Test
  void what_is_given_up_is_counted_and_trying_it_again_takes_nothing_back() {
    happens(AuditOperation.STORE_LOST, NOON, "Redis (a)");
    Delivery mail = outbox.due(Channel.MAIL, NOON, 9).getFirst();
    assertThat(facts.outbox().losses().givenUp()).isZero();
    for (int times = 1; times <= 2; times++) {
      outbox.tried(mail.number(), Backoff.refused("no such user", NOON), NOON);
      outbox.tried(mail.number(), Backoff.refused("it is not tried now", NOON), NOON);
      assertThat(facts.outbox().losses().givenUp()).isEqualTo(times);
      assertThat(outbox.restart(mail.number(), NOON, turning())).isTrue();
    }
    assertThat(facts.outbox().losses().unconfirmed()).isZero();
  }

  @Test
  void an_alert_of_more_than_so_many_says_how_many() {
    make(own(1));
    happens(AuditOperation.SET_RULE, NOON, "a");
    happens(AuditOperation.SET_RULE, NOON.plusSeconds(1), "a");
    String said = "2 events in 10 minutes; the alert policy asks for more than 1";
    assertThat(mails()).extracting(m -> m.field("Detail.Count")).containsExactly(said);
    assertThat(outbox.due(Channel.WEBHOOK, NOON.plusSeconds(1), 9))
        .extracting(d -> ((Content.Notice) d.outgoing().content()).field("Detail.Count"))
        .containsExactly(said);
    happens(AuditOperation.STORE_LOST, NOON, "Redis (a)");
    assertThat(mails())
        .filteredOn(m -> m.field("Activity").equals("StoreLost"))
        .extracting(m -> m.field("Detail.Count"))
        .as("one brings it")
        .containsExactly("");
  }

  @Test
  void a_policy_that_is_made_anew_has_mailed_nothing_yet_that_day() {
    make(own(0));
    happens(AuditOperation.SET_RULE, NOON, "a");
    happens(AuditOperation.SET_RULE, NOON, "b");
    assertThat(mails()).hasSize(1);
    remove("own");
    make(own(0));
    happens(AuditOperation.SET_RULE, NOON, "c");
    happens(AuditOperation.SET_RULE, NOON, "d");
    assertThat(mails()).extracting(m -> m.field("Entity")).containsExactly("a", "c");
  }

  @Test
  void a_policy_that_is_made_anew_has_counted_nothing_yet() {
    make(own(1));
    happens(AuditOperation.SET_RULE, NOON, "a");
    remove("OWN");
    make(own(1));
    happens(AuditOperation.SET_RULE, NOON, "a");
    assertThat(mails()).isEmpty();
    happens(AuditOperation.SET_RULE, NOON, "a");
    assertThat(mails()).hasSize(1);
  }

  @Test
  void a_clock_that_went_ahead_and_came_back_puts_no_housekeeping_off() {
    sweep(NOON.plus(Duration.ofDays(400)));
    Instant old = NOON.minus(Duration.ofDays(200));
    Map<String, String> user = Map.of("Type", "User", "By", "root");
    happens(AuditOperation.LISTED, old, "anna@example.org", user);
    happens(AuditOperation.DELISTED, old, "anna@example.org", user);
    sweep(NOON);
    assertThat(facts.alerts().list(new AlertStore.AlertQuery(List.of(), "", ""), 9)).isEmpty();
    assertThat(facts.audit(9)).noneMatch(r -> r.objectId().equals("anna@example.org"));
  }

  private void sweep(Instant at) {
    facts.sweep(new Moment(at.toEpochMilli(), at.toEpochMilli()));
  }

  @Test
  void an_alert_is_seen_though_a_record_behind_it_cannot_be_read() {
    make(own(1));
    happens(AuditOperation.SET_RULE, NOON, "a");
    happens(AuditOperation.SET_RULE, NOON, "a");
    Alert alert = facts.alerts().list(new AlertStore.AlertQuery(List.of(), "", ""), 1).getFirst();
    List<Long> records = facts.alerts().find(alert.id()).orElseThrow().events();
    place.sql(folder, "UPDATE audit SET details = 'x' WHERE number = " + records.getFirst());
    AlertVerbs.Shown shown =
        Verbs.on(facts, ReleasesContract.settings(0), () -> NOON).alerts().show(ROOT, alert.id());
    assertThat(shown.records())
        .extracting(ChainedRecord::number)
        .containsExactly(records.getLast());
    assertThat(shown.unreadable()).containsExactly(new AuditPlace(NOON, records.getFirst()));
  }

  @Test
  void that_an_alert_closed_by_itself_is_seen_behind_the_most_comments_there_may_be() {
    Map<String, String> user = Map.of("Type", "User", "By", "root");
    happens(AuditOperation.LISTED, NOON, "anna@example.org", user);
    Alert alert = facts.alerts().list(new AlertStore.AlertQuery(List.of(), "", ""), 1).getFirst();
    for (int i = 0; i < Alert.Comment.MOST; i++) {
      Alert.Comment comment = new Alert.Comment(NOON, "root", "comment " + i);
      facts.alerts().change(alert, alert, Optional.of(comment), turning());
    }
    happens(AuditOperation.DELISTED, NOON, "anna@example.org", user);
    List<Alert.Comment> comments = facts.alerts().find(alert.id()).orElseThrow().comments();
    assertThat(comments).hasSize(Alert.Comment.MOST + 1);
    assertThat(comments.getFirst().text()).isEqualTo("comment 0");
    assertThat(comments.getLast().text()).startsWith("Closed by itself");
  }
}
