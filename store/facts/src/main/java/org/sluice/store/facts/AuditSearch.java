package org.sluice.store.facts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.sluice.core.administration.DamagedRecord;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.audit.UserType;

/**
 * Searches with the indexes: by a free text that few records have, or by user, object, operation,
 * or else by time. A free text of many is looked for in what the other conditions leave: so many
 * have it that a page of them is soon full.
 *
 * <p>An index has the records of one user in the order of time, and not those of several: a search
 * for several would find and sort all of them for each page, and an export of n pages would read
 * the log n times. So each of several values is searched by itself, for no more than a page, and
 * the pages are merged. What somebody sees who is limited to domains is searched in the same way:
 * by each domain, and by the own acts; and if operations are asked for, by each of them in each
 * domain, because of an operation that none of these saw there may be any number in others.
 */
final class AuditSearch {
  /** A search that takes longer is given up. */
  private static final int MOST_SECONDS = 30;

  private static final String CREATED = "created";
  private static final String OBJECT = Part.OBJECT;

  /**
   * Of somebody who is limited to domains with no more records than this, all are read that other
   * conditions may leave out. With more, these conditions lead.
   */
  static final int FEW_SEEN = 5_000;

  /** In so many domains a free text is looked for in each, and in more in the order of time. */
  private static final int FEW_DOMAINS = 10;

  /** So many operations in so many domains, multiplied, are read one by one. */
  static final int MOST_PAIRS = 300;

  /** So many of the newest records are looked through for a page before an index is. */
  private static final int NEAR = 2_000;

  /** For who is limited to domains, so many for each record of a longer page. */
  private static final int NEAR_EACH = 10;

  /** As the databases' indexes have it. */
  private static final String TEXT = "user_id || '\n' || object_id || '\n' || details";

  private static final String WHERE = " WHERE ";
  private static final String NEWEST = " ORDER BY created DESC, number DESC LIMIT ?";

  private final AuditQuery query;
  private final AuditPlace behind;
  private final int most;
  private final List<Object> values = new ArrayList<>();
  private final Handle handle;
  private final Dialect dialect;

  private AuditSearch(Handle handle, AuditQuery query, AuditPlace behind, int most) {
    this.handle = handle;
    this.dialect = Dialect.of(handle);
    this.query = query;
    this.behind = behind;
    this.most = most;
  }

  static List<ChainedRecord> run(Handle handle, AuditQuery query, AuditPlace behind, int most) {
    if (hasNul(query)) {
      return List.of();
    }
    List<ChainedRecord> near = new AuditSearch(handle, query, behind, most).near();
    if (near.size() == most) {
      return near;
    }
    AuditSearch search = new AuditSearch(handle, query, behind, most);
    return search.read(search.sql("*"));
  }

  /** How many there are, counted no further than so many. */
  static long count(Handle handle, AuditQuery query, int most) {
    if (hasNul(query)) {
      return 0;
    }
    AuditSearch search = new AuditSearch(handle, query, AuditPlace.START, most);
    String found = search.counted();
    return search.bound("SELECT count(*) FROM (" + found + ") AS found").mapTo(Long.class).one();
  }

  /** What is counted in any order: there, several domains need not be read one by one. */
  private String counted() {
    List<OneOf> lists = lists();
    Optional<List<String>> seen = seen(lists).filter(domains -> !domains.isEmpty());
    if (seen.isEmpty()) {
      return sql("number");
    }
    boolean operations = isByOperation(lists, seen.get());
    String of = "SELECT number FROM (SELECT number FROM audit";
    String limited = " LIMIT ?) AS ";
    values.addAll(seen.get());
    String inDomains =
        of
            + dialect.by(operations ? Part.DOMAIN_OPERATION_INDEX : Part.DOMAIN_INDEX)
            + WHERE
            + in(seen.get().size())
            + " AND "
            + when()
            + each(lists)
            + withText()
            + limited;
    values.add(most);
    values.addAll(ownValues());
    String own =
        of
            + dialect.by(operations ? Part.USER_OPERATION_INDEX : Part.USER_INDEX)
            + WHERE
            + own()
            + " AND "
            + when()
            + each(lists)
            + withText()
            + " AND NOT ";
    own += DomainCondition.of(handle, OBJECT, query.scope().domains(), values) + limited;
    values.add(most);
    values.add(most);
    return inDomains + "in_domains UNION ALL " + own + "own LIMIT ?";
  }

  private List<ChainedRecord> read(String sql) {
    List<ChainedRecord> read = new ArrayList<>();
    bound(sql).map((row, context) -> wholeRecord(row, read)).forEach(read::add);
    return read;
  }

