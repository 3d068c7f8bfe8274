package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.Severity;
import org.sluice.core.alert.Telling;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.testkit.AlertStoreContract;

public abstract class StoredAlertsContract extends AlertStoreContract {
  @TempDir private Path folder;
  private final FactsPlace place = place();
  private Facts facts;

  /** An empty database. */
  protected abstract FactsPlace place();

  @Override
  protected AlertStore open() {
    facts = place.open(folder, NOON);
    return facts.alerts();
  }

  @AfterEach
  void close() {
    facts.close();
    place.close();
  }

  @Override
  protected void happen(List<AuditRecord> records) {
    facts.appendAll(records);
  }

  private void alerts(int first, int last) {
    place.sql(
        folder,
        "INSERT INTO alert (id, policy, severity, category, entity, created, changed, events,"
            + " status, assignee, classification, until_lifted) WITH RECURSIVE n (i) AS (SELECT %d"
                .formatted(first)
            + " UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT 'id' || i, 'Limits', 'Low',"
                .formatted(last)
            + " 'MailFlow', 'u' || i || '@example.org', 1, 1, 1, 'New', '', 'NotSet', 0 FROM n");
  }

  /** Below, at and above it; by a text with an index and by one that is too short for it. */
  @Test
  void of_those_with_a_text_so_many_are_counted_and_of_all_every_one() {
    AlertStore.AlertQuery all = new AlertStore.AlertQuery(List.of(), "", "");
    int[] ends = {
      AlertStore.MOST_COUNTED - 1, AlertStore.MOST_COUNTED, AlertStore.MOST_COUNTED + 1
    };
    for (int i = 0; i < ends.length; i++) {
      alerts(i == 0 ? 1 : ends[i], ends[i]);
      int counted = Math.min(ends[i], AlertStore.MOST_COUNTED);
      assertThat(store.count(all.having("EXAMPLE"))).isEqualTo(counted);
      assertThat(store.count(all.having("u"))).isEqualTo(counted);
      assertThat(store.count(all)).isEqualTo(ends[i]);
      assertThat(store.count(all.having("77@EX"))).isEqualTo(100);
    }
  }

  @Test
  void a_part_of_the_assignee_is_found_once_it_is_assigned_and_no_longer_when_it_is_another() {
    AlertStore.AlertQuery all = new AlertStore.AlertQuery(List.of(), "", "");
    AuditRecord listed =
        AuditRecord.bySystem(
            AuditOperation.LISTED, NOON, "anna@example.org", Map.of("Type", "User"));
    happen(List.of(listed));
    for (String name : List.of("nora@first.example", "otto@second.example")) {
      Alert before = store.list(all, 1).getFirst();
      Alert after = before.changed(NOON, before.status(), name, before.classification());
      assertThat(store.change(before, after, Optional.empty(), listed)).isTrue();
      assertThat(store.list(all.having(name.substring(1, 9)), 9)).hasSize(1);
      assertThat(store.list(all.having("anna@exa"), 9)).hasSize(1);
    }
    assertThat(store.list(all.having("nora@"), 9)).isEmpty();
  }

  @Test
  void a_restart_forgets_no_policy_and_no_alert() {
    AuditRecord listed =
        AuditRecord.bySystem(
            AuditOperation.LISTED, NOON, "anna@example.org", Map.of("Type", "User"));
    happen(List.of(listed));
    var changed =
        store
            .policies()
            .all()
            .getFirst()
            .with(true, Severity.Low, new Telling(false, List.of(), 3));
    store.keep(store.policies(), store.policies().with(changed), listed);
    List<Alert> before = store.list(new AlertStore.AlertQuery(List.of(), "", ""), 9);
    facts.close();
    store = open();
    assertThat(store.list(new AlertStore.AlertQuery(List.of(), "", ""), 9)).isEqualTo(before);
    assertThat(store.policies().find(changed.name())).hasValue(changed);
  }
}
