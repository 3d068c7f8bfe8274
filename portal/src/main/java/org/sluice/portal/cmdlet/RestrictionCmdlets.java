package org.sluice.portal.cmdlet;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.core.administration.RestrictedPlace;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.Connector;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.core.restriction.Restriction;
import org.sluice.portal.http.PlaceText;

/** Restricted entities: blocked sender addresses and blocked connectors. */
final class RestrictionCmdlets {
  private static final String SENDER = "SenderAddress";
  private static final String CONNECTOR = "ConnectorId";
  private static final Parameter REASON = Parameter.text("Reason", "Why, for the history.");
  private static final Parameter UNTIL =
      Parameter.instant("Until", "When it lifts itself; without it, an administrator lifts it.");

  private RestrictionCmdlets() {}

  static List<Cmdlet> all() {
    return List.of(
        Cmdlet.get(
            "Get-BlockedSenderAddress",
            "Users who may not send now. An unknown address gives an empty result.",
            List.of(Parameter.text(SENDER, "Only this user.")),
            call -> listed(call, Kind.USER, SENDER)),
        Cmdlet.change(
            "Remove-BlockedSenderAddress",
            "Lifts a user's restriction at once; the user's usage starts afresh.",
            List.of(Parameter.needed(SENDER, "The user."), REASON),
            call -> release(call, Kind.USER, SENDER)),
        Cmdlet.change(
            "Add-BlockedSenderAddress",
            "Restricts a user by hand (Sluice's own).",
            List.of(Parameter.needed(SENDER, "The user."), REASON, UNTIL),
            call -> restrict(call, Kind.USER, SENDER)),
        Cmdlet.get(
            "Get-BlockedConnector",
            "Connectors that may not send now.",
            List.of(Parameter.text(CONNECTOR, "Only this connector, by its id or name.")),
            call -> listed(call, Kind.CONNECTOR, CONNECTOR)),
        Cmdlet.change(
            "Remove-BlockedConnector",
            "Lifts a connector's restriction at once; its usage starts afresh.",
            List.of(Parameter.needed(CONNECTOR, "The connector, by its id or name."), REASON),
            call -> release(call, Kind.CONNECTOR, CONNECTOR)),
        Cmdlet.change(
            "Add-BlockedConnector",
            "Restricts a connector by hand (Sluice's own).",
            List.of(
                Parameter.needed(CONNECTOR, "The connector, by its id or name."), REASON, UNTIL),
            call -> restrict(call, Kind.CONNECTOR, CONNECTOR)),
        Cmdlet.get(
            "Get-RestrictionHistory",
            "Every restriction an entity had, newest first (Sluice's own).",
            List.of(
                Parameter.text(SENDER, "The user."),
                Parameter.text(CONNECTOR, "The connector, by its id or name.")),
            RestrictionCmdlets::history));
  }

  private static RestrictedEntity entity(Call call, Kind kind, String parameter) {
    return call.administration().restrictions().entity(kind, call.arguments().needed(parameter));
  }

  private static List<Row> listed(Call call, Kind kind, String parameter) {
    // Who is released between two pages takes nobody else along.
    RestrictedPlace place = PlaceText.parse(call.from().note()).orElse(RestrictedPlace.START);
    List<Restriction> rest =
        call.arguments().has(parameter)
            ? one(call, entity(call, kind, parameter)).filter(place::isBefore).stream().toList()
            : call.administration()
                .restrictions()
                .behind(call.actor(), Optional.of(kind), place, call.from().most());
    call.from().rest(last -> PlaceText.behind(rest.get(last)));
    return rest.stream().map(r -> exchange(r, call.settings())).toList();
  }

  /** A sender whom the caller does not see is as one who is not restricted. */
  private static Optional<Restriction> one(Call call, RestrictedEntity entity) {
    return call.actor().sees(entity.name())
        ? call.administration().restrictions().open(call.actor(), entity)
        : Optional.empty();
  }

  private static List<Row> release(Call call, Kind kind, String parameter) {
    call.administration()
        .restrictions()
        .release(
            call.actor(),
            entity(call, kind, parameter),
            call.arguments().text("Reason").orElse(""));
    call.warn("Usage starts afresh, and no limit restricts it again today.");
    return List.of();
  }

  private static List<Row> restrict(Call call, Kind kind, String parameter) {
    RestrictedEntity entity = entity(call, kind, parameter);
    call.administration()
        .restrictions()
        .restrict(
            call.actor(),
            entity,
            call.arguments().text("Reason").orElse(""),
            call.arguments().instant("Until"));
    call.administration().inquiries().doubt(call.actor(), entity).ifPresent(call::warn);
    return List.of();
  }

  private static List<Row> history(Call call) {
    if (call.arguments().has(SENDER) == call.arguments().has(CONNECTOR)) {
      throw CmdletError.missingParameter(
          "Get-RestrictionHistory", SENDER + "' or, instead, '" + CONNECTOR);
    }
    RestrictedEntity entity =
        call.arguments().has(SENDER)
            ? entity(call, Kind.USER, SENDER)
            : entity(call, Kind.CONNECTOR, CONNECTOR);
    return call.administration().restrictions().history(call.actor(), entity).stream()
        .map(RestrictionCmdlets::whole)
        .toList();
  }

  private static Row exchange(Restriction r, Settings settings) {
    Row row = new Row();
    if (r.entity().kind() == Kind.USER) {
      row.put(SENDER, r.entity().name());
    } else {
      connectorId(r, settings)
          .ifPresentOrElse(id -> row.put(CONNECTOR, id), () -> row.nothing(CONNECTOR));
      row.put("Name", r.entity().name());
    }
    return row.put("Reason", r.reason())
        .put("CreatedDatetime", r.created())
        .put("ChangedDatetime", r.changed())
        .put("TemporaryBlock", r.isTemporary());
  }

  /** A connector that is no longer configured has no id any more. */
  private static Optional<UUID> connectorId(Restriction r, Settings settings) {
    return settings.senders().connector(r.entity().name()).map(Connector::id).map(UUID::fromString);
  }

  private static Row whole(Restriction r) {
    Row row =
        new Row()
            .put("Entity", r.entity().name())
            .put("Type", r.entity().kind() == Kind.USER ? "User" : "Connector")
            .put("Created", r.created());
    if (r.block() instanceof Block.Until(var end)) {
      row.put("Block", "Temporary").put("Ends", end);
    } else {
      row.put("Block", "UntilLifted").nothing("Ends");
    }
    row.put("Reason", r.reason())
        .put("Policy", r.policy())
        .put("Limit", r.limit())
        .put("RestrictedBy", r.by())
        .put("InternalRecipientsInHour", r.counts().internalInHour())
        .put("ExternalRecipientsInHour", r.counts().externalInHour())
        .put("InternalRecipientsInDay", r.counts().internalInDay())
        .put("ExternalRecipientsInDay", r.counts().externalInDay())
        .put("LastClientAddress", r.evidence().clientAddress())
        .put("LastMessageId", r.evidence().messageId())
        .put("LastMessageRecipients", r.evidence().recipientCount());
    if (r.lift().isPresent()) {
      Lift lift = r.lift().get();
      row.put("Lifted", lift.at()).put("LiftedBy", lift.by()).put("Comment", lift.comment());
    } else {
      row.nothing("Lifted").nothing("LiftedBy").nothing("Comment");
    }
    return row;
  }
}
