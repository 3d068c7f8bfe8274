package org.sluice.store.facts;

import java.util.List;
import java.util.stream.Stream;
import org.sluice.core.audit.AuditQuery;

/**
 * A column of the audit log that has to be one of several values.
 *
 * @param wanted at least one
 */
record OneOf(String column, List<String> wanted) {
  static final String OPERATION = "operation";
  static final String USER = "user_id";

  /** By each value alone; of one operation of a user, by the index that has both. */
  List<Part> parts(Dialect dialect, List<OneOf> others) {
    List<String> operation =
        column.equals(USER) && others.size() == 1 && others.getFirst().wanted().size() == 1
            ? others.getFirst().wanted()
            : List.of();
    String index = operation.isEmpty() ? "" : dialect.by(Part.USER_OPERATION_INDEX);
    List<String> columns =
        Stream.concat(Stream.of(by(dialect)), operation.stream().map(o -> OPERATION)).toList();
    return wanted.stream()
        .map(value -> isExact() ? value : AuditQuery.folded(value))
        .map(value -> Stream.concat(Stream.of(value), operation.stream()).toList())
        .map(values -> new Part(index, columns, values, false))
        .toList();
  }

  private String by(Dialect dialect) {
    return isExact() ? column : dialect.folded(column);
  }

  String oneOf(Dialect dialect) {
    return isExact()
        ? column + " IN (?" + ", ?".repeat(wanted.size() - 1) + ")"
        : dialect.oneOf(column, wanted.size());
  }

  /** Operations are of a closed list, written as they are asked for, and so is their index. */
  boolean isExact() {
    return column.equals(OPERATION);
  }
}