  private Query bound(String sql) {
    Query prepared = handle.createQuery(sql).setQueryTimeout(MOST_SECONDS);
    for (int i = 0; i < values.size(); i++) {
      prepared.bind(i, values.get(i));
    }
    return prepared;
  }

  /**
   * What the newest records have of a free text, and of what somebody sees who is limited to
   * domains. A text of many, or the records of many domains, fill a page here, before its trigrams
   * are tried one after the other, or each domain is read; for one of few it costs some
   * milliseconds.
   */
  private List<ChainedRecord> near() {
    boolean limited = !query.scope().domains().isAll();
    boolean text = !query.freeText().isEmpty() && most < NEAR;
    if (!lists().isEmpty() || !(limited || text)) {
      return List.of();
    }
    String newest = "SELECT * FROM audit WHERE " + when() + NEWEST;
    values.add(limited ? Math.max(NEAR, NEAR_EACH * most) : NEAR);
    String sql =
        "SELECT * FROM (" + newest + ") AS near WHERE 1 = 1" + withText() + scope() + NEWEST;
    values.add(most);
    return read(sql);
  }

  private static boolean hasNul(AuditQuery query) {
    return Stream.of(query.users(), query.objects(), List.of(query.freeText()))
        .flatMap(List::stream)
        .anyMatch(Containing::isNowhere);
  }

  static Optional<ChainedRecord> at(Handle handle, long number) {
    return handle
        .createQuery("SELECT * FROM audit WHERE number = ?")
        .bind(0, number)
        .map((row, context) -> wholeRecord(row, List.of()))
        .findOne();
  }

  private static ChainedRecord wholeRecord(ResultSet row, List<ChainedRecord> before)
      throws SQLException {
    try {
      return AuditTable.read(row);
    } catch (RuntimeException e) {
      AuditPlace place =
          new AuditPlace(Instant.ofEpochMilli(row.getLong("created")), row.getLong("number"));
      throw new DamagedRecord(place, before, e);
    }
  }

  private String sql(String columns) {
    List<OneOf> lists = lists();
    Optional<String> few =
        query.freeText().isEmpty()
            ? Optional.empty()
            : dialect.few(handle, "audit", TEXT, query.freeText(), values);
    if (few.isPresent()) {
      String found = few.get() + " AND " + conditions(lists) + dialect.whole();
      values.add(most);
      return "SELECT " + columns + " FROM (SELECT * FROM " + found + ") AS found" + NEWEST;
    }
    Optional<List<String>> seen = seen(lists);
    if (seen.isPresent()) {
      boolean operations = isByOperation(lists, seen.get());
      List<Part> parts = parts(seen.get(), operations ? lists.getFirst().wanted() : List.of());
      List<OneOf> others = operations ? List.of() : lists;
      // What somebody did in its domains is found twice, and is to be one row of the page.
      return merged(columns, parts, " UNION ", () -> each(others) + withText());
    }
    if (lists.isEmpty()) {
      String text = query.freeText();
      long last = text.isEmpty() ? to() : dialect.notAfter(handle, text, from(), to());
      String sql =
          "SELECT " + columns + " FROM audit WHERE " + when(last) + scope() + withText() + NEWEST;
      values.add(most);
      return sql;
    }
    List<OneOf> others = lists.subList(1, lists.size());
    List<Part> parts = lists.getFirst().parts(dialect, others);
    return merged(columns, parts, " UNION ALL ", () -> each(others) + scope() + withText());
  }

