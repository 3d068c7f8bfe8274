package org.sluice.store.facts;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.sluice.core.alert.AlertMemory;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.AlertRules;
import org.sluice.core.alert.Audience;
import org.sluice.core.audit.AuditRecord;

/**
 * Writes an audit record with the alerts and notifications that follow from it, in the transaction
 * of the fact. Used by the thread that owns the connection.
 */
final class AuditWriting {
  private final Supplier<Audience> audience;
  private final Function<String, List<String>> spamNotices;
  private final Revised<AlertPolicies> policies;

  AuditWriting(
      Revised<AlertPolicies> policies,
      Supplier<Audience> audience,
      Function<String, List<String>> spamNotices) {
    this.policies = policies;
    this.audience = audience;
    this.spamNotices = spamNotices;
  }

  void append(Handle handle, AuditRecord record) {
    AlertRules rules = rules();
    AlertMemory memory = new AlertWriting(handle);
    AuditTable.append(handle, record)
        .filter(chained -> !record.operation().isAlwaysRecorded() || AuditTable.state(handle).on())
        .ifPresentOrElse(
            chained -> rules.follow(chained, memory), () -> rules.followUnrecorded(record, memory));
  }

  /** The same, if the record closes an alert; otherwise nothing is written. */
  void appendIfItCloses(Handle handle, AuditRecord record) {
    if (rules().closes(record, new AlertWriting(handle))) {
      append(handle, record);
    }
  }

  private AlertRules rules() {
    return new AlertRules(policies.value(), audience.get(), spamNotices);
  }

  Audience audience() {
    return audience.get();
  }

  AlertPolicies policies() {
    return policies.value();
  }

  /** Within a transaction: replaces the alert policies. */
  void write(Handle handle, AlertPolicies before, AlertPolicies after) {
    policies.require(handle, before);
    AlertPolicyTable.write(handle, after);
    missing(before, after).forEach(name -> begin(handle, name));
    missing(after, before).forEach(name -> begin(handle, name));
    policies.changed(handle);
  }

  /** The names of those policies that are no longer there. */
  private static List<String> missing(AlertPolicies before, AlertPolicies after) {
    return before.all().stream()
        .map(AlertPolicy::name)
        .filter(name -> after.find(name).isEmpty())
        .toList();
  }

  /** A policy that is made anew has counted and mailed nothing yet, whatever its name had. */
  private static void begin(Handle handle, String name) {
    String same = Dialect.of(handle).same("policy");
    handle.execute("DELETE FROM alert_mail_day WHERE " + same, name);
    handle.execute("DELETE FROM alert_count WHERE " + same, name);
  }

  /** The transaction is committed. */
  void replace(AlertPolicies after) {
    policies.replace(after);
  }

  void refresh(Handle handle) {
    policies.refresh(handle);
  }
}
