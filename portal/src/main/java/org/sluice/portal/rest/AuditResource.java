package org.sluice.portal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.AuditFound;
import org.sluice.core.audit.AuditConfig;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainFault;
import org.sluice.core.audit.ChainReport;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.portal.rest.Operation.Query;
import org.sluice.portal.rest.Schema.Shape;
import org.sluice.portal.rest.Schema.Time;
import org.sluice.portal.rest.Schema.Truth;
import org.sluice.portal.rest.Schema.Whole;

/** The audit log. */
final class AuditResource {
  private static final String CONFIG = "/audit-config";
  private static final String ENABLED = "enabled";
  private static final String READABLE = "readable";

  private static final Schema NUMBER = new Whole(0, Long.MAX_VALUE, "");

  private static final Shape MODIFIED =
      Schema.shape()
          .with("name", Schema.text(""))
          .with("oldValue", Schema.text(""))
          .with("newValue", Schema.text(""));

  static final Shape RECORD =
      Schema.shape()
          .with("number", new Whole(1, Long.MAX_VALUE, "Its place in the log; none is left out."))
          .with("id", Schema.text(""))
          .with("created", new Time(""))
          .with("operation", Schema.text(""))
          .with("recordType", Schema.text(""))
          .with("user", Schema.text(""))
          .with("userType", Schema.text(""))
          .with("clientAddress", Schema.text(""))
          .with("object", Schema.text(""))
          .with("result", Schema.text(""))
          .with("parameters", new Schema.Fields(""))
          .with("modifiedProperties", new Schema.Items(MODIFIED, Schema.MOST_ITEMS, ""))
          .with("hash", Schema.text("SHA-256 over the record and the hash before it."))
          .with(
              READABLE,
              new Truth(
                  "False if it was changed outside of Sluice, or written by a newer one: then its"
                      + " operation is Unreadable, and no more is known than its place."))
          .needing("number", "id", "created", "operation", "user", READABLE);

  private static final Shape REPORT =
      Schema.shape()
          .with("whole", new Truth("Whether nothing was changed, removed, put in or moved."))
          .with("records", NUMBER)
          .with("first", NUMBER)
          .with("last", NUMBER)
          .with("head", Schema.text("The last record's hash."))
          .with("faults", Schema.texts(Schema.MOST_ITEMS, "The places that are not right."))
          .with("more", new Whole(0, Long.MAX_VALUE, "Faults beyond those."))
          .needing("whole", "records", "faults");

  private static final Shape SETTING =
      Schema.shape()
          .with(ENABLED, new Truth("While it is false nothing is recorded and NO ALERT FIRES."))
          .with("retentionDays", new Whole(1, Integer.MAX_VALUE, "From the configuration."))
          .needing(ENABLED, "retentionDays");

  private final Administration administration;

  AuditResource(Administration administration) {
    this.administration = administration;
  }

  List<Operation> operations() {
    List<Query> which =
        List.of(
            new Query("from", new Time("The first instant.")),
            new Query("to", new Time("The first instant no longer wanted.")),
            new Query("operation", Schema.texts(Schema.MOST_ITEMS, "Operations; once for each.")),
            new Query("user", Schema.texts(Schema.MOST_ITEMS, "Who did it; once for each.")),
            new Query("object", Schema.texts(Schema.MOST_ITEMS, "To whom or what; once for each.")),
            new Query("text", Schema.text("A part of the user, the object or a value.")),
            Operation.BEHIND.getFirst(),
            Operation.BEHIND.getLast());
    return List.of(
        Operation.get(
            "/audit-records",
            "searchAuditRecords",
            "Audit records, newest first.",
            which,
            Listing.ofLiving(RECORD),
            this::search),
        Operation.get(
            "/audit-verification",
            "verifyAuditLog",
            "Follows the chain of hashes from the first record to the last.",
            List.of(),
            REPORT,
            this::verify),
        Operation.get(
            CONFIG,
            "getAuditConfig",
            "Whether the audit log is on.",
            List.of(),
            SETTING,
            r -> Reply.versioned(shown(administration.audit().config(r.actor())))),
        Operation.patch(
                CONFIG,
                "changeAuditConfig",
                "Turns the audit log on or off; that itself is always recorded.",
                Schema.shape().with(ENABLED, new Truth("")).needing(ENABLED),
                SETTING,
                this::turn)
            .needing(Role.GlobalAdministrator));
  }

