package org.sluice.portal.cmdlet;

import java.util.ArrayList;
import java.util.List;
import org.sluice.core.administration.UsageReport;
import org.sluice.core.policy.Explanation;

/** What applies to a sender, why, and how much of it is used. */
final class InquiryCmdlets {
  private static final String SENDER = "SenderAddress";

  private InquiryCmdlets() {}

  static List<Cmdlet> all() {
    Parameter sender = Parameter.needed(SENDER, "The user, or a connector's name.");
    return List.of(
        Cmdlet.get(
            "Get-SenderUsage",
            "Each limit of a sender: used, remaining, when it frees (Sluice's own).",
            List.of(sender),
            InquiryCmdlets::usage),
        Cmdlet.get(
            "Get-EffectiveOutboundSpamPolicy",
            "Which policy applies to a sender, and what each rule said (Sluice's own).",
            List.of(sender),
            InquiryCmdlets::explain),
        Cmdlet.get(
            "Get-LimitsEnforcementStatus",
            "The organization's external recipient limit and its usage.",
            List.of(),
            InquiryCmdlets::organization));
  }

  private static List<Row> usage(Call call) {
    UsageReport report =
        call.administration().inquiries().usage(call.actor(), call.arguments().needed(SENDER));
    report
        .restriction()
        .ifPresent(r ->
            call.warn(report.sender() + " is restricted since " + r.created() + ": " + r.reason()));
    return report.lines().stream().map(InquiryCmdlets::row).toList();
  }

  private static Row row(UsageReport.Line line) {
    Row row =
        new Row()
            .put("Limit", line.limit().title())
            .put("Window", line.limit().window())
            .put("Most", line.most())
            .put("Used", line.used());
    line.remaining()
        .ifPresentOrElse(left -> row.put("Remaining", left), () -> row.nothing("Remaining"));
    line.frees().ifPresentOrElse(at -> row.put("Frees", at), () -> row.nothing("Frees"));
    return row;
  }

  private static List<Row> explain(Call call) {
    Explanation explanation =
        call.administration().inquiries().explain(call.actor(), call.arguments().needed(SENDER));
    List<Row> rows = new ArrayList<>();
    for (Explanation.Step step : explanation.steps()) {
      rows.add(
          new Row()
              .put("Priority", step.priority())
              .put("Rule", step.rule())
              .put("Policy", step.policy())
              .put("Applies", step.match().applies())
              .put("Why", step.match().words()));
    }
    if (rows.stream().noneMatch(row -> Boolean.TRUE.equals(row.properties().get("Applies")))) {
      rows.add(
          new Row()
              .nothing("Priority")
              .nothing("Rule")
              .put("Policy", explanation.policy().name())
              .put("Applies", true)
              .put("Why", "applies, because no rule does"));
    }
    return rows;
  }

  private static List<Row> organization(Call call) {
    UsageReport.Line line = call.administration().inquiries().organization(call.actor());
    return List.of(
        new Row()
            .put("EnforcementEnabled", line.most() > 0)
            .put("Threshold", line.most())
            .put("ObservedValue", line.used())
            .put("Verdict", verdict(line)));
  }

  private static String verdict(UsageReport.Line line) {
    return line.most() > 0 && line.used() >= line.most() ? "Restricted" : "Allowed";
  }
}
