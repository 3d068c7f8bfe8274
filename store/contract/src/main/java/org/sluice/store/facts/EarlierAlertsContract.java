package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.AlertStore.AlertQuery;
import org.sluice.core.alert.Telling;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;

/**
 * Alerts, and the mails of a day, of a version that knew neither which mail of a day had said that
 * it is the last, nor an index of the alerts' words.
 */
public abstract class EarlierAlertsContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final long DAY = NOON.getEpochSecond() / 86_400;
  private static final String RESTRICTED = "User restricted from sending email";
  private static final String PATTERNS = "Suspicious email sending patterns detected";
  private static final AlertQuery ALL = new AlertQuery(List.of(), "", "");

  @TempDir private Path folder;
  private FactsPlace place;
  private Facts facts;

  /** A database with the tables as that version had them, empty. */
  protected abstract FactsPlace earlier(Path folder);

  /** Two alerts; one policy that has mailed all it may on this day, and one that may mail more. */
  @BeforeEach
  void open() {
    place = earlier(folder);
    String alert =
        "INSERT INTO alert (id, policy, severity, category, entity, created, changed, events,"
            + " status, assignee, classification, until_lifted, entity_kind) VALUES ('%s', '%s',"
            + " 'Low', 'ThreatManagement', '%s', 1, 1, 1, 'New', '%s', 'NotSet', 0, 'User')";
    String policy =
        "INSERT INTO alert_policy VALUES ('%s', 1, 1, 'High', 'ThreatManagement', '', '', 'None',"
            + " 0, 0, 1, 'TenantAdmins', %d, '', %d)";
    String mails = "INSERT INTO alert_mail_day (policy, day, mails) VALUES ('%s', %d, %d)";
    place.sql(
        folder,
        alert.formatted("id-1", RESTRICTED, "anna@example.org", "nora"),
        alert.formatted("id-2", PATTERNS, "bert@example.org", ""),
        policy.formatted(RESTRICTED, 2, 0),
        policy.formatted(PATTERNS, 3, 1),
        mails.formatted(RESTRICTED, DAY, 2),
        mails.formatted(PATTERNS, DAY, 1));
    facts =
        place.open(
            folder, NOON, new FactsOptions(() -> 180, () -> ToldFactsContract.ADMINS, () -> {}));
  }

  @AfterEach
  void close() {
    facts.close();
    place.close();
  }

  private List<String> having(String text) {
    return facts.alerts().list(ALL.having(text), 9).stream().map(Alert::entity).toList();
  }

  private void happens(AuditOperation operation, String sender) {
    facts.appendAll(List.of(AuditRecord.bySystem(operation, NOON, sender, Map.of("Type", "User"))));
  }

  private List<Content.Notice> mails() {
    return facts.outbox().due(Channel.MAIL, NOON, 99).stream()
        .map(d -> (Content.Notice) d.outgoing().content())
        .toList();
  }

  @Test
  void they_are_found_by_three_characters_and_so_are_those_that_follow() {
    assertThat(having("nna")).containsExactly("anna@example.org");
    assertThat(having("ora")).as("the assignee").containsExactly("anna@example.org");
    assertThat(having("example.org")).hasSize(2);
    assertThat(facts.alerts().count(ALL.having("patterns"))).isEqualTo(1);
    happens(AuditOperation.LISTED, "hanna@example.org");
    assertThat(having("nna")).containsExactly("hanna@example.org", "anna@example.org");
    Alert before = facts.alerts().list(ALL.having("bert@"), 9).getFirst();
    Alert after = before.changed(NOON, before.status(), "otto", before.classification());
    assertThat(facts.alerts().change(before, after, Optional.empty(), ToldFactsContract.turning()))
        .isTrue();
    assertThat(having("tto")).containsExactly("bert@example.org");
  }

  @Test
  void a_policy_that_had_mailed_all_it_may_on_a_day_mails_no_more_on_it() {
    happens(AuditOperation.LISTED, "carl@example.org");
    assertThat(having("carl")).hasSize(1);
    assertThat(mails()).isEmpty();
  }

  @Test
  void a_policy_that_may_mail_more_on_a_day_does_and_says_which_is_the_last() {
    IntStream.range(0, 5).forEach(i -> happens(AuditOperation.SUSPICIOUS_PATTERN, "u" + i));
    assertThat(mails()).extracting(m -> m.field("LastOfDay")).containsExactly("", "True");
  }

  /** Only of what had said so already, no mail says that it is the last. */
  @Test
  void a_limit_that_is_lowered_to_what_was_mailed_leaves_a_mail_that_says_it_is_the_last() {
    AlertPolicies all = facts.alerts().policies();
    AlertPolicy policy = all.find(PATTERNS).orElseThrow();
    Telling one = new Telling(true, policy.telling().recipients(), 1);
    facts
        .alerts()
        .keep(
            all, all.with(policy.with(true, policy.severity(), one)), ToldFactsContract.turning());
    IntStream.range(0, 5).forEach(i -> happens(AuditOperation.SUSPICIOUS_PATTERN, "u" + i));
    assertThat(mails()).extracting(m -> m.field("LastOfDay")).containsExactly("True");
  }
}
