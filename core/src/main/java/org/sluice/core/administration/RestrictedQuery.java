package org.sluice.core.administration;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.core.restriction.Restriction;

/**
 * Which restricted entities are wanted, in which order, and which part of them.
 *
 * @param text a part of the entity, the reason or the policy, ignoring case; empty for all
 * @param kind users or connectors; empty for both
 * @param from how many are left out, from 0
 * @param most how many are answered, 1 to {@value #MOST}
 * @param last behind which they begin, wherever it stands by now, lifted or not; if it is not
 *     known, {@code from} says where
 */
public record RestrictedQuery(
    String text,
    Optional<Kind> kind,
    Column column,
    boolean descending,
    int from,
    int most,
    Optional<Last> last) {
  /** The most that one call answers. */
  public static final int MOST = 1_000;

  /** The longest text, in characters. */
  public static final int MOST_TEXT = 254;

  public RestrictedQuery {
    text = text.strip().toLowerCase(Locale.ROOT);
    if (from < 0 || most < 1 || most > MOST || text.length() > MOST_TEXT) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "A page has 1 to " + MOST + " rows, and the text at most " + MOST_TEXT + " characters.");
    }
  }

  /** From a number on. */
  public RestrictedQuery(
      String text, Optional<Kind> kind, Column column, boolean descending, int from, int most) {
    this(text, kind, column, descending, from, most, Optional.empty());
  }

  /**
   * The last row of the page before.
   *
   * @param id of its restriction
   */
  public record Last(RestrictedEntity entity, String id) {}

  /** The same question, from behind a row. */
  public RestrictedQuery behind(Last row) {
    return new RestrictedQuery(text, kind, column, descending, from, most, Optional.of(row));
  }

  /** What the entities are ordered by; those that are equal by their identifier. */
  public enum Column {
    ENTITY(Comparator.comparing((Restriction r) -> r.entity().name())),
    TYPE(Comparator.comparing((Restriction r) -> r.entity().kind())),
    REASON(Comparator.comparing(Restriction::reason)),
    BLOCK(Comparator.comparingLong(Column::end)),
    CREATED(Comparator.comparing(Restriction::created)),
    CHANGED(Comparator.comparing(Restriction::changed)),
    INTERNAL(Comparator.comparingInt((Restriction r) -> r.counts().internalInDay())),
    EXTERNAL(Comparator.comparingInt((Restriction r) -> r.counts().externalInDay()));

    private final Comparator<Restriction> order;

    Column(Comparator<Restriction> order) {
      this.order = order.thenComparing(Restriction::id);
    }

    private static long end(Restriction restriction) {
      return restriction.block() instanceof Block.Until(var end)
          ? end.toEpochMilli()
          : Long.MAX_VALUE;
    }
  }

  /** The order that is asked for. */
  Comparator<Restriction> order() {
    return descending ? column.order.reversed() : column.order;
  }

  /** Whether all are wanted, in the order in which they are kept, or the other way round. */
  boolean isAsKept() {
    return column == Column.CREATED && text.isEmpty() && kind.isEmpty();
  }

  /**
   * The page of all, oldest first as they are kept.
   *
   * @param before behind which it begins; empty for the number
   */
  RestrictedPage ofKept(List<Restriction> open, Optional<Restriction> before) {
    int first = before.map(r -> place(open, r)).orElse(Math.min(from, open.size()));
    int end = (int) Math.min(open.size(), (long) first + most);
    List<Restriction> rows =
        descending
            ? open.subList(open.size() - end, open.size() - first).reversed()
            : open.subList(first, end);
    return new RestrictedPage(rows, first, open.size(), open.size());
  }

  /** How many of those that are kept come before the end of one, in the order that is asked for. */
  private int place(List<Restriction> open, Restriction row) {
    int found = Collections.binarySearch(open, row, RestrictedPlace.ORDER);
    int older = found < 0 ? -found - 1 : found;
    return descending ? open.size() - older : older + (found < 0 ? 0 : 1);
  }

  /** Where the page begins among those that are wanted, in whatever order they are. */
  int begin(List<Restriction> wanted, Optional<Restriction> before) {
    Comparator<Restriction> order = order();
    return before
        .map(row -> (int) wanted.stream().filter(r -> order.compare(r, row) <= 0).count())
        .orElse(from);
  }

  /** Whether one is wanted. */
  boolean wants(Restriction r) {
    return (kind.isEmpty() || kind.get() == r.entity().kind())
        && (text.isEmpty()
            || r.entity().name().contains(text)
            || contains(r.reason(), text)
            || contains(r.policy(), text));
  }

  /**
   * Compares in place, and only where the first character is: a lower-cased copy of each reason, or
   * a look at each of its places, would cost more than the rest of the search.
   */
  private static boolean contains(String where, String what) {
    char lower = what.charAt(0);
    char upper = Character.toUpperCase(lower);
    return containsFrom(where, what, lower) || (upper != lower && containsFrom(where, what, upper));
  }

  private static boolean containsFrom(String where, String what, char first) {
    int last = where.length() - what.length();
    for (int at = where.indexOf(first); at >= 0 && at <= last; at = where.indexOf(first, at + 1)) {
      if (where.regionMatches(true, at, what, 0, what.length())) {
        return true;
      }
    }
    return false;
  }
}
