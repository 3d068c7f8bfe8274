package org.sluice.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OriginalHeaderTest {
  private static boolean isAutomatic(String name, String value) {
    OriginalHeader header = new OriginalHeader();
    header.add("Subject", "x");
    header.add(name, value);
    return header.isAutomatic();
  }

  @Test
  void what_a_machine_wrote_is_known_by_its_header() {
    assertThat(isAutomatic("Auto-Submitted", " auto-replied")).isTrue();
    assertThat(isAutomatic("AUTO-SUBMITTED", "auto-generated; x=y")).isTrue();
    assertThat(isAutomatic("Auto-Submitted", "nothing")).isTrue();
    assertThat(isAutomatic("Precedence", "Bulk")).isTrue();
    assertThat(isAutomatic("Precedence", "list")).isTrue();
    assertThat(isAutomatic("precedence", "junk")).isTrue();
    assertThat(isAutomatic("List-Id", "<news.example.org>")).isTrue();
  }

  @Test
  void what_a_person_wrote_is_not_taken_for_a_machines() {
    assertThat(isAutomatic("Auto-Submitted", "No")).isFalse();
    assertThat(isAutomatic("Auto-Submitted", "no (a comment)")).isFalse();
    assertThat(isAutomatic("Precedence", "first-class")).isFalse();
    assertThat(isAutomatic("X-Precedence", "bulk")).isFalse();
  }

  @Test
  void fields_up_to_the_bound_are_kept_and_the_one_beyond_is_not() {
    OriginalHeader header = new OriginalHeader();
    for (int i = 0; i <= OriginalHeader.MAX_FIELDS; i++) {
      header.add("X", "y");
    }
    assertThat(header.fields()).hasSize(OriginalHeader.MAX_FIELDS);
    header.clear();
    assertThat(header.fields()).isEmpty();
  }

  @Test
  void characters_beyond_the_bound_are_cut_off() {
    OriginalHeader header = new OriginalHeader();
    header.add("X", "y".repeat(OriginalHeader.MAX_CHARS - 2));
    header.add("A", "b");
    assertThat(header.fields()).hasSize(1);
    header.clear();
    header.add("X", "y".repeat(OriginalHeader.MAX_CHARS));
    assertThat(header.fields().getFirst().value()).hasSize(OriginalHeader.MAX_CHARS - 1);
  }
}