  private Reply search(Request request) {
    AuditQuery query =
        new AuditQuery(
            request.time("from").orElse(Instant.EPOCH),
            request.time("to").orElse(Instant.ofEpochMilli(Long.MAX_VALUE)),
            request.queries("operation").stream().map(AuditResource::operation).toList(),
            request.queries("user"),
            request.queries("object"),
            request.query("text").orElse(""));
    AuditPlace behind = request.query("behind").map(AuditResource::place).orElse(AuditPlace.START);
    List<AuditFound> found =
        administration.audit().find(request.actor(), query, behind, request.limit() + 1);
    return Listing.living(request, found, AuditResource::shown, AuditResource::behind);
  }

  private static String behind(AuditFound found) {
    AuditPlace place = found.place();
    return place.creationTime().toEpochMilli() + "-" + place.number();
  }

  private static AuditOperation operation(String title) {
    return AuditOperation.of(title)
        .orElseThrow(() ->
            new Problem(
                Problem.BAD_REQUEST,
                "There is no operation '"
                    + title
                    + "'. These are: "
                    + String.join(
                        ", ", Stream.of(AuditOperation.values()).map(o -> o.title()).toList())
                    + "."));
  }

  private static AuditPlace place(String text) {
    if (!text.matches("[0-9]{1,18}-[0-9]{1,18}")) {
      throw new Problem(Problem.BAD_REQUEST, "'behind' is 'next' of the page before, as it is.");
    }
    int dash = text.indexOf('-');
    return new AuditPlace(
        Instant.ofEpochMilli(Long.parseLong(text.substring(0, dash))),
        Long.parseLong(text.substring(dash + 1)));
  }

  private Reply verify(Request request) {
    ChainReport report = administration.audit().verify(request.actor(), Optional.empty());
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("whole", report.isWhole())
            .put("records", report.records())
            .put("first", report.first())
            .put("last", report.last())
            .put("head", report.head());
    report.faults().stream().map(ChainFault::words).forEach(node.putArray("faults")::add);
    return Reply.of(node.put("more", report.more()));
  }

  private Reply turn(Request request) {
    administration
        .audit()
        .turn(
            request.actor(),
            request.field(ENABLED).map(JsonNode::booleanValue).orElseThrow(),
            before -> request.requireMatch(shown(before)));
    return Reply.versioned(shown(administration.audit().config(request.actor())));
  }

  private static ObjectNode shown(AuditConfig config) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(ENABLED, config.ingestion())
        .put("retentionDays", config.retentionDays());
  }

  private static ObjectNode shown(AuditFound found) {
    return switch (found) {
      case AuditFound.Whole(ChainedRecord whole) -> shown(whole);
      case AuditFound.Damaged(AuditPlace place) -> damaged(place);
    };
  }

  /** Nothing is said but where it stands: the columns too are what somebody has changed. */
  private static ObjectNode damaged(AuditPlace place) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("number", place.number())
        .put("id", "")
        .put("created", place.creationTime().toString())
        .put("operation", AuditFound.UNREADABLE)
        .put("user", "")
        .put(READABLE, false);
  }

  static ObjectNode shown(ChainedRecord chained) {
    AuditRecord record = chained.record();
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("number", chained.number())
            .put("id", chained.id())
            .put("created", record.creationTime().toString())
            .put("operation", record.operation().title())
            .put("recordType", record.operation().recordType().name())
            .put("user", record.userId())
            .put("userType", record.userType().name())
            .put("clientAddress", record.clientIp())
            .put("object", record.objectId())
            .put("result", record.resultStatus().name());
    ObjectNode parameters = node.putObject("parameters");
    record.parameters().forEach(parameters::put);
    ArrayNode modified = node.putArray("modifiedProperties");
    for (AuditRecord.Modified each : record.modified()) {
      modified
          .addObject()
          .put("name", each.name())
          .put("oldValue", each.before())
          .put("newValue", each.after());
    }
    return node.put("hash", chained.hash()).put(READABLE, true);
  }
}
