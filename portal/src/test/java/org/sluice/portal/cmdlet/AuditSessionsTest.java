package org.sluice.portal.cmdlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.portal.cmdlet.AuditSessions.Key;
import org.sluice.portal.cmdlet.AuditSessions.Progress;

class AuditSessionsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final AuditQuery ALL = AuditQuery.between(Instant.EPOCH, NOON);
  private static final Progress PLACE =
      new Progress(new AuditPlace(NOON, 7), 3, OptionalLong.of(9));

  private final AuditSessions sessions = new AuditSessions();

  private boolean isKnown(String user, String name) {
    return sessions.next(new Key(user, name), ALL).equals(PLACE);
  }

  /** Below, at and above the most of one person. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1})
  void a_session_that_its_owner_does_not_use_makes_room_for_another_of_the_owner(int more) {
    sessions.answered(new Key("root", "old"), ALL, PLACE);
    for (int i = 0; i < AuditSessions.MOST_OF_USER + more; i++) {
      sessions.answered(new Key("anna", "s" + i), ALL, PLACE);
    }
    assertThat(isKnown("anna", "s0")).isEqualTo(more <= 0);
    assertThat(isKnown("anna", "s1")).isTrue();
    assertThat(isKnown("root", "old")).as("of somebody else").isTrue();
  }

  /** Below, at and above the most of all. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1})
  void a_session_that_nobody_uses_makes_room(int more) {
    for (int i = 0; i < AuditSessions.MOST + more; i++) {
      sessions.answered(new Key("u" + i, "s"), ALL, PLACE);
    }
    assertThat(isKnown("u0", "s")).isEqualTo(more <= 0);
    assertThat(isKnown("u1", "s")).isTrue();
  }

  @Test
  void another_search_under_the_name_of_a_session_begins_anew() {
    Key key = new Key("root", "s");
    sessions.answered(key, ALL, PLACE);
    AuditQuery other = AuditQuery.between(NOON, NOON.plusSeconds(1));
    assertThat(sessions.isOfAnother(key, ALL)).isFalse();
    assertThat(sessions.isOfAnother(key, other)).isTrue();
    assertThat(sessions.next(key, other)).isEqualTo(Progress.NONE);
    sessions.answered(key, other, PLACE);
    assertThat(sessions.next(key, other)).isEqualTo(PLACE);
    assertThat(sessions.next(key, ALL))
        .as("and the first has lost its place")
        .isEqualTo(Progress.NONE);
  }
}
