package org.sluice.core.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;

class AlertFilterTest {
  private static final AuditRecord RECORD =
      AuditRecord.bySystem(
          AuditOperation.LISTED,
          Instant.EPOCH,
          "anna@example.org",
          Map.of("Policy", "Default", "Reason", "it's 'spam'"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "ObjectId -eq 'Anna@Example.org' | true",
        "objectid -EQ 'bert' | false",
        "ObjectId -ne 'bert' | true",
        "ObjectId -like '*@example.org' | true",
        "ObjectId -like 'a*@*.org' | true",
        "ObjectId -like 'a*anna' | false",
        "Policy -eq 'default' -and UserId -eq 'Sluice' | true",
        "Policy -eq 'default' -and UserId -eq 'root' | false",
        "Nothing -eq '' | true",
        "Nothing -ne '' | false",
        "Reason -eq 'it''s ''spam''' | true",
        "ClientIP -eq '' -and ResultStatus -eq 'Succeeded' -and UserType -eq 'System' | true",
      })
  void a_condition_says_which_records_count(String filter, boolean holds) {
    assertThat(AlertFilter.parse(filter).holds(RECORD)).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "a -eq b",
        "a -eq 'b",
        "a -gt 'b'",
        "a -eq 'b' -or c -eq 'd'",
        "a -eq 'b' -and",
        "a -eq 'b' -andc -eq 'd'",
        "-eq 'b'",
        "a -eq 'b' 'c'"
      })
  void what_is_no_filter_is_told(String text) {
    assertThatThrownBy(() -> AlertFilter.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("Exception");
  }

  @Test
  void the_longest_filter_is_read_and_a_longer_one_is_refused() {
    String longest = "a -eq '" + "b".repeat(AlertFilter.MOST_TEXT - 8) + "'";
    assertThat(AlertFilter.parse(longest).text()).hasSize(AlertFilter.MOST_TEXT);
    assertThatThrownBy(() -> AlertFilter.parse(longest + " "))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void any_text_is_read_or_refused(@ForAll String text) {
    try {
      assertThat(AlertFilter.parse(text).clauses()).isNotNull();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  @Property
  void a_star_is_what_a_regular_expression_says(
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 8) String text,
      @ForAll @StringLength(max = 6) @net.jqwik.api.constraints.Chars({'a', 'b', '*'})
          String pattern) {
    assertThat(AlertFilter.isLike(text, pattern))
        .isEqualTo(text.matches(pattern.replace("*", ".*")));
  }
}
