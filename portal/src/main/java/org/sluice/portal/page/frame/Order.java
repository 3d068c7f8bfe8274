package org.sluice.portal.page.frame;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a list is asked for: filters, column, direction, page; and the URLs that ask in another way.
 *
 * @param filters their values by name; an empty one filters nothing
 * @param page from 1
 */
public record Order(
    String path, Map<String, String> filters, String column, boolean descending, int page) {
  /** Rows of a page. */
  public static final int ROWS = 50;

  private static final int MOST_PAGE = 1_000_000;
  private static final int MOST_FILTER = 254;

  /**
   * Reads it from the query.
   *
   * @param columns those that can be sorted by, the usual one first
   */
  public static Order of(
      Visit visit, String path, List<String> filters, List<String> columns, boolean descending) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String filter : filters) {
      String value = visit.query(filter);
      given.put(filter, value.substring(0, Math.min(value.length(), MOST_FILTER)));
    }
    String asked = visit.query("sort");
    String column = columns.contains(asked) ? asked : columns.getFirst();
    String direction = visit.query("dir");
    return new Order(
        path,
        given,
        column,
        direction.isEmpty() ? descending : direction.equals("desc"),
        visit.number("page", 1, 1, MOST_PAGE));
  }

  /** A filter's value. */
  public String filter(String name) {
    return filters.getOrDefault(name, "");
  }

  /** With another value of a filter, from the first page. */
  public String filtered(String name, String value) {
    Map<String, String> others = new LinkedHashMap<>(filters);
    others.put(name, value);
    return new Order(path, others, column, descending, 1).url();
  }

  /** Sorted by a column; the other way round if it already is. */
  public String sortedBy(String other) {
    return new Order(path, filters, other, other.equals(column) && !descending, 1).url();
  }

  /** Another page. */
  public String at(int other) {
    return new Order(path, filters, column, descending, other).url();
  }

  /** This page. */
  public String url() {
    return path + "?" + query() + "&page=" + page;
  }

  /** What is asked for, without the page. */
  public String query() {
    String asked =
        filters.entrySet().stream()
            .map(e -> e.getKey() + "=" + Show.url(e.getValue()) + "&")
            .collect(Collectors.joining());
    return asked + "sort=" + column + "&dir=" + direction();
  }

  /** As the query has it. */
  public String direction() {
    return descending ? "desc" : "asc";
  }

  /** What {@code aria-sort} says of a column. */
  public String sorting(String other) {
    if (!other.equals(column)) {
      return "none";
    }
    return descending ? "descending" : "ascending";
  }

  /** How many rows are before this page. */
  public long first() {
    return (page - 1L) * ROWS;
  }

  /** How many rows this page has, of so many in all. */
  public int shown(int found) {
    return Math.clamp(found - first(), 0, ROWS);
  }

  /** The rows of this page. */
  public <T> List<T> rows(List<T> all, Comparator<? super T> by) {
    return rows(all.stream().sorted(descending ? by.reversed() : by).toList());
  }

  /** The rows of this page, of a list that is sorted already. */
  public <T> List<T> rows(List<T> sorted) {
    return sorted.stream().skip(first()).limit(ROWS).toList();
  }
}
