package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.access.AccessStore;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.ApiToken;
import org.sluice.core.access.ApiTokens;
import org.sluice.core.access.Role;
import org.sluice.core.access.WebSession;
import org.sluice.core.access.WebSession.Stage;
import org.sluice.core.access.WebSessions;
import org.sluice.core.administration.AccessPorts;
import org.sluice.core.administration.Refusal;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.mail.Domains;
import org.sluice.testkit.AccessContract;
import org.sluice.testkit.CountedSecrets;

public abstract class StoredAccessContract extends AccessContract {
  private static final String ANNA = "anna@example.org";

  @TempDir private Path folder;
  private final FactsPlace place = place();
  private Facts facts;

  /** An empty database. */
  protected abstract FactsPlace place();

  @Override
  protected AccessPorts open() {
    facts = place.open(folder, NOON);
    return facts.access(new CountedSecrets());
  }

  @Override
  protected AccessPorts again() {
    facts.close();
    return open();
  }

  @Override
  protected int records() {
    return facts.audit(1_000).size();
  }

  @AfterEach
  void close() {
    facts.close();
    place.close();
  }

  private static WebSession session(String name, Stage stage, String clientIp, int second) {
    Instant at = NOON.plusSeconds(second);
    return new WebSession(name, ANNA, stage, clientIp, "Browser", at, at, false);
  }

  private void addAnna() {
    Administrator anna =
        new Administrator(
            ANNA, "", Role.SecurityReader, Domains.ALL, true, false, NOON, Optional.empty());
    AuditRecord record =
        AuditRecord.bySystem(AuditOperation.NEW_ADMINISTRATOR, NOON, ANNA, Map.of());
    facts
        .access(new CountedSecrets())
        .administrators()
        .keep(AccessStore.AccountChange.added(anna), record);
  }

  private void begin(WebSession session) {
    facts.access(new CountedSecrets()).sessions().begin(session, "");
  }

  private long sessions(Stage stage) {
    return facts.access(new CountedSecrets()).sessions().sessions(ANNA).stream()
        .filter(s -> s.stage() == stage)
        .count();
  }

  @Test
  void sessions_without_the_second_factor_end_none_that_is_signed_in() {
    addAnna();
    for (int i = 0; i < WebSession.MOST; i++) {
      begin(session("whole" + i, Stage.SIGNED_IN, "192.0.2.1", 0));
    }
    for (int i = 0; i < WebSession.MOST; i++) {
      Stage stage = i % 2 == 0 ? Stage.SECOND_FACTOR : Stage.ENROLMENT;
      begin(session("half" + i, stage, "198.51.100.1", 1 + i));
    }
    assertThat(sessions(Stage.SIGNED_IN)).isEqualTo(WebSession.MOST);
    assertThat(sessions(Stage.SECOND_FACTOR) + sessions(Stage.ENROLMENT))
        .isEqualTo(WebSession.MOST_HALF_FROM_ADDRESS);
  }

  @Test
  void nor_one_that_is_typing_a_code_elsewhere_until_there_are_very_many() {
    addAnna();
    WebSessions all = facts.access(new CountedSecrets()).sessions();
    all.begin(session("own", Stage.SECOND_FACTOR, "192.0.2.1", 0), "");
    for (int i = 1; i < WebSession.MOST_HALF; i++) {
      all.begin(session("half" + i, Stage.SECOND_FACTOR, "198.51.100." + i, i), "");
    }
    assertThat(all.session("own")).isPresent();
    assertThat(sessions(Stage.SECOND_FACTOR)).isEqualTo(WebSession.MOST_HALF);
    all.begin(session("more", Stage.SECOND_FACTOR, "203.0.113.1", 999), "");
    assertThat(all.session("own")).isEmpty();
    assertThat(sessions(Stage.SECOND_FACTOR)).isEqualTo(WebSession.MOST_HALF);
  }

  /** Another node has revoked it, and this one has not heard of it yet. */
  @Test
  void a_token_that_is_gone_is_not_found_and_that_is_no_failure_of_the_store() {
    ApiTokens tokens = facts.access(new CountedSecrets()).tokens();
    AuditRecord record = AuditRecord.bySystem(AuditOperation.REMOVE_API_TOKEN, NOON, "T", Map.of());
    tokens.add(
        new ApiToken(
            "T", Role.SecurityReader, Domains.ALL, "sha", NOON, Optional.empty(), Optional.empty()),
        record);
    place.sql(folder, "DELETE FROM api_token");
    assertThatThrownBy(() -> tokens.remove("T", record))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.NOT_FOUND));
    assertThat(records()).isEqualTo(1);
  }
}
