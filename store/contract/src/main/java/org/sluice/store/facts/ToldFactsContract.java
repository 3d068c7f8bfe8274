package org.sluice.store.facts;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.alert.Audience;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.outbox.Outbox;

/** Facts of which one administrator is told by mail, and a webhook. */
public abstract class ToldFactsContract {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final Audience ADMINS =
      new Audience(List.of("admin@example.org"), true, List.of("w"), true, false, "");

  @TempDir Path folder;
  final FactsPlace place = place();
  Facts facts;
  Outbox outbox;

  /** An empty database. */
  protected abstract FactsPlace place();

  @BeforeEach
  void open() {
    facts = place.open(folder, NOON, new FactsOptions(() -> 180, () -> ADMINS, () -> {}));
    outbox = facts.outbox();
  }

  @AfterEach
  void close() {
    facts.close();
    place.close();
  }

  /** The record of an order of which nobody is told. */
  static AuditRecord turning() {
    return new AuditRecord(
        AuditOperation.SET_AUDIT_CONFIG, NOON, "root", "", "", Map.of(), List.of());
  }

  void happens(AuditOperation operation, Instant at, String object) {
    happens(operation, at, object, Map.of());
  }

  void happens(AuditOperation operation, Instant at, String object, Map<String, String> facts) {
    this.facts.appendAll(List.of(AuditRecord.bySystem(operation, at, object, facts)));
  }
}
