package org.sluice.portal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sluice.core.administration.Administration;
import org.sluice.core.policy.ActionWhenThresholdReached;
import org.sluice.core.policy.Addressees;
import org.sluice.core.policy.AutoForwardingMode;
import org.sluice.core.policy.Mode;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.StoreLoss;
import org.sluice.portal.rest.Schema.Shape;
import org.sluice.portal.rest.Schema.Truth;
import org.sluice.portal.rest.Schema.Whole;

/** Outbound spam policies. */
final class PolicyResource {
  private static final String LIST = "/outbound-spam-policies";
  private static final String ONE = LIST + "/{name}";
  private static final String NAME = "name";
  private static final Schema LIMIT = new Whole(0, OutboundSpamPolicy.MOST, "0 is none.");
  private static final Schema ADDRESSES = Schema.texts(Addressees.MOST, "");

  private static final Shape CHANGE =
      Schema.shape()
          .with("adminDisplayName", Schema.text("A description."))
          .with("recipientLimitExternalPerHour", LIMIT)
          .with("recipientLimitInternalPerHour", LIMIT)
          .with("recipientLimitPerDay", LIMIT)
          .with("actionWhenThresholdReached", Schema.word(ActionWhenThresholdReached.values(), ""))
          .with("mode", Schema.word(Mode.values(), "Monitor records and refuses nothing."))
          .with("storeLoss", Schema.word(StoreLoss.values(), ""))
          .with("autoForwardingMode", Schema.word(AutoForwardingMode.values(), ""))
          .with("bccSuspiciousOutboundMail", new Truth(""))
          .with("bccSuspiciousOutboundAdditionalRecipients", ADDRESSES)
          .with("notifyOutboundSpam", new Truth(""))
          .with("notifyOutboundSpamRecipients", ADDRESSES);

  private static final Shape POLICY = CHANGE.with(NAME, Schema.text("")).needing(NAME);

  private final Administration administration;

  PolicyResource(Administration administration) {
    this.administration = administration;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            LIST,
            "listOutboundSpamPolicies",
            "Outbound spam policies.",
            Operation.PAGE,
            Listing.of(POLICY),
            r -> Listing.page(r, administration.policies().list(r.actor()), PolicyResource::shown)),
        Operation.get(
            ONE,
            "getOutboundSpamPolicy",
            "One policy.",
            List.of(),
            POLICY,
            r -> Reply.versioned(shown(administration.policies().show(r.actor(), r.path(NAME))))),
        Operation.post(
            LIST,
            "createOutboundSpamPolicy",
            "Makes a policy; what is not given is as in Default as shipped. It applies to nobody"
                + " until a rule binds it.",
            POLICY,
            Optional.of(POLICY),
            this::create),
        Operation.patch(
            ONE,
            "changeOutboundSpamPolicy",
            "Changes what is given; usage that was counted stays.",
            CHANGE,
            POLICY,
            this::change),
        Operation.delete(
            ONE, "removeOutboundSpamPolicy", "Removes a policy and its rule.", this::remove));
  }

  private Reply create(Request request) {
    String name = request.text(NAME).orElseThrow();
    OutboundSpamPolicy d = OutboundSpamPolicy.DEFAULT;
    OutboundSpamPolicy fresh =
        new OutboundSpamPolicy(
            name,
            "",
            d.recipientLimitExternalPerHour(),
            d.recipientLimitInternalPerHour(),
            d.recipientLimitPerDay(),
            d.action(),
            d.mode(),
            d.storeLoss());
    OutboundSpamPolicy made =
        administration
            .policies()
            .create(request.actor(), changed(fresh, request), request.parameters());
    return Reply.created(shown(made), RestSite.location(LIST, made.name()));
  }

  private Reply change(Request request) {
    return Reply.versioned(
        shown(
            administration
                .policies()
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
        .policies()
        .remove(request.actor(), request.path(NAME), before -> request.requireMatch(shown(before)));
    return Reply.done();
  }

  private static OutboundSpamPolicy changed(OutboundSpamPolicy p, Request r) {
    return new OutboundSpamPolicy(
        p.name(),
        r.text("adminDisplayName").orElse(p.adminDisplayName()),
        whole(r, "recipientLimitExternalPerHour", p.recipientLimitExternalPerHour()),
        whole(r, "recipientLimitInternalPerHour", p.recipientLimitInternalPerHour()),
        whole(r, "recipientLimitPerDay", p.recipientLimitPerDay()),
        r.text("actionWhenThresholdReached")
            .map(ActionWhenThresholdReached::valueOf)
            .orElse(p.action()),
        r.text("mode").map(Mode::valueOf).orElse(p.mode()),
        r.text("storeLoss").map(StoreLoss::valueOf).orElse(p.storeLoss()),
        r.text("autoForwardingMode").map(AutoForwardingMode::valueOf).orElse(p.autoForwarding()),
        addressees(
            r,
            "bccSuspiciousOutboundMail",
            "bccSuspiciousOutboundAdditionalRecipients",
            p.bccSuspicious()),
        addressees(r, "notifyOutboundSpam", "notifyOutboundSpamRecipients", p.notifyOutbound()));
  }

  private static int whole(Request request, String name, int before) {
    return request.field(name).map(JsonNode::intValue).orElse(before);
  }

  private static Addressees addressees(
      Request request, String enabled, String addresses, Addressees before) {
    return new Addressees(
        request.field(enabled).map(JsonNode::booleanValue).orElse(before.enabled()),
        request.field(addresses).map(request::texts).orElse(before.addresses()));
  }

  private static ObjectNode shown(OutboundSpamPolicy p) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put(NAME, p.name())
            .put("adminDisplayName", p.adminDisplayName())
            .put("recipientLimitExternalPerHour", p.recipientLimitExternalPerHour())
            .put("recipientLimitInternalPerHour", p.recipientLimitInternalPerHour())
            .put("recipientLimitPerDay", p.recipientLimitPerDay())
            .put("actionWhenThresholdReached", p.action().name())
            .put("mode", p.mode().name())
            .put("storeLoss", p.storeLoss().name())
            .put("autoForwardingMode", p.autoForwarding().name());
    put(
        node,
        "bccSuspiciousOutboundMail",
        "bccSuspiciousOutboundAdditionalRecipients",
        p.bccSuspicious());
    put(node, "notifyOutboundSpam", "notifyOutboundSpamRecipients", p.notifyOutbound());
    return node;
  }

  private static void put(
      ObjectNode node, String enabled, String addresses, Addressees addressees) {
    node.put(enabled, addressees.enabled());
    Stream.of(addressees)
        .flatMap(a -> a.addresses().stream())
        .forEach(node.putArray(addresses)::add);
  }
}
