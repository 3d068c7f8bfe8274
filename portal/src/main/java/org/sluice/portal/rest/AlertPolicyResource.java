package org.sluice.portal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.AlertPolicyVerbs;
import org.sluice.core.alert.AggregationType;
import org.sluice.core.alert.AlertFilter;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.Severity;
import org.sluice.core.alert.Telling;
import org.sluice.core.alert.Trigger;
import org.sluice.core.audit.AuditOperation;
import org.sluice.portal.rest.Schema.Shape;
import org.sluice.portal.rest.Schema.Truth;
import org.sluice.portal.rest.Schema.Whole;

/** Alert policies. */
final class AlertPolicyResource {
  private static final String LIST = "/alert-policies";
  private static final String ONE = LIST + "/{name}";
  private static final String NAME = "name";
  private static final List<String> OPERATIONS =
      Stream.of(AuditOperation.values()).map(AuditOperation::title).toList();

  private static final Shape CHANGE =
      Schema.shape()
          .with("enabled", new Truth("Whether it fires."))
          .with("severity", Schema.word(Severity.values(), ""))
          .with("category", Schema.word(Category.values(), ""))
          .with(
              "operations",
              new Schema.Items(new Schema.Word(OPERATIONS, ""), OPERATIONS.size(), "Activities."))
          .with("filter", new Schema.Text(AlertFilter.MOST_TEXT, "ObjectId -like '*@a.test'"))
          .with("aggregationType", Schema.word(AggregationType.values(), ""))
          .with("threshold", new Whole(0, Trigger.MOST_THRESHOLD, "0 with aggregation None."))
          .with(
              "timeWindowMinutes",
              new Whole(0, Trigger.MOST_WINDOW.toMinutes(), "0 with aggregation None."))
          .with("notificationEnabled", new Truth("Whether people are mailed."))
          .with("notifyUser", Schema.texts(Telling.MOST_RECIPIENTS, "Addresses, or TenantAdmins."))
          .with("dailyNotificationLimit", new Whole(0, Telling.MOST_DAILY, "0 is no limit."))
          .with("comment", new Schema.Text(AlertPolicyVerbs.MOST_COMMENT, ""));

  private static final Shape FRESH = CHANGE.with(NAME, Schema.text(""));

  private static final Shape POLICY =
      FRESH.with("system", new Truth("Whether it is shipped; of such only some can be changed."));

  private final Administration administration;

  AlertPolicyResource(Administration administration) {
    this.administration = administration;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            LIST,
            "listAlertPolicies",
            "Alert policies, those that are shipped first.",
            Operation.PAGE,
            Listing.ofAlerts(POLICY),
            r ->
                Listing.pageOfAlerts(
                    r,
                    administration.audit().warning().isEmpty(),
                    administration.alertPolicies().list(r.actor()),
                    AlertPolicyResource::shown)),
        Operation.get(
            ONE,
            "getAlertPolicy",
            "One alert policy.",
            List.of(),
            POLICY,
            r ->
                Reply.versioned(
                    shown(administration.alertPolicies().show(r.actor(), r.path(NAME))))),
        Operation.post(
            LIST,
            "createAlertPolicy",
            "Makes an alert policy.",
            FRESH.needing(NAME, "operations"),
            Optional.of(POLICY),
            this::create),
        Operation.patch(
            ONE,
            "changeAlertPolicy",
            "Changes what is given; of a shipped one only the switches, severity, recipients and"
                + " daily limit.",
            CHANGE,
            POLICY,
            this::change),
        Operation.delete(
            ONE, "removeAlertPolicy", "Removes one that is not shipped.", this::remove));
  }

  private Reply create(Request request) {
    AlertPolicy fresh =
        new AlertPolicy(
            request.text(NAME).orElseThrow(),
            false,
            true,
            Severity.Low,
            Category.Others,
            List.of(),
            AlertFilter.NONE,
            Trigger.EACH,
            Telling.USUAL,
            "");
    AlertPolicy made =
        administration
            .alertPolicies()
            .create(request.actor(), changed(fresh, request), request.parameters());
    return Reply.created(shown(made), RestSite.location(LIST, made.name()));
  }

  private Reply change(Request request) {
    return Reply.versioned(
        shown(
            administration
                .alertPolicies()
                .change(
                    request.actor(),
                    request.path(NAME),
                    request.parameters(),
                    before -> {
                      request.requireMatch(shown(before));
                      return changed(before, request);
                    })));
  }

  private Reply remove(Request request) {
    administration
        .alertPolicies()
        .remove(request.actor(), request.path(NAME), before -> request.requireMatch(shown(before)));
    return Reply.done();
  }

  private static AlertPolicy changed(AlertPolicy p, Request r) {
    try {
      return new AlertPolicy(
          p.name(),
          p.system(),
          r.field("enabled").map(JsonNode::booleanValue).orElse(p.enabled()),
          r.text("severity").map(Severity::valueOf).orElse(p.severity()),
          r.text("category").map(Category::valueOf).orElse(p.category()),
          r.field("operations").map(list -> operations(r.texts(list))).orElse(p.operations()),
          r.text("filter").map(AlertFilter::parse).orElse(p.filter()),
          trigger(p.trigger(), r),
          new Telling(
              r.field("notificationEnabled")
                  .map(JsonNode::booleanValue)
                  .orElse(p.telling().enabled()),
              r.field("notifyUser").map(r::texts).orElse(p.telling().recipients()),
              r.field("dailyNotificationLimit")
                  .map(JsonNode::intValue)
                  .orElse(p.telling().dailyLimit())),
          r.text("comment").orElse(p.comment()));
    } catch (IllegalArgumentException e) {
      throw new Problem(Problem.UNPROCESSABLE, String.valueOf(e.getMessage()));
    }
  }

  private static List<AuditOperation> operations(List<String> titles) {
    return titles.stream().map(title -> AuditOperation.of(title).orElseThrow()).toList();
  }

  private static Trigger trigger(Trigger before, Request r) {
    return new Trigger(
        r.text("aggregationType").map(AggregationType::valueOf).orElse(before.type()),
        r.field("threshold").map(JsonNode::intValue).orElse(before.threshold()),
        r.field("timeWindowMinutes")
            .map(minutes -> Duration.ofMinutes(minutes.longValue()))
            .orElse(before.window()));
  }

  private static ObjectNode shown(AlertPolicy p) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put(NAME, p.name())
            .put("system", p.system())
            .put("enabled", p.enabled())
            .put("severity", p.severity().name())
            .put("category", p.category().name());
    p.operations().stream().map(AuditOperation::title).forEach(node.putArray("operations")::add);
    node.put("filter", p.filter().text())
        .put("aggregationType", p.trigger().type().name())
        .put("threshold", p.trigger().threshold())
        .put("timeWindowMinutes", p.trigger().window().toMinutes())
        .put("notificationEnabled", p.telling().enabled());
    p.telling().recipients().forEach(node.putArray("notifyUser")::add);
    return node.put("dailyNotificationLimit", p.telling().dailyLimit()).put("comment", p.comment());
  }
}
