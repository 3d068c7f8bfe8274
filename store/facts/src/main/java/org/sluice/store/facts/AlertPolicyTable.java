package org.sluice.store.facts;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.sluice.core.alert.AggregationType;
import org.sluice.core.alert.AlertFilter;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.Severity;
import org.sluice.core.alert.Telling;
import org.sluice.core.alert.Trigger;
import org.sluice.core.audit.AuditOperation;

/** Alert policies as rows. Written and read as a whole; they are few. */
final class AlertPolicyTable {
  private static final String COMMA = ",";

  private AlertPolicyTable() {}

  static void write(Handle handle, AlertPolicies policies) {
    handle.execute("DELETE FROM alert_policy");
    for (int i = 0; i < policies.all().size(); i++) {
      AlertPolicy p = policies.all().get(i);
      handle.execute(
          "INSERT INTO alert_policy VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          p.name(),
          p.system() ? 1 : 0,
          p.enabled() ? 1 : 0,
          p.severity().name(),
          p.category().name(),
          String.join(COMMA, p.operations().stream().map(AuditOperation::title).toList()),
          p.filter().text(),
          p.trigger().type().name(),
          p.trigger().threshold(),
          p.trigger().window().toMinutes(),
          p.telling().enabled() ? 1 : 0,
          String.join(COMMA, p.telling().recipients()),
          p.telling().dailyLimit(),
          p.comment(),
          i);
    }
  }

  static AlertPolicies read(Handle handle) {
    return AlertPolicies.of(
        handle
            .createQuery("SELECT * FROM alert_policy ORDER BY position")
            .map((row, context) ->
                new AlertPolicy(
                    row.getString("name"),
                    row.getBoolean("system"),
                    row.getBoolean("enabled"),
                    Severity.valueOf(row.getString("severity")),
                    Category.valueOf(row.getString("category")),
                    operations(row.getString("operations")),
                    AlertFilter.parse(row.getString("filter")),
                    new Trigger(
                        AggregationType.valueOf(row.getString("aggregation")),
                        row.getInt("threshold"),
                        Duration.ofMinutes(row.getInt("window_minutes"))),
                    new Telling(
                        row.getBoolean("notify"),
                        listed(row.getString("recipients")),
                        row.getInt("daily_limit")),
                    row.getString("comment")))
            .list());
  }

  private static List<AuditOperation> operations(String titles) {
    return listed(titles).stream().flatMap(t -> AuditOperation.of(t).stream()).toList();
  }

  private static List<String> listed(String text) {
    return Stream.of(text.split(COMMA, -1)).filter(each -> !each.isEmpty()).toList();
  }
}
