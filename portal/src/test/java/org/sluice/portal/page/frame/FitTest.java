package org.sluice.portal.page.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of a page texts, parameters and parts of lists take. */
class FitTest {

  @ParameterizedTest
  @CsvSource({
    "abc, 2, ab…", "abc, 3, abc", "abc, 4, abc", "a&b, 5, a…", "a&b, 6, a&…", "<<<, 8, <<…",
    "éé, 3, é…", "漢漢, 5, 漢…", "😀😀, 7, 😀…", "😀😀, 3, …", "'a;b', 6, a…", "'a;b', 7, a;…"
  })
  void a_text_is_cut_where_the_room_ends_and_between_characters(
      String text, int most, String shown) {
    assertThat(Fit.text(text, most)).isEqualTo(shown);
  }

  /** All that is shown of it, in the bytes that it has at most. */
  private static int bytes(Details details) {
    return details.shown().stream()
        .map(e -> "<span class=\"muted\">" + e.getKey() + "</span> " + e.getValue() + "; ")
        .mapToInt(text ->
            text.replace("&", "&amp;").getBytes(StandardCharsets.UTF_8).length
                - text.replaceAll("[^…]", "").length() * 3)
        .sum();
  }

  @Test
  void few_parameters_are_told_whole_and_empty_ones_not_at_all() {
    Map<String, String> few = new LinkedHashMap<>();
    few.put("Type", "User");
    few.put("Comment", "");
    few.put("Reason", "Phished");
    assertThat(Details.of(few))
        .isEqualTo(
            new Details(List.of(Map.entry("Type", "User"), Map.entry("Reason", "Phished")), 0));
  }

  @Test
  void many_long_ones_take_no_more_than_a_cell_has_and_the_others_are_counted() {
    Map<String, String> many = new LinkedHashMap<>();
    IntStream.range(0, 30).forEach(i -> many.put("Parameter" + i, "&".repeat(1_000)));
    Details details = Details.of(many);
    assertThat(bytes(details)).isBetween(Details.MOST_BYTES / 2, Details.MOST_BYTES);
    assertThat(details.shown()).isNotEmpty();
    assertThat(details.shown().size() + details.more()).isEqualTo(30);
    assertThat(details.more()).isPositive();
  }

  private static Portion<String> part(int newer) {
    List<String> list = List.of("5", "4", "33333333", "2", "1");
    return Portion.of(list, newer, 3, 6, String::length);
  }

  @Test
  void a_portion_is_as_many_as_there_is_room_for_and_leads_to_all_the_others() {
    assertThat(part(0)).isEqualTo(new Portion<>(List.of("5", "4"), 0, 5));
    assertThat(part(0).behind()).isEqualTo(2);
    assertThat(part(2).rows()).as("one, however long").containsExactly("33333333");
    assertThat(part(3)).isEqualTo(new Portion<>(List.of("2", "1"), 3, 5));
    assertThat(part(3).hasOlder()).isFalse();
    assertThat(part(3).isPart()).isTrue();
    assertThat(part(9).rows()).isEmpty();
    assertThat(Portion.of(List.of("1", "2", "3"), 0, 3, 3, String::length).isPart()).isFalse();
    assertThat(Portion.of(List.of("1", "2", "3", "4"), 0, 3, 9, String::length).behind())
        .isEqualTo(3);
  }
}
