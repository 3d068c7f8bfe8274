package org.sluice.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.store.postgresql.Node.act;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.testkit.PostgresServer;

/** The index of the audit log's text, where the role may make it and where it may not. */
class AuditTextTest {
  private static final String SEARCH =
      "SELECT number FROM audit WHERE (user_id || '\n' || object_id || '\n' || details) ILIKE"
          + " '%anna@%' ESCAPE '!'";

  @TempDir private Path folder;

  private static List<String> indexes(Place place) {
    return Databases.ask(
        place.url(), "SELECT indexname FROM pg_indexes WHERE indexname = 'audit_text'");
  }

  private static AuditQuery text(String text) {
    return new AuditQuery(
        Instant.EPOCH,
        Instant.parse("9999-01-01T00:00:00Z"),
        List.of(),
        List.of(),
        List.of(),
        text);
  }

  @Test
  void the_search_for_a_text_can_go_by_the_index() {
    Place place = Databases.fresh();
    assertThat(indexes(place)).hasSize(1);
    String url = place.url();
    String unsorted = url + (url.contains("?") ? "&" : "?") + "options=-c%20enable_seqscan%3Doff";
    assertThat(Databases.ask(unsorted, "EXPLAIN " + SEARCH))
        .anyMatch(l -> l.contains("audit_text"));
  }

  @Test
  void a_role_that_may_not_make_the_extension_goes_without_and_finds_the_same() {
    PostgresServer server = PostgresServer.shared();
    Place owned = Databases.empty(server);
    Databases.execute(
        owned.url(), "CREATE ROLE plain LOGIN", "GRANT CREATE, USAGE ON SCHEMA public TO plain");
    Place plain = new Place(owned.url(), "plain", "", 4, Databases.ANSWER, Databases.LEASE);
    try (Node node = new Node(plain, folder)) {
      assertThat(indexes(owned)).isEmpty();
      node.facts.auditLog().append(act(AuditOperation.SET_POLICY, "anna@example.org"));
      assertThat(node.facts.auditLog().search(text("ANNA@"), AuditPlace.START, 9)).hasSize(1);
      assertThat(node.facts.auditLog().search(text("bert@"), AuditPlace.START, 9)).isEmpty();
    }
  }
}
