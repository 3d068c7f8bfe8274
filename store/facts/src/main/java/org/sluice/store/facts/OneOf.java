package org.sluice.store.facts;

import java.util.List;

/**
 * A column of the audit log that has to be one of several values.
 *
 * @param wanted at least one
 */
record OneOf(String column, List<String> wanted) {
  static final String OPERATION = "operation";
  static final String USER = "user_id";

  String same(Dialect dialect) {
    return isExact() ? column + " = ?" : dialect.same(column);
  }

  String oneOf(Dialect dialect) {
    return isExact()
        ? column + " IN (?" + ", ?".repeat(wanted.size() - 1) + ")"
        : dialect.oneOf(column, wanted.size());
  }

  /** Of one operation of a user, the index that has both; else as the database chooses. */
  String index(Dialect dialect, List<OneOf> others) {
    boolean one =
        others.size() == 1 && others.getFirst().isExact() && others.getFirst().wanted().size() == 1;
    return column.equals(USER) && one ? dialect.by(AuditSearch.USER_OPERATION_INDEX) : "";
  }

  /** Operations are of a closed list, written as they are asked for, and so is their index. */
  boolean isExact() {
    return column.equals(OPERATION);
  }
}
