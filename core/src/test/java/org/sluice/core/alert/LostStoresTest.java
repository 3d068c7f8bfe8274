package org.sluice.core.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.core.alert.LostStores.News;
import org.sluice.core.alert.LostStores.Sign;
import org.sluice.core.limit.Moment;

class LostStoresTest {
  private static final long NOON = 1_772_366_400_000L;
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final String STORE = "Redis (mx1)";

  private final LostStores stores = new LostStores();

  private List<News> look(long at, boolean lost, long losses) {
    Sign sign = new Sign(STORE, lost, true, lost ? "no route" : "", losses, "Local: Default");
    return stores.look(List.of(sign), new Moment(NOON + at, at));
  }

  @Test
  void a_loss_is_told_at_once_with_its_cause_and_what_is_in_force() {
    assertThat(look(0, false, 0)).hasOnlyElementsOfType(News.There.class).hasSize(1);
    List<News> news = look(SECOND, true, 1);
    assertThat(news).hasOnlyElementsOfType(News.Lost.class).hasSize(1);
    assertThat(news.getFirst().record().objectId()).isEqualTo(STORE);
    assertThat(news.getFirst().record().parameters())
        .containsEntry("Cause", "no route")
        .containsEntry("InForce", "Local: Default")
        .containsEntry("Since", "2026-03-01T12:00:01Z");
    assertThat(look(2 * SECOND, true, 1)).as("once").isEmpty();
  }

  private List<News> doubt(long at, boolean lost) {
    Sign sign = new Sign(STORE, lost, false, lost ? "late" : "", 0, "");
    return stores.look(List.of(sign), new Moment(NOON + at, at));
  }

  /** Below, at and above the looks that have to agree. */
  @Test
  void what_one_look_does_not_prove_is_told_when_three_in_a_row_agree() {
    assertThat(doubt(0, false)).hasOnlyElementsOfType(News.There.class);
    assertThat(doubt(SECOND, true)).isEmpty();
    assertThat(doubt(2 * SECOND, true)).isEmpty();
    assertThat(doubt(3 * SECOND, false)).as("two slow seconds are no loss").isEmpty();
    assertThat(doubt(4 * SECOND, true)).isEmpty();
    assertThat(doubt(5 * SECOND, true)).isEmpty();
    assertThat(doubt(6 * SECOND, true)).hasOnlyElementsOfType(News.Lost.class).hasSize(1);
    assertThat(doubt(7 * SECOND, true)).as("once").isEmpty();
    assertThat(doubt(8 * SECOND, false)).isEmpty();
    assertThat(doubt(8 * SECOND + MINUTE, false)).hasOnlyElementsOfType(News.Back.class);
  }

  @Test
  void a_start_in_doubt_says_neither_that_it_is_lost_nor_that_it_is_there() {
    assertThat(doubt(0, true)).isEmpty();
    assertThat(doubt(SECOND, true)).isEmpty();
    assertThat(doubt(2 * SECOND, true)).hasOnlyElementsOfType(News.Lost.class).hasSize(1);
  }

  @Test
  void a_write_that_fails_in_a_time_of_doubt_is_told_at_once() {
    doubt(0, false);
    doubt(SECOND, true);
    assertThat(look(2 * SECOND, true, 1)).hasOnlyElementsOfType(News.Lost.class).hasSize(1);
  }

  @Test
  void a_store_that_is_lost_from_the_beginning_is_told_of() {
    assertThat(look(0, true, 0)).hasOnlyElementsOfType(News.Lost.class).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {MINUTE - 1, MINUTE, MINUTE + 1})
  void that_it_is_back_is_told_when_it_has_stayed_for_a_minute(long stayed) {
    look(0, true, 1);
    assertThat(look(HOUR, false, 1)).isEmpty();
    List<News> news = look(HOUR + stayed, false, 1);
    assertThat(news).hasSize(stayed < MINUTE ? 0 : 1).allMatch(News.Back.class::isInstance);
    if (stayed >= MINUTE) {
      assertThat(news.getFirst().record().parameters())
          .containsEntry("Since", "2026-03-01T12:00:00Z")
          .containsEntry("Back", "2026-03-01T13:00:00Z")
          .containsEntry("Losses", "1");
      assertThat(look(HOUR + stayed + 1, false, 1)).as("once").isEmpty();
    }
  }

  @Test
  void a_loss_between_two_looks_is_told_of() {
    look(0, false, 3);
    List<News> news = look(SECOND, false, 4);
    assertThat(news).hasOnlyElementsOfType(News.Lost.class).hasSize(1);
    assertThat(news.getFirst().record().parameters().get("Cause")).contains("back already");
    assertThat(look(SECOND + MINUTE - 1, false, 4)).isEmpty();
    assertThat(look(SECOND + MINUTE, false, 4)).hasOnlyElementsOfType(News.Back.class).hasSize(1);
  }

  @Test
  void a_loss_before_it_has_stayed_joins_the_one_before_and_is_counted() {
    look(0, true, 1);
    look(SECOND, false, 1);
    assertThat(look(30 * SECOND, true, 2)).isEmpty();
    look(40 * SECOND, false, 2);
    assertThat(look(SECOND + MINUTE, false, 2)).as("it begins anew").isEmpty();
    assertThat(look(40 * SECOND + MINUTE, false, 2).getFirst().record().parameters())
        .containsEntry("Losses", "2")
        .containsEntry("Back", "2026-03-01T12:00:40Z");
  }

  /** Whatever the rhythm in which it comes and goes, from every second to every two hours. */
  @ParameterizedTest
  @ValueSource(longs = {1, 30, 61, 120, 300, 600, 1_800, 3_599, 3_601, 7_200})
  void a_store_that_flaps_is_told_of_no_more_than_so_often_a_day(long halfPeriodSeconds) {
    int told = 0;
    long losses = 0;
    boolean before = false;
    for (long second = 0; second < 24 * 3_600; second++) {
      boolean lost = second / halfPeriodSeconds % 2 == 1;
      losses += lost && !before ? 1 : 0;
      before = lost;
      told +=
          (int)
              look(second * SECOND, lost, losses).stream()
                  .filter(News.Lost.class::isInstance)
                  .count();
    }
    assertThat(told).isBetween(1, LostStores.MOST_IN_A_DAY);
  }

  /** The worst that can be: it is lost again in the very second in which it was told back. */
  @Test
  void the_most_in_a_day_is_what_the_worst_rhythm_brings() {
    int told = 0;
    long losses = 0;
    boolean blip = true;
    for (long second = 0; second < 24 * 3_600; second++) {
      losses += blip ? 1 : 0;
      blip = false;
      for (News news : look(second * SECOND, second == 0, losses)) {
        told += news instanceof News.Lost ? 1 : 0;
        blip |= news instanceof News.Back;
      }
    }
    assertThat(told).isBetween(LostStores.MOST_IN_A_DAY - 2, LostStores.MOST_IN_A_DAY);
  }

  @Test
  void after_a_quiet_day_the_shortest_wait_holds_again() {
    long at = 0;
    for (int i = 1; i <= 4; i++) {
      look(at, true, i);
      look(at + SECOND, false, i);
      at += SECOND + MINUTE * (1L << (i - 1));
      assertThat(look(at, false, i)).as("wait " + i).hasSize(1);
      at += SECOND;
    }
    at += 24 * HOUR;
    look(at, true, 5);
    look(at + SECOND, false, 5);
    assertThat(look(at + SECOND + MINUTE, false, 5)).hasSize(1);
  }
}
