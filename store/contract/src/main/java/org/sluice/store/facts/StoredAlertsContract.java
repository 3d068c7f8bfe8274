package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
