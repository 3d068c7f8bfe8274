package org.sluice.store.facts;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.sluice.core.mail.Domains;

/**
 * By which values an index of domains has what somebody sees who is limited to some.
 *
 * <p>An index has the rows of one domain in their order, and not those of several: so each domain
 * is read by itself, for no more than a page, and the pages are merged. Which subdomains there are
 * says the index too, which is asked for the next value behind each one (PostgreSQL's wiki calls it
 * a loose index scan).
 */
final class SeenDomains {
  /** More domains than this are not read one by one. */
  static final int MOST = Domains.MOST;

  /** So many domains that rows have are looked at for subdomains. */
  static final int LOOKED_AT = 2_000;

  private SeenDomains() {}

  /**
   * The domains, as {@link Dialect#domain} has them. Empty if there are so many that the index is
   * of no use; a list of none if no row is seen.
   *
   * @param column with an index that begins with its domain
   * @param domains limited to some
   */
  static Optional<List<String>> of(Handle handle, String table, String column, Domains domains) {
    List<String> named =
        domains.names().stream().filter(n -> !n.startsWith(".")).map(n -> "@" + n).toList();
    if (named.size() == domains.names().size()) {
      return within(named);
    }
    List<String> there = there(handle, table, column);
    if (there.size() > LOOKED_AT) {
      return Optional.empty();
    }
    Predicate<String> isSeen = domains.inclusion();
    return within(Stream.concat(named.stream(), there.stream().filter(isSeen)).distinct().toList());
  }

  private static Optional<List<String>> within(List<String> found) {
    return Optional.of(found).filter(all -> all.size() <= MOST);
  }

  private static List<String> there(Handle handle, String table, String column) {
    String domain = Dialect.of(handle).domain(column);
    String next = "(SELECT %1$s FROM %2$s WHERE %1$s > %3$s AND %1$s < 'A' ORDER BY %1$s LIMIT 1)";
    return handle
        .createQuery(
            "WITH RECURSIVE there (domain) AS (SELECT "
                + next.formatted(domain, table, "'@'")
                + " UNION ALL SELECT "
                + next.formatted(domain, table, "there.domain")
                + " FROM there WHERE there.domain IS NOT NULL)"
                + " SELECT domain FROM there WHERE domain IS NOT NULL LIMIT ?")
        .bind(0, LOOKED_AT + 1)
        .mapTo(String.class)
        .list();
  }
}
