package org.sluice.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.AlertStore.AlertQuery;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;

/** A store of alerts and what happens around it, for its contract. */
public abstract class AlertFixture {
  protected static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  protected static final String ANNA = "anna@example.org";
  protected static final String RESTRICTED = "User restricted from sending email";

  /** The store under test. */
  protected AlertStore store = new MemoryAlerts();

  /** Makes an empty store. */
  protected abstract AlertStore open() throws Exception;

  /** Records with all that follows from them, in their order. */
  protected abstract void happen(List<AuditRecord> records);

  @BeforeEach
  final void openStore() throws Exception {
    store = open();
  }

  protected static AuditRecord event(
      AuditOperation operation, Instant at, String whom, String type, String... more) {
    return AuditRecord.bySystem(
        operation, at, whom, Map.of("Type", type, "By", "root", "Comment", String.join("", more)));
  }

  protected final void listed(String user, Instant at) {
    happen(List.of(event(AuditOperation.LISTED, at, user, "User")));
  }

  protected static AuditRecord act() {
    return new AuditRecord(AuditOperation.SET_ALERT, NOON, "root", "", "x", Map.of(), List.of());
  }

  protected final List<String> entities(AlertQuery query, int most) {
    return store.list(query, most).stream().map(Alert::entity).toList();
  }

  protected static AlertQuery all() {
    return new AlertQuery(List.of(), "", "");
  }
}
