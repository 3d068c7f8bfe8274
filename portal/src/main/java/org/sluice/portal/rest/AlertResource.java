package org.sluice.portal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.AlertVerbs;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.Category;
import org.sluice.core.alert.Severity;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.portal.rest.Operation.Query;
import org.sluice.portal.rest.Schema.Shape;
import org.sluice.portal.rest.Schema.Time;
import org.sluice.portal.rest.Schema.Whole;

/** Alerts. */
final class AlertResource {
  private static final String LIST = "/alerts";
  private static final String ONE = LIST + "/{id}";
  private static final Schema STATUS = Schema.word(Alert.Status.values(), "");
  private static final Schema CLASSIFICATION = Schema.word(Alert.Classification.values(), "");

  private static final Shape ALERT =
      Schema.shape()
          .with("id", Schema.text(""))
          .with("alertPolicy", Schema.text(""))
          .with("severity", Schema.word(Severity.values(), ""))
          .with("category", Schema.word(Category.values(), ""))
          .with("entity", Schema.text("Whom or what it is about."))
          .with("entityType", Schema.text("User or Connector; empty for what is neither."))
          .with("created", new Time(""))
          .with("changed", new Time(""))
          .with("events", new Whole(1, Long.MAX_VALUE, "How many joined it."))
          .with("status", STATUS)
          .with("assignedTo", Schema.text("Empty for nobody."))
          .with("classification", CLASSIFICATION)
          .needing("id", "alertPolicy", "severity", "entity", "created", "status");

  private static final Shape COMMENT =
      Schema.shape()
          .with("at", new Time(""))
          .with("by", Schema.text(""))
          .with("text", Schema.text(""));

  private static final Shape WHOLE =
      ALERT
          .with("comments", new Schema.Items(COMMENT, Alert.Comment.MOST_SHOWN, "Oldest first."))
          .with(
              "auditRecords",
              new Schema.Items(AuditResource.RECORD, AlertVerbs.MOST_RECORDS, "Behind it."))
          .with(
              "unreadableRecords",
              new Schema.Items(
                  new Whole(1, Long.MAX_VALUE, ""),
                  AlertVerbs.MOST_RECORDS,
                  "The numbers of those behind it that somebody has made unreadable."));

  private static final Shape CHANGE =
      Schema.shape()
          .with("status", STATUS)
          .with("assignedTo", new Schema.Text(AlertVerbs.MOST_ASSIGNEE, ""))
          .with("classification", CLASSIFICATION)
          .with("comment", new Schema.Text(Alert.Comment.MOST_TEXT, "Added to those there are."));

  private final Administration administration;

  AlertResource(Administration administration) {
    this.administration = administration;
  }

  List<Operation> operations() {
    List<Query> which =
        List.of(
            new Query("status", STATUS),
            new Query("entity", Schema.text("Whom it is about.")),
            new Query("alertPolicy", Schema.text("Which alert policy fired.")));
    return List.of(
        Operation.get(
            LIST,
            "listAlerts",
            "Alerts, newest first.",
            Stream.concat(which.stream(), Operation.BEHIND.stream()).toList(),
            Listing.ofLivingAlerts(ALERT),
            this::list),
        Operation.get(
            ONE,
            "getAlert",
            "One alert with its comments and the audit records behind it.",
            List.of(),
            WHOLE,
            this::show),
        Operation.patch(ONE, "changeAlert", "Changes what is given.", CHANGE, ALERT, this::change));
  }

  private Reply list(Request request) {
    AlertStore.AlertQuery query =
        new AlertStore.AlertQuery(
            request.word("status", Alert.Status.class).stream().toList(),
            request.query("entity").orElse(""),
            request.query("alertPolicy").orElse(""));
    List<Alert> found =
        administration
            .alerts()
            .list(
                request.actor(),
                query.behind(request.query("behind").orElse("")),
                request.limit() + 1);
    return Listing.livingAlerts(
        administration.audit().warning().isEmpty(),
        Listing.living(request, found, AlertResource::shown, Alert::id));
  }

  /** The version is that of what can be changed. */
  private Reply show(Request request) {
    AlertVerbs.Shown whole = administration.alerts().show(request.actor(), request.path("id"));
    ObjectNode node = shown(whole.alert());
    String version = Reply.version(node);
    ArrayNode comments = node.putArray("comments");
    for (Alert.Comment comment : whole.comments()) {
      comments
          .addObject()
          .put("at", comment.at().toString())
          .put("by", comment.by())
          .put("text", comment.text());
    }
    ArrayNode records = node.putArray("auditRecords");
    whole.records().forEach(record -> records.add(AuditResource.shown(record)));
    ArrayNode unreadable = node.putArray("unreadableRecords");
    whole.unreadable().forEach(place -> unreadable.add(place.number()));
    return Reply.versioned(node, version);
  }

  private Reply change(Request request) {
    AlertVerbs.Change change =
        new AlertVerbs.Change(
            request.text("status").map(Alert.Status::valueOf),
            request.text("assignedTo"),
            request.text("classification").map(Alert.Classification::valueOf),
            request.text("comment"));
    Alert after =
        administration
            .alerts()
            .change(
                request.actor(),
                request.path("id"),
                change,
                request.parameters(),
                before -> request.requireMatch(shown(before)));
    return Reply.versioned(shown(after));
  }

  private static ObjectNode shown(Alert a) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", a.id())
        .put("alertPolicy", a.policy())
        .put("severity", a.severity().name())
        .put("category", a.category().name())
        .put("entity", a.entity())
        .put("entityType", a.kind().map(RestrictedEntity.Kind::title).orElse(""))
        .put("created", a.created().toString())
        .put("changed", a.changed().toString())
        .put("events", a.events())
        .put("status", a.status().name())
        .put("assignedTo", a.assignee())
        .put("classification", a.classification().name());
  }
}
