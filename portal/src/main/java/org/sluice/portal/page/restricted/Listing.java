package org.sluice.portal.page.restricted;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.sluice.core.administration.RestrictedPage;
import org.sluice.core.administration.RestrictedQuery;
import org.sluice.core.administration.RestrictedQuery.Column;
import org.sluice.core.administration.RestrictedQuery.Last;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.core.restriction.Restriction;
import org.sluice.portal.page.frame.Fit;
import org.sluice.portal.page.frame.Portion;
import org.sluice.portal.page.frame.Show;
import org.sluice.portal.page.frame.Visit;

/**
 * How the list is asked for, and the URLs that ask for it in another way.
 *
 * @param page its number if pages were of {@value #ROWS} rows: where it begins if there is no turn,
 *     or its row is not known any more
 * @param turn the row behind or ahead of which it is
 */
public record Listing(
    String text,
    Optional<Kind> kind,
    Column column,
    boolean descending,
    int page,
    Optional<Turn> turn) {
  /**
   * A page is turned: to what is behind the last row of one, or ahead of its first.
   *
   * @param back whether it is to what is ahead
   */
  record Turn(Last row, boolean back) {
    private String parameters() {
      return "&row="
          + Show.url(Who.of(row.entity()))
          + (back ? "&ahead=" : "&behind=")
          + Show.url(row.id());
    }
  }

  /** Rows of a page, at most. */
  public static final int ROWS = 50;

  /** The most bytes that the rows and what leads to other rows take. */
  private static final int MOST_BYTES = 81_000;

  /** What a row takes besides its words. */
  private static final int ROW_BYTES = 900;

  /** So often a row has its name, as a text and in a URL. */
  private static final int NAMES = 6;

  private static final int NAMES_IN_URLS = 3;

  /** So many URLs of a page have the text that is looked for. */
  private static final int URLS = 24;

  private static final int MOST_PAGE = 1_000_000;

  /** The columns with their headings. */
  public static final List<Heading> HEADINGS =
      List.of(
          new Heading(Column.ENTITY, "Entity"),
          new Heading(Column.TYPE, "Type"),
          new Heading(Column.REASON, "Reason"),
          new Heading(Column.BLOCK, "Block"),
          new Heading(Column.CREATED, "Created"),
          new Heading(Column.CHANGED, "Changed"),
          new Heading(Column.INTERNAL, "Internal"),
          new Heading(Column.EXTERNAL, "External"));

  /** A column's heading. */
  public record Heading(Column column, String title) {
    /** Whether it is a number. */
    public boolean isNumber() {
      return column == Column.INTERNAL || column == Column.EXTERNAL;
    }
  }

  static Listing of(Visit visit) {
    String text = visit.query("q");
    return new Listing(
        text.substring(0, Math.min(text.length(), RestrictedQuery.MOST_TEXT)),
        Visit.choice(visit.query("type"), Kind.class),
        visit.choice("sort", Column.class, Column.CREATED),
        !visit.query("dir").equals("asc"),
        visit.number("page", 1, 1, MOST_PAGE),
        turn(visit));
  }

  /** Which page was turned, if the URL has it. */
  private static Optional<Turn> turn(Visit visit) {
    String who = visit.query("row");
    boolean back = !visit.query("ahead").isEmpty();
    String id = visit.query(back ? "ahead" : "behind");
    int colon = who.indexOf(':');
    return Visit.choice(colon < 0 ? "" : who.substring(0, colon), Kind.class)
        .filter(k -> !id.isEmpty())
        .map(k -> new Turn(new Last(new RestrictedEntity(k, who.substring(colon + 1)), id), back));
  }

  /** What the page shows of what there is. */
  RestrictedPage shown(Function<RestrictedQuery, RestrictedPage> list) {
    return turn.filter(Turn::back)
        .map(back -> ahead(list, back.row()))
        .orElseGet(() -> fitting(list.apply(query(page))));
  }

  /**
   * As much of what is ahead of a row as there is room for, the nearest of it: the list is read the
   * other way round. The first page is whole.
   */
  private RestrictedPage ahead(Function<RestrictedQuery, RestrictedPage> list, Last row) {
    Optional<Last> from = Optional.of(row);
    RestrictedPage round =
        fitting(
            list.apply(
                new RestrictedQuery(
                    text, kind, column, !descending, Integer.MAX_VALUE, ROWS, from)));
    List<Restriction> rows = round.rows();
    int first = round.found() - round.from() - rows.size();
    if (first > 0) {
      return new RestrictedPage(rows.reversed(), first, round.found(), round.all());
    }
    boolean isKnown = round.from() <= round.found();
    int number = Math.clamp(page, 1, Math.max(1, (round.found() - 1) / ROWS + 1));
    return fitting(list.apply(query(isKnown ? 1 : number)));
  }

  private RestrictedQuery query(int number) {
    RestrictedQuery query =
        new RestrictedQuery(text, kind, column, descending, (number - 1) * ROWS, ROWS);
    return turn.filter(t -> !t.back()).map(t -> query.behind(t.row())).orElse(query);
  }

  /** All of it, for an export, which has no pages. */
  RestrictedQuery whole() {
    return new RestrictedQuery(text, kind, column, descending, 0, ROWS);
  }

  /** The same rows sorted by a column; the other way round if they already are. */
  public String sortedBy(Column other) {
    boolean down = other == column ? !descending : other.compareTo(Column.BLOCK) > 0;
    return new Listing(text, kind, other, down, 1, Optional.empty()).url();
  }

  /** As many of the rows as the page has room for; one, however long it is. */
  private RestrictedPage fitting(RestrictedPage page) {
    int room = MOST_BYTES - Fit.bytes(text) - URLS * Show.url(text).length();
    Portion<Restriction> part = Portion.of(page.rows(), 0, ROWS, room, Listing::bytes);
    return new RestrictedPage(part.rows(), page.from(), page.found(), page.all());
  }

  private static int bytes(Restriction row) {
    String name = row.entity().name();
    return ROW_BYTES
        + NAMES * Fit.bytes(name)
        + NAMES_IN_URLS * Show.url(name).length()
        + Fit.bytes(Show.brief(row.reason()));
  }

  /** The page ahead of these rows, so that none is left out however many it has room for. */
  public String before(RestrictedPage rows) {
    int number = (Math.max(1, rows.from()) - 1) / ROWS + 1;
    return turned(number, rows.rows().stream().findFirst(), true);
  }

  /**
   * The page behind these rows: behind the last of them, so that none is left out if some are
   * lifted before somebody turns the page.
   */
  public String after(RestrictedPage page) {
    List<Restriction> rows = page.rows();
    int number = (page.from() + rows.size()) / ROWS + 1;
    return turned(number, rows.reversed().stream().findFirst(), false);
  }

  private String turned(int number, Optional<Restriction> row, boolean back) {
    Optional<Turn> to = row.map(r -> new Turn(new Last(r.entity(), r.id()), back));
    return new Listing(text, kind, column, descending, number, to).url();
  }

  /** This page. */
  public String url() {
    return "/restricted?" + parameters(page) + turn.map(Turn::parameters).orElse("");
  }

  /** All of it as CSV. */
  public String csv() {
    return "/restricted.csv?" + parameters(1);
  }

  private String parameters(int which) {
    return "q="
        + Show.url(text)
        + "&type="
        + type()
        + "&sort="
        + column.name().toLowerCase(Locale.ROOT)
        + "&dir="
        + (descending ? "desc" : "asc")
        + "&page="
        + which;
  }

  /** The filter by type, as the query has it. */
  public String type() {
    return kind.map(k -> k.name().toLowerCase(Locale.ROOT)).orElse("");
  }

  /** What is looked for, in words that go on after a verb; empty if it is everything. */
  public String wanted() {
    String among =
        kind.map(k -> " among " + Show.kind(k).toLowerCase(Locale.ROOT) + "s").orElse("");
    return (text.isBlank() ? "" : " “" + text + "”") + among;
  }

  /** What {@code aria-sort} says of a column; nothing of the others. */
  public String sorting(Column other) {
    if (other != column) {
      return "none";
    }
    return descending ? "descending" : "ascending";
  }
}
