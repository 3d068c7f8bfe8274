package org.sluice.portal.cmdlet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sluice.core.administration.AlertPolicyVerbs;
import org.sluice.core.alert.AggregationType;
import org.sluice.core.alert.AlertFilter;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.Severity;
import org.sluice.core.alert.Telling;
import org.sluice.core.alert.Trigger;
import org.sluice.core.audit.AuditOperation;

/** Alert policies. */
final class AlertPolicyCmdlets {
  /** Within which more than a threshold of events count, where it is not said. */
  private static final Duration USUAL_WINDOW = Duration.ofHours(1);

  private static final String IDENTITY = "Identity";
  private static final String LIMIT = "NotifyUserThrottleThreshold";
  private static final Parameter POLICY = Parameter.needed(IDENTITY, "The alert policy's name.");
  private static final List<Parameter> PROPERTIES =
      List.of(
          Parameter.choice("Category", Category.values(), "What it is about."),
          Parameter.choice("Severity", Severity.values(), "How bad it is."),
          Parameter.texts("Operation", "Operations of the audit log; one of them suffices."),
          Parameter.text("Filter", "Which records count: ObjectId -like '*@example.org'."),
          Parameter.choice(
              "AggregationType",
              AggregationType.values(),
              "None: each event; SimpleAggregation: more than -Threshold within -TimeWindow."),
          Parameter.number("Threshold", Trigger.MOST_THRESHOLD, "Events that do not yet fire."),
          Parameter.number(
              "TimeWindow", 1_440, "Minutes for which an event counts; 60 if it is not said."),
          Parameter.truth("Disabled", "$true turns it off."),
          Parameter.truth("NotificationEnabled", "Send email notifications."),
          Parameter.texts("NotifyUser", "Email recipients: addresses, or TenantAdmins."),
          Parameter.number(LIMIT, Telling.MOST_DAILY, "The most mails a day; 0 is no limit."),
          Parameter.text("Comment", "A note."));

  private AlertPolicyCmdlets() {}

  static List<Cmdlet> all() {
    return List.of(
        Cmdlet.get(
            "Get-ProtectionAlert",
            "Alert policies: when an alert fires, and who is told.",
            List.of(Parameter.text(IDENTITY, "Only this one.")),
            AlertPolicyCmdlets::get),
        Cmdlet.change(
            "New-ProtectionAlert",
            "Makes an alert policy.",
            with(
                Parameter.needed("Name", "Its name."),
                Parameter.choice(
                    "ThreatType", List.of("Activity"), "What it looks at; Activity without it.")),
            AlertPolicyCmdlets::create),
        Cmdlet.change(
            "Set-ProtectionAlert",
            "Changes an alert policy; of a system one only Disabled, Severity, NotifyUser,"
                + " NotificationEnabled and NotifyUserThrottleThreshold.",
            with(POLICY),
            AlertPolicyCmdlets::set),
        Cmdlet.change(
            "Remove-ProtectionAlert",
            "Removes an alert policy that is no system one.",
            List.of(POLICY),
            AlertPolicyCmdlets::remove));
  }

  private static List<Parameter> with(Parameter... first) {
    List<Parameter> all = new ArrayList<>(List.of(first));
    all.addAll(PROPERTIES);
    return all;
  }

  private static List<Row> get(Call call) {
    AlertPolicyVerbs verbs = call.administration().alertPolicies();
    verbs.unheard().ifPresent(call::warn);
    return call
        .arguments()
        .text(IDENTITY)
        .map(name -> List.of(verbs.show(call.actor(), name)))
        .orElseGet(() -> verbs.list(call.actor()))
        .stream()
        .map(AlertPolicyCmdlets::row)
        .toList();
  }

  private static List<Row> create(Call call) {
    Arguments a = call.arguments();
    AlertPolicy fresh =
        new AlertPolicy(
            a.needed("Name"),
            false,
            true,
            Severity.Low,
            Category.Others,
            List.of(),
            AlertFilter.NONE,
            Trigger.EACH,
            Telling.USUAL,
            "");
    AlertPolicy policy = changed(fresh, a);
    return List.of(
        row(call.administration().alertPolicies().create(call.actor(), policy, a.forAudit())));
  }

  private static List<Row> set(Call call) {
    Arguments a = call.arguments();
    var _ =
        call.administration()
            .alertPolicies()
            .change(call.actor(), a.needed(IDENTITY), a.forAudit(), p -> changed(p, a));
    return List.of();
  }

  private static List<Row> remove(Call call) {
    call.administration().alertPolicies().remove(call.actor(), call.arguments().needed(IDENTITY));
    return List.of();
  }

  private static AlertPolicy changed(AlertPolicy p, Arguments a) {
    try {
      return new AlertPolicy(
          p.name(),
          p.system(),
          a.has("Disabled") ? !a.truth("Disabled") : p.enabled(),
          a.choice("Severity", Severity.class).orElse(p.severity()),
          a.choice("Category", Category.class).orElse(p.category()),
          a.texts("Operation").map(AlertPolicyCmdlets::operations).orElse(p.operations()),
          a.text("Filter").map(AlertFilter::parse).orElse(p.filter()),
          trigger(p.trigger(), a),
          telling(p.telling(), a),
          a.text("Comment").orElse(p.comment()));
    } catch (IllegalArgumentException e) {
      throw CmdletError.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static List<AuditOperation> operations(List<String> titles) {
    return titles.stream().map(AuditCmdlets::operation).toList();
  }

  private static Trigger trigger(Trigger before, Arguments a) {
    AggregationType type = a.choice("AggregationType", AggregationType.class).orElse(before.type());
    if (type == AggregationType.None && !a.has("Threshold") && !a.has("TimeWindow")) {
      return Trigger.EACH;
    }
    Duration window = before.window().isZero() ? USUAL_WINDOW : before.window();
    return new Trigger(
        type,
        a.number("Threshold").orElse(before.threshold()),
        a.number("TimeWindow").map(Duration::ofMinutes).orElse(window));
  }

  private static Telling telling(Telling before, Arguments a) {
    return new Telling(
        a.has("NotificationEnabled") ? a.truth("NotificationEnabled") : before.enabled(),
        a.texts("NotifyUser").orElse(before.recipients()),
        a.number(LIMIT).orElse(before.dailyLimit()));
  }

  private static Row row(AlertPolicy p) {
    return new Row()
        .put("Name", p.name())
        .put(IDENTITY, p.name())
        .put("IsSystemRule", p.system())
        .put("Disabled", !p.enabled())
        .put("Severity", p.severity().name())
        .put("Category", p.category().name())
        .put("ThreatType", "Activity")
        .put("Operation", p.operations().stream().map(AuditOperation::title).toList())
        .put("Filter", p.filter().text())
        .put("AggregationType", p.trigger().type().name())
        .put("Threshold", p.trigger().threshold())
        .put("TimeWindow", (int) p.trigger().window().toMinutes())
        .put("NotificationEnabled", p.telling().enabled())
        .put("NotifyUser", p.telling().recipients())
        .put(LIMIT, p.telling().dailyLimit())
        .put("Comment", p.comment());
  }
}
