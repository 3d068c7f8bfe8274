package org.sluice.store.facts;

import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.sluice.core.mail.Domains;

/** The condition that a column is an address in some domains. */
final class DomainCondition {
  private DomainCondition() {}

  /** The condition; its values are added. {@code domains} is limited to some. */
  static String of(Handle handle, String column, Domains domains, List<Object> values) {
    String like = Dialect.of(handle).like();
    return domains.names().stream()
        .map(name -> {
          String literal = name.replaceAll("([!%_])", "!$1");
          values.add((name.startsWith(".") ? "%@%" : "%@") + literal);
          return column + " " + like + " ? ESCAPE '!'";
        })
        .collect(Collectors.joining(" OR ", "(", ")"));
  }
}
