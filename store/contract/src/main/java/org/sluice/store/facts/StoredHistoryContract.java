package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sluice.core.alert.SendingHistory;
import org.sluice.core.alert.SendingHistory.SenderHour;
import org.sluice.core.restriction.RestrictedEntity;

/** What senders sent by the hour. */
public abstract class StoredHistoryContract extends ToldFactsContract {
  private static final RestrictedEntity ANNA =
      new RestrictedEntity(RestrictedEntity.Kind.USER, "anna@example.org");
  private static final RestrictedEntity RELAY =
      new RestrictedEntity(RestrictedEntity.Kind.CONNECTOR, ANNA.name());
  private static final RestrictedEntity ODD =
      new RestrictedEntity(RestrictedEntity.Kind.USER, "a\0b");

  private SendingHistory reopened() {
    facts.close();
    open();
    return facts.history();
  }

  @Test
  void hours_are_kept_for_a_fortnight() {
    for (int hour : List.of(1_000, 1_001, 1_000 + 336, 1_001 + 336)) {
      facts.history().keep(List.of(new SenderHour(ANNA, hour, 1, hour)));
    }
    SendingHistory history = reopened();
    assertThat(history.hours(ANNA, 0))
        .extracting(SenderHour::hour)
        .containsExactly(1_001, 1_336, 1_337);
    assertThat(history.hours(ANNA, 1_337)).hasSize(1);
  }

  @Test
  void of_what_several_nodes_know_of_an_hour_the_most_is_kept() {
    facts.history().keep(List.of(new SenderHour(ANNA, 1_000, 7, 100)));
    facts.history().keep(List.of(new SenderHour(ANNA, 1_000, 9, 10)));
    assertThat(reopened().hours(ANNA, 0)).containsExactly(new SenderHour(ANNA, 1_000, 9, 100));
  }

  @Test
  void hours_of_many_senders_are_read_at_once() {
    SenderHour first = new SenderHour(ANNA, 1_000, 1, 0);
    SenderHour second = new SenderHour(ANNA, 1_001, 2, 3);
    SenderHour other = new SenderHour(RELAY, 1_001, 0, 9);
    facts.history().keep(List.of(second, first, other));
    SendingHistory history = reopened();
    assertThat(history.hours(List.of(ANNA, ODD, RELAY), 1_000))
        .isEqualTo(Map.of(ANNA, List.of(first, second), RELAY, List.of(other)));
    assertThat(history.hours(List.of(RELAY, ANNA), 1_001))
        .isEqualTo(Map.of(ANNA, List.of(second), RELAY, List.of(other)));
    assertThat(history.hours(List.of(ODD), 0)).isEmpty();
    assertThat(history.hours(List.of(), 0)).isEmpty();
  }
}
