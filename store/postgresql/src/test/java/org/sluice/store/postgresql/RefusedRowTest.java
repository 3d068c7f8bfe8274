package org.sluice.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.sluice.store.postgresql.Node.act;
import static org.sluice.store.postgresql.Node.byLimit;
import static org.sluice.store.postgresql.Node.user;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.RestrictedEntity;

/** A row that the schema refuses is told of without its values, which may be secrets. */
class RefusedRowTest {
  private static final RestrictedEntity SECRET = user("secret");

  @TempDir private Path folder;
  private final Place place = Databases.fresh();

  @BeforeEach
  void refuse() {
    Databases.execute(
        place.url(),
        "ALTER TABLE restriction ADD CONSTRAINT nobody CHECK (name NOT LIKE 'secret%')");
  }

  @AfterEach
  void drop() {
    Databases.drop(place);
  }

  /** As it stands in a log, with all that it was caused by. */
  private static String told(Throwable failure) {
    StringWriter words = new StringWriter();
    failure.printStackTrace(new PrintWriter(words, true));
    return words.toString();
  }

  @Test
  void an_order_names_the_constraint_and_no_value() {
    try (Node node = new Node(place, folder)) {
      Throwable refused =
          catchThrowable(() ->
              node.facts.restrict(
                  byLimit("by hand", SECRET, new Block.UntilLifted()),
                  act(AuditOperation.ADD_BLOCKED_SENDER_ADDRESS, SECRET.name())));
      assertThat(refused).hasMessageContaining("nobody");
      assertThat(told(refused)).doesNotContain(SECRET.name(), "by hand");
    }
  }

  @Test
  void work_on_the_whole_database_names_the_column_and_no_value() {
    Throwable refused =
        catchThrowable(() ->
            PostgresqlFacts.whole(
                place,
                handle ->
                    handle.execute(
                        "INSERT INTO restriction (id, kind, name, reason, created, changed, policy,"
                            + " limit_kind, restricted_by) VALUES ('by hand', 'USER', ?, '', 1, 1,"
                            + " '', '', '')",
                        SECRET.name())));
    assertThat(refused).hasMessageContaining("internal_hour");
    assertThat(told(refused)).doesNotContain(SECRET.name(), "by hand");
  }
}
