package org.sluice.store.facts;

import java.util.List;
import java.util.stream.Stream;
import org.sluice.core.audit.AuditQuery;

/**
 * One of several parts of the audit log that an index has in the order of time.
 *
 * @param index as {@link Dialect#by} says it
 * @param columns that the index begins with
 * @param wanted a value for each of them
 * @param acts without what Sluice did by itself
 */
record Part(String index, List<String> columns, List<String> wanted, boolean acts) {
  static final String OBJECT = "object_id";
  static final String USER_INDEX = "audit_user";
  static final String DOMAIN_INDEX = "audit_domain";
  static final String DOMAIN_OPERATION_INDEX = "audit_domain_operation";
  static final String USER_OPERATION_INDEX = "audit_user_operation";

  /** What somebody did, and what was done in each domain. */
  static List<Part> seen(Dialect dialect, String userId, List<String> domains) {
    List<String> user = List.of(dialect.folded(OneOf.USER));
    List<String> me = List.of(AuditQuery.folded(userId));
    List<String> domain = List.of(dialect.domain(OBJECT));
    return Stream.concat(
            Stream.of(new Part(dialect.by(USER_INDEX), user, me, true)),
            domains.stream()
                .map(name -> new Part(dialect.by(DOMAIN_INDEX), domain, List.of(name), false)))
        .toList();
  }

  /** The same of one operation. */
  Part of(Dialect dialect, String operation) {
    return new Part(
        dialect.by(acts ? USER_OPERATION_INDEX : DOMAIN_OPERATION_INDEX),
        List.of(columns.getFirst(), OneOf.OPERATION),
        List.of(wanted.getFirst(), operation),
        acts);
  }
}
