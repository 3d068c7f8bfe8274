package org.sluice.portal.page.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A list's order, and the URLs that ask for another. */
class OrderTest {
  private final Order order = new Order("/alerts", Map.of("q", "a&b"), "created", true, 2);

  @Test
  void a_column_that_sorts_already_is_turned_round() {
    assertThat(order.sortedBy("created")).isEqualTo("/alerts?q=a%26b&sort=created&dir=asc&page=1");
    assertThat(order.sortedBy("entity")).isEqualTo("/alerts?q=a%26b&sort=entity&dir=asc&page=1");
    assertThat(order.sorting("created")).isEqualTo("descending");
    assertThat(order.sorting("entity")).isEqualTo("none");
  }

  @Test
  void a_page_has_its_rows_and_no_others() {
    List<Integer> all = IntStream.range(0, 120).boxed().toList();
    assertThat(order.rows(all, Comparator.naturalOrder()))
        .hasSize(Order.ROWS)
        .startsWith(69)
        .endsWith(20);
    Order third = new Order("/alerts", Map.of(), "created", true, 3);
    assertThat(third.rows(all, Comparator.naturalOrder())).hasSize(20).endsWith(0);
    Order fourth = new Order("/alerts", Map.of(), "created", true, 4);
    assertThat(fourth.rows(all, Comparator.naturalOrder())).isEmpty();
  }
}
