package org.sluice.portal.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import org.sluice.portal.rest.Schema.Shape;

/** Pages of a list: {@code items}, and {@code next} while there is more. */
final class Listing {
  private static final String AUDIT_LOG = "auditLogEnabled";

  private Listing() {}

  static Shape of(Shape each) {
    return Schema.shape()
        .with("items", new Schema.Items(each, Request.MOST_PAGE, ""))
        .with(
            "next",
            new Schema.Whole(
                0, Integer.MAX_VALUE, "The cursor of the next page; missing on the last page."))
        .needing("items");
  }

  /** Of a list in which others are added and removed while it is read. */
  static Shape ofLiving(Shape each) {
    return Schema.shape()
        .with("items", new Schema.Items(each, Request.MOST_PAGE, ""))
        .with("next", Schema.text("Where the next page begins; missing on the last page."))
        .needing("items");
  }

  /** The same, of alerts. */
  static Shape ofLivingAlerts(Shape each) {
    return sayingWhether(ofLiving(each));
  }

  /** Of what makes alerts: each page says whether any can fire. */
  static Shape ofAlerts(Shape each) {
    return sayingWhether(of(each));
  }

  private static Shape sayingWhether(Shape list) {
    return list.with(
            AUDIT_LOG,
            new Schema.Truth("Whether the audit log is on; while it is off NO ALERT FIRES."))
        .needing("items", AUDIT_LOG);
  }

  /** The page that is wanted, and whether the audit log is on. */
  static <T> Reply pageOfAlerts(
      Request request, boolean auditLog, List<T> all, Function<T, ObjectNode> shown) {
    Reply page = page(request, all, shown);
    page.body().ifPresent(body -> body.put(AUDIT_LOG, auditLog));
    return page;
  }

  /** The page that is wanted of a list that is whole. */
  static <T> Reply page(Request request, List<T> all, Function<T, ObjectNode> shown) {
    int from = Math.min(request.cursor(), all.size());
    int to = Math.min(all.size(), from + request.limit());
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode items = body.putArray("items");
    all.subList(from, to).forEach(each -> items.add(shown.apply(each)));
    if (to < all.size()) {
      body.put("next", to);
    }
    return Reply.of(body);
  }

  /**
   * A page of a list that lives.
   *
   * @param found the objects from where the page begins, at most one more than it has
   * @param place where the page behind an object begins
   */
  static <T> Reply living(
      Request request, List<T> found, Function<T, ObjectNode> shown, Function<T, String> place) {
    int most = Math.min(found.size(), request.limit());
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode items = body.putArray("items");
    found.subList(0, most).forEach(each -> items.add(shown.apply(each)));
    if (most < found.size()) {
      body.put("next", place.apply(found.get(most - 1)));
    }
    return Reply.of(body);
  }

  /** The same of alerts, and whether the audit log is on. */
  static Reply livingAlerts(boolean auditLog, Reply page) {
    page.body().ifPresent(body -> body.put(AUDIT_LOG, auditLog));
    return page;
  }
}