  /** The newest of each part, for no more than a page, and of these the newest. */
  private String merged(String columns, List<Part> parts, String union, Supplier<String> others) {
    StringBuilder sql = new StringBuilder("SELECT ").append(columns);
    sql.append(" FROM audit WHERE number IN (SELECT number FROM (");
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      sql.append(i == 0 ? "" : union)
          .append("SELECT * FROM (SELECT number, created FROM audit")
          .append(part.index())
          .append(WHERE)
          .append(dialect.within(part.columns(), part.wanted(), CREATED, from(), to(), values))
          .append(behind())
          .append(part.acts() ? " AND " + acts() : "")
          .append(others.get())
          .append(" ORDER BY ")
          .append(dialect.leadingOrder(part.columns()))
          .append("created DESC, number DESC LIMIT ?")
          .append(") AS one")
          .append(i);
      values.add(most);
    }
    sql.append(") AS several").append(NEWEST).append(")").append(NEWEST);
    values.add(most);
    values.add(most);
    return sql.toString();
  }

  /**
   * The domains of somebody who is limited, if they and the own acts are to lead: where nothing
   * else is asked for, or a text in few domains, or where they leave few records.
   */
  private Optional<List<String>> seen(List<OneOf> lists) {
    if (query.scope().domains().isAll() || !query.objects().isEmpty()) {
      return Optional.empty();
    }
    boolean alone = lists.isEmpty() && query.freeText().isEmpty();
    return SeenDomains.of(handle, "audit", OBJECT, query.scope().domains())
        .filter(domains ->
            alone
                || isByOperation(lists, domains)
                || (lists.isEmpty() && domains.size() <= FEW_DOMAINS)
                || areFew(domains));
  }

  /** Whether nothing but operations, and a text in few domains, is asked for, and few of them. */
  private boolean isByOperation(List<OneOf> lists, List<String> domains) {
    return lists.size() == 1
        && lists.getFirst().isExact()
        && domains.size() * lists.getFirst().wanted().size() <= MOST_PAIRS
        && (query.freeText().isEmpty() || domains.size() <= FEW_DOMAINS);
  }

  /** What was done in each domain, and the own acts; of some operations each by itself. */
  private List<Part> parts(List<String> domains, List<String> operations) {
    List<Part> parts = Part.seen(dialect, query.scope().userId(), domains);
    return operations.isEmpty()
        ? parts
        : operations.stream()
            .flatMap(operation -> parts.stream().map(part -> part.of(dialect, operation)))
            .toList();
  }

  private boolean areFew(List<String> domains) {
    if (domains.isEmpty()) {
      return true;
    }
    String seen = "SELECT number FROM audit WHERE " + in(domains.size()) + " LIMIT ?";
    Query counting = handle.createQuery("SELECT count(*) FROM (" + seen + ") AS seen");
    for (int i = 0; i < domains.size(); i++) {
      counting.bind(i, domains.get(i));
    }
    return counting.bind(domains.size(), FEW_SEEN + 1).mapTo(Integer.class).one() <= FEW_SEEN;
  }

  /** That the object is in one of so many domains, as the index has them. */
  private String in(int count) {
    return dialect.domain(OBJECT) + " IN (?" + ", ?".repeat(count - 1) + ")";
  }

  /** The first leaves the fewest records. */
  private List<OneOf> lists() {
    List<String> operations =
        query.operations().stream().distinct().map(AuditOperation::title).toList();
    return Stream.of(
            new OneOf(OBJECT, differentInAscii(query.objects())),
            new OneOf(OneOf.USER, differentInAscii(query.users())),
            new OneOf(OneOf.OPERATION, operations))
        .filter(list -> !list.wanted().isEmpty())
        .toList();
  }

  /** The database takes what differs in the case of ASCII letters alone for one value. */
  private static List<String> differentInAscii(List<String> texts) {
    Map<String, String> different = new LinkedHashMap<>();
    texts.forEach(text -> different.putIfAbsent(AuditQuery.folded(text), text));
    return List.copyOf(different.values());
  }

  /** Everything that has to hold beside the leading value; its values are added. */
  private String conditions(List<OneOf> lists) {
    return when() + each(lists) + scope() + withText();
  }

  private String when() {
    return when(to());
  }

  private String when(long last) {
    values.add(from());
    values.add(last);
    return "created >= ? AND created <= ?" + behind();
  }

  private long from() {
    return query.from().toEpochMilli();
  }

  /** The last that is wanted. */
  private long to() {
    return Math.min(behind.creationTime().toEpochMilli(), query.to().toEpochMilli() - 1);
  }

  private String behind() {
    values.add(behind.creationTime().toEpochMilli());
    values.add(behind.number());
    return " AND (created < ? OR number < ?)";
  }

  private String each(List<OneOf> lists) {
    StringBuilder sql = new StringBuilder();
    for (OneOf list : lists) {
      sql.append(" AND ").append(list.oneOf(dialect));
      values.addAll(list.wanted());
    }
    return sql.toString();
  }

  private String scope() {
    if (query.scope().domains().isAll()) {
      return "";
    }
    values.addAll(ownValues());
    String domains = DomainCondition.of(handle, OBJECT, query.scope().domains(), values);
    return " AND (" + own() + " OR " + domains + ")";
  }

  private String own() {
    return "user_type <> ? AND " + dialect.same(OneOf.USER);
  }

  private String acts() {
    values.add(UserType.System.name());
    return "user_type <> ?";
  }

  private List<Object> ownValues() {
    return List.of(UserType.System.name(), query.scope().userId());
  }

  private String withText() {
    return query.freeText().isEmpty() ? "" : " AND " + text();
  }

  private String text() {
    return Containing.of(dialect, TEXT, query.freeText(), values);
  }
}
