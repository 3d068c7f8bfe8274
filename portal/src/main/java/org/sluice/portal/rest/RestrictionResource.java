package org.sluice.portal.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.RestrictedPlace;
import org.sluice.core.administration.RestrictionVerbs;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.core.restriction.Restriction;
import org.sluice.portal.http.PlaceText;
import org.sluice.portal.rest.Operation.Query;
import org.sluice.portal.rest.Schema.Shape;
import org.sluice.portal.rest.Schema.Time;
import org.sluice.portal.rest.Schema.Whole;

/** Restricted entities. */
final class RestrictionResource {
  private static final String LIST = "/restricted-entities";
  private static final String ONE = LIST + "/{type}/{name}";
  private static final Schema TYPE = new Schema.Word(List.of("user", "connector"), "");
  private static final Schema WORDS = new Schema.Text(RestrictionVerbs.MOST_WORDS, "");
  private static final Schema COUNT = new Whole(0, Integer.MAX_VALUE, "");

  static final Shape RESTRICTION =
      Schema.shape()
          .with("type", TYPE)
          .with("name", Schema.text("An address, or a connector's name."))
          .with("reason", Schema.text("The form that scripts parse, or an administrator's words."))
          .with("created", new Time(""))
          .with("changed", new Time(""))
          .with("ends", new Time("When it lifts itself; missing if an administrator has to."))
          .with("policy", Schema.text("The policy that fired; missing if it was by hand."))
          .with("limit", Schema.text("The limit that fired; missing if it was by hand."))
          .with("restrictedBy", Schema.text("Who restricted by hand."))
          .with("internalRecipientsInHour", COUNT)
          .with("externalRecipientsInHour", COUNT)
          .with("internalRecipientsInDay", COUNT)
          .with("externalRecipientsInDay", COUNT)
          .with("lastClientAddress", Schema.text(""))
          .with("lastMessageId", Schema.text(""))
          .with("lastMessageRecipients", COUNT)
          .with("lifted", new Time("When it ended; missing while it holds."))
          .with("liftedBy", Schema.text(""))
          .with("comment", Schema.text("Why it was lifted."))
          .needing("type", "name", "reason", "created", "changed");

  private final Administration administration;

  RestrictionResource(Administration administration) {
    this.administration = administration;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            LIST,
            "listRestrictedEntities",
            "Who may not send now, oldest first.",
            Stream.concat(Stream.of(new Query("type", TYPE)), Operation.BEHIND.stream()).toList(),
            Listing.ofLiving(RESTRICTION),
            this::list),
        Operation.get(
            ONE,
            "getRestrictedEntity",
            "Why one entity may not send.",
            List.of(),
            RESTRICTION,
            this::show),
        Operation.get(
            ONE + "/history",
            "listRestrictionHistory",
            "Every restriction that an entity had, newest first.",
            Operation.PAGE,
            Listing.of(RESTRICTION),
            this::history),
        Operation.post(
            LIST,
            "restrictEntity",
            "Restricts a user or a connector by hand, at once.",
            Schema.shape()
                .with("type", TYPE)
                .with("name", Schema.text("An address, or a connector's id or name."))
                .with("reason", WORDS)
                .with("ends", new Time("When it lifts itself; else an administrator has to."))
                .needing("type", "name", "reason"),
            Optional.of(Reply.warned(RESTRICTION)),
            this::restrict),
        Operation.post(
                ONE + "/release",
                "releaseEntity",
                "Lifts a restriction at once: usage starts afresh, and no limit restricts the entity"
                    + " again today. With If-Match, only the restriction that was seen.",
                Schema.shape().with("comment", WORDS),
                Optional.of(RESTRICTION),
                this::release)
            .holding(Operation.IfMatch.MAY_BE_GIVEN));
  }

  private Reply list(Request request) {
    List<Restriction> found =
        administration
            .restrictions()
            .behind(
                request.actor(),
                request.query("type").map(RestrictionResource::kind),
                request
                    .query("behind")
                    .map(RestrictionResource::place)
                    .orElse(RestrictedPlace.START),
                request.limit() + 1);
    return Listing.living(request, found, RestrictionResource::shown, PlaceText::behind);
  }

  private static RestrictedPlace place(String text) {
    return PlaceText.parse(text)
        .orElseThrow(() ->
            new Problem(Problem.BAD_REQUEST, "'behind' is 'next' of the page before, as it is."));
  }

  private Reply show(Request request) {
    RestrictedEntity entity = entity(request);
    return administration
        .restrictions()
        .open(request.actor(), entity)
        .map(r -> Reply.versioned(shown(r)))
        .orElseThrow(
            () -> new Problem(Problem.NOT_FOUND, "'" + entity.name() + "' is not restricted."));
  }

  private Reply history(Request request) {
    return Listing.page(
        request,
        administration.restrictions().history(request.actor(), entity(request)),
        RestrictionResource::shown);
  }

  private Reply restrict(Request request) {
    Kind kind = kind(request.text("type").orElseThrow());
    RestrictedEntity entity =
        administration.restrictions().entity(kind, request.text("name").orElseThrow());
    Optional<Instant> end = request.text("ends").map(t -> OffsetDateTime.parse(t).toInstant());
    Restriction made =
        administration
            .restrictions()
            .restrict(request.actor(), entity, request.text("reason").orElseThrow(), end);
    return Reply.created(shown(made), RestSite.location(LIST, word(kind), made.entity().name()))
        .warning(administration.inquiries().doubt(request.actor(), entity).stream().toList());
  }

  private Reply release(Request request) {
    return Reply.of(
        shown(
            administration
                .restrictions()
                .release(
                    request.actor(),
                    entity(request),
                    request.text("comment").orElse(""),
                    open -> request.allowMatch(shown(open)))));
  }

  private RestrictedEntity entity(Request request) {
    return administration.restrictions().entity(kind(request.path("type")), request.path("name"));
  }

  private static Kind kind(String word) {
    return Request.of("type", word, Kind.class);
  }

  private static String word(Kind kind) {
    return kind == Kind.USER ? "user" : "connector";
  }

  private static ObjectNode shown(Restriction r) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", word(r.entity().kind()))
            .put("name", r.entity().name())
            .put("reason", r.reason())
            .put("created", r.created().toString())
            .put("changed", r.changed().toString());
    if (r.block() instanceof Block.Until(Instant end)) {
      node.put("ends", end.toString());
    }
    putIfAny(node, "policy", r.policy());
    putIfAny(node, "limit", r.limit());
    putIfAny(node, "restrictedBy", r.by());
    node.put("internalRecipientsInHour", r.counts().internalInHour())
        .put("externalRecipientsInHour", r.counts().externalInHour())
        .put("internalRecipientsInDay", r.counts().internalInDay())
        .put("externalRecipientsInDay", r.counts().externalInDay());
    putIfAny(node, "lastClientAddress", r.evidence().clientAddress());
    putIfAny(node, "lastMessageId", r.evidence().messageId());
    node.put("lastMessageRecipients", r.evidence().recipientCount());
    r.lift().ifPresent(lift -> lifted(node, lift));
    return node;
  }

  private static void lifted(ObjectNode node, Lift lift) {
    node.put("lifted", lift.at().toString())
        .put("liftedBy", lift.by())
        .put("comment", lift.comment());
  }

  private static void putIfAny(ObjectNode node, String name, String value) {
    if (!value.isEmpty()) {
      node.put(name, value);
    }
  }
}
