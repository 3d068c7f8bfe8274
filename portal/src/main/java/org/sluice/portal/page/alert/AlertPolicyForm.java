package org.sluice.portal.page.alert;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sluice.core.administration.Refusal;
import org.sluice.core.alert.AggregationType;
import org.sluice.core.alert.AlertFilter;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.Severity;
import org.sluice.core.alert.Telling;
import org.sluice.core.alert.Trigger;
import org.sluice.core.audit.AuditOperation;
import org.sluice.portal.http.Form;
import org.sluice.portal.page.frame.Visit;

/** An alert policy as a form has it. */
final class AlertPolicyForm {
  /** What the form of a new one begins with. */
  static final AlertPolicy FRESH =
      new AlertPolicy(
          "",
          false,
          true,
          Severity.Medium,
          Category.ThreatManagement,
          List.of(),
          AlertFilter.NONE,
          Trigger.EACH,
          Telling.USUAL,
          "");

  private AlertPolicyForm() {}

  /**
   * The policy that a form makes of one that is there.
   *
   * @throws Refusal INVALID with what is wrong
   */
  static AlertPolicy filled(AlertPolicy before, Form form) {
    try {
      AlertPolicy told =
          before.with(
              form.text("status").equals("on"),
              choice(form, "severity", Severity.class),
              new Telling(
                  form.has("notify"), form.chips("recipient"), number(form, "daily-limit")));
      return before.system() ? told : custom(told, form);
    } catch (IllegalArgumentException e) {
      throw new Refusal(Refusal.Kind.INVALID, String.valueOf(e.getMessage()), e);
    }
  }

  private static AlertPolicy custom(AlertPolicy p, Form form) {
    return new AlertPolicy(
        p.name().isEmpty() ? form.text("name") : p.name(),
        false,
        p.enabled(),
        p.severity(),
        choice(form, "category", Category.class),
        form.texts("operation").stream()
            .flatMap(title -> AuditOperation.of(title).stream())
            .toList(),
        AlertFilter.parse(form.text("filter")),
        trigger(form),
        p.telling(),
        form.text("comment"));
  }

  private static Trigger trigger(Form form) {
    AggregationType type = choice(form, "aggregation", AggregationType.class);
    return type == AggregationType.None
        ? Trigger.EACH
        : new Trigger(type, number(form, "threshold"), Duration.ofMinutes(number(form, "window")));
  }

  private static <E extends Enum<E>> E choice(Form form, String name, Class<E> type) {
    return Visit.choice(form.text(name), type)
        .orElseThrow(
            () -> new IllegalArgumentException("'" + form.text(name) + "' is no " + name + "."));
  }

  private static int number(Form form, String name) {
    String text = form.text(name);
    if (!text.matches("[0-9]{0,9}")) {
      throw new IllegalArgumentException("'" + text + "' is no whole number.");
    }
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }

  /** Its properties by the names that people read. */
  static Map<String, String> properties(AlertPolicy p) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Status", p.enabled() ? "On" : "Off");
    all.put("Severity", p.severity().name());
    all.put("Send email notifications", p.telling().enabled() ? "Yes" : "No");
    all.put("Email recipients", String.join(", ", p.telling().recipients()));
    all.put(
        "Daily notification limit",
        p.telling().dailyLimit() == 0 ? "No limit" : Integer.toString(p.telling().dailyLimit()));
    all.put("Category", p.category().name());
    all.put(
        "Activities",
        p.operations().stream().map(AuditOperation::title).collect(Collectors.joining(", ")));
    all.put("Filter", p.filter().text());
    all.put("Trigger", trigger(p.trigger()));
    all.put("Comment", p.comment());
    return all;
  }

  private static String trigger(Trigger trigger) {
    return switch (trigger.type()) {
      case None -> "Each event";
      case SimpleAggregation ->
          "More than " + trigger.threshold() + " in " + trigger.window().toMinutes() + " minutes";
    };
  }

  /** Those of New-ProtectionAlert: all of it, for a new policy has nothing that it differs from. */
  static Map<String, String> creation(AlertPolicy p) {
    Map<String, String> all = parameters(p);
    all.remove("Identity");
    all.put("Name", p.name());
    all.put("Category", p.category().name());
    all.put(
        "Operation",
        p.operations().stream().map(AuditOperation::title).collect(Collectors.joining(",")));
    all.put("Filter", p.filter().text());
    all.put("AggregationType", p.trigger().type().name());
    if (p.trigger().type() == AggregationType.SimpleAggregation) {
      all.put("Threshold", Integer.toString(p.trigger().threshold()));
      all.put("TimeWindow", Long.toString(p.trigger().window().toMinutes()));
    }
    all.put("Comment", p.comment());
    all.values().removeIf(String::isEmpty);
    return all;
  }

  /** The parameters of Set-ProtectionAlert, for the audit record. */
  static Map<String, String> parameters(AlertPolicy p) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Identity", p.name());
    all.put("Disabled", Boolean.toString(!p.enabled()));
    all.put("Severity", p.severity().name());
    all.put("NotificationEnabled", Boolean.toString(p.telling().enabled()));
    all.put("NotifyUser", String.join(",", p.telling().recipients()));
    all.put("NotifyUserThrottleThreshold", Integer.toString(p.telling().dailyLimit()));
    return all;
  }
}
