package org.sluice.core.administration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A slice of the sorted list, without sorting it. */
class SelectionTest {

  @Property
  void a_slice_is_that_of_the_sorted_list(
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 40) Integer> numbers,
      @ForAll @IntRange(max = 310) int from,
      @ForAll @IntRange(max = 60) int most) {
    Integer[] all = numbers.toArray(Integer[]::new);
    List<Integer> sorted = numbers.stream().sorted().toList();
    int first = Math.min(from, sorted.size());
    int end = Math.min(first + most, sorted.size());
    assertThat(Selection.slice(all, Comparator.naturalOrder(), from, from + most))
        .containsExactlyElementsOf(sorted.subList(first, end));
  }

  @Test
  void sorted_input_is_no_bad_case() {
    int size = 100_000;
    int[] comparisons = {0};
    Integer[] all = IntStream.range(0, size).boxed().toArray(Integer[]::new);
    Comparator<Integer> counting =
        (a, b) -> {
          comparisons[0]++;
          return Integer.compare(a, b);
        };
    assertThat(Selection.slice(all, counting.reversed(), 50_000, 50_050))
        .hasSize(50)
        .startsWith(49_999);
    assertThat(comparisons[0]).isLessThan(size * 12);
    assertThat(Arrays.stream(all).distinct()).hasSize(size);
  }
}
