package org.sluice.portal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.UsageReport;
import org.sluice.core.policy.Explanation;
import org.sluice.portal.rest.Schema.Shape;
import org.sluice.portal.rest.Schema.Time;
import org.sluice.portal.rest.Schema.Truth;
import org.sluice.portal.rest.Schema.Whole;

/** What applies to a sender, why, and how much of it is used. */
final class SenderResource {
  private static final Shape LIMIT =
      Schema.shape()
          .with("limit", Schema.text(""))
          .with("most", new Whole(0, Long.MAX_VALUE, "0 is no limit."))
          .with("used", new Whole(0, Long.MAX_VALUE, "Within the window now."))
          .with("remaining", new Whole(0, Long.MAX_VALUE, "Missing where there is no limit."))
          .with("frees", new Time("When the oldest part of what is used leaves the window."))
          .needing("limit", "most", "used");

  private static final Shape STEP =
      Schema.shape()
          .with("rule", Schema.text(""))
          .with("policy", Schema.text(""))
          .with("priority", new Whole(0, Integer.MAX_VALUE, ""))
          .with("applies", new Truth(""))
          .with("why", Schema.text("The rule's word on this sender."))
          .needing("rule", "policy", "priority", "applies", "why");

  private static final Shape SENDER =
      Schema.shape()
          .with("sender", Schema.text(""))
          .with("restricted", new Truth(""))
          .with("policy", Schema.text("The policy that applies."))
          .with("steps", new Schema.Items(STEP, Schema.MOST_ITEMS, "Each rule, by priority."))
          .with("limits", new Schema.Items(LIMIT, Schema.MOST_ITEMS, ""))
          .needing("sender", "restricted", "policy", "steps", "limits");

  private final Administration administration;

  SenderResource(Administration administration) {
    this.administration = administration;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/senders/{sender}",
            "getSender",
            "The policy that applies to a sender and why, and each limit: used, remaining, when it"
                + " frees.",
            List.of(),
            SENDER,
            this::show));
  }

  private Reply show(Request request) {
    UsageReport report = administration.inquiries().usage(request.actor(), request.path("sender"));
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("sender", report.sender())
            .put("restricted", report.restriction().isPresent())
            .put("policy", report.policy().policy().name());
    ArrayNode steps = node.putArray("steps");
    report.policy().steps().forEach(step -> steps.add(step(step)));
    ArrayNode limits = node.putArray("limits");
    report.lines().forEach(line -> limits.add(line(line)));
    return Reply.of(node);
  }

  private static ObjectNode step(Explanation.Step step) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("rule", step.rule())
        .put("policy", step.policy())
        .put("priority", step.priority())
        .put("applies", step.match().applies())
        .put("why", step.match().words());
  }

  private static ObjectNode line(UsageReport.Line line) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("limit", line.limit().title())
            .put("most", line.most())
            .put("used", line.used());
    line.remaining().ifPresent(left -> node.put("remaining", left));
    line.frees().ifPresent(at -> node.put("frees", at.toString()));
    return node;
  }
}
