package org.sluice.core.administration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.ChainedRecord;

/** How many damaged records one answer of a search shows. */
class AuditFoundTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** A log of so many records of which none can be read. */
  private static AuditFound.Search damaged(int records) {
    return (place, most) -> {
      long newest = Math.min(records + 1, place.number()) - 1;
      if (newest == 0) {
        return List.<ChainedRecord>of();
      }
      throw new DamagedRecord(
          new AuditPlace(NOON, newest), List.of(), new IllegalArgumentException("nonsense"));
    };
  }

  /** Below and at the bound. */
  @ParameterizedTest
  @ValueSource(ints = {AuditFound.MOST_DAMAGED - 1, AuditFound.MOST_DAMAGED})
  void so_many_are_shown_in_their_place(int records) {
    assertThat(AuditFound.behind(damaged(records), AuditPlace.START, records + 1))
        .hasSize(records)
        .last()
        .isEqualTo(new AuditFound.Damaged(new AuditPlace(NOON, 1)));
  }

  /** The search is what refuses a number, and who may not search. */
  @Test
  void a_search_for_none_is_asked_too() {
    Refusal refusal = new Refusal(Refusal.Kind.INVALID, "not 0");
    AuditFound.Search refusing =
        (place, most) -> {
          assertThat(most).isZero();
          throw refusal;
        };
    assertThatThrownBy(() -> AuditFound.behind(refusing, AuditPlace.START, 0)).isSameAs(refusal);
  }

  @Test
  void with_one_more_the_search_is_refused_and_a_shorter_one_is_not() {
    AuditFound.Search pages = damaged(AuditFound.MOST_DAMAGED + 1);
    assertThatThrownBy(
            () -> AuditFound.behind(pages, AuditPlace.START, AuditFound.MOST_DAMAGED + 1))
        .isInstanceOf(DamagedRecord.class);
    List<AuditFound> first = AuditFound.behind(pages, AuditPlace.START, AuditFound.MOST_DAMAGED);
    assertThat(first).hasSize(AuditFound.MOST_DAMAGED);
    assertThat(AuditFound.behind(pages, first.getLast().place(), AuditFound.MOST_DAMAGED))
        .hasSize(1);
  }
}
