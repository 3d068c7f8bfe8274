package org.sluice.portal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.RuleVerbs.Placed;
import org.sluice.core.policy.Conditions;
import org.sluice.core.policy.PolicyRule;
import org.sluice.portal.rest.Schema.Shape;
import org.sluice.portal.rest.Schema.Truth;
import org.sluice.portal.rest.Schema.Whole;

/** The rules that bind outbound spam policies to senders. */
final class RuleResource {
  private static final String LIST = "/outbound-spam-rules";
  private static final String ONE = LIST + "/{name}";
  private static final String NAME = "name";
  private static final String PRIORITY = "priority";
  private static final Schema VALUES = Schema.texts(Schema.MOST_ITEMS, "");

  private static final Shape CHANGE =
      Schema.shape()
          .with("policy", Schema.text("The policy that it binds."))
          .with("enabled", new Truth(""))
          .with(PRIORITY, new Whole(0, Integer.MAX_VALUE, "0 is asked first."))
          .with("comments", Schema.text(""))
          .with("from", VALUES)
          .with("fromMemberOf", VALUES)
          .with("senderDomainIs", VALUES)
          .with("exceptIfFrom", VALUES)
          .with("exceptIfFromMemberOf", VALUES)
          .with("exceptIfSenderDomainIs", VALUES);

  private static final Shape RULE = CHANGE.with(NAME, Schema.text("")).needing(NAME, "policy");

  private static final Shape DONE = Reply.warned(RULE);

  private final Administration administration;

  RuleResource(Administration administration) {
    this.administration = administration;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            LIST,
            "listOutboundSpamRules",
            "Rules, by priority.",
            Operation.PAGE,
            Listing.of(RULE),
            r -> Listing.page(r, administration.rules().list(r.actor()), RuleResource::shown)),
        Operation.get(
            ONE,
            "getOutboundSpamRule",
            "One rule.",
            List.of(),
            RULE,
            r -> Reply.versioned(shown(administration.rules().show(r.actor(), r.path(NAME))))),
        Operation.post(
            LIST,
            "createOutboundSpamRule",
            "Binds a policy to senders; without a priority it is asked last.",
            RULE,
            Optional.of(DONE),
            this::create),
        Operation.patch(
            ONE, "changeOutboundSpamRule", "Changes what is given.", CHANGE, DONE, this::change),
        Operation.delete(
            ONE,
            "removeOutboundSpamRule",
            "Removes a rule; its policy then applies to nobody.",
            this::remove));
  }

  private Reply create(Request request) {
    PolicyRule fresh =
        new PolicyRule(
            request.text(NAME).orElseThrow(), "", true, Conditions.NONE, Conditions.NONE, "");
    Placed made =
        administration
            .rules()
            .create(
                request.actor(), changed(fresh, request), priority(request), request.parameters());
    return Reply.created(shown(made), RestSite.location(LIST, made.rule().name()))
        .warning(administration.inquiries().doubts(made.rule()));
  }

  private Reply change(Request request) {
    Placed after =
        administration
            .rules()
            .change(
                request.actor(),
                request.path(NAME),
                priority(request),
                request.parameters(),
                before -> {
                  request.requireMatch(shown(placed(request, before)));
                  return changed(before, request);
                });
    return Reply.versioned(shown(after)).warning(administration.inquiries().doubts(after.rule()));
  }

  private Reply remove(Request request) {
    administration
        .rules()
        .remove(
            request.actor(),
            request.path(NAME),
            before -> request.requireMatch(shown(placed(request, before))));
    return Reply.done();
  }

  /** Within the turn of a change, so the place is that of the rule. */
  private Placed placed(Request request, PolicyRule rule) {
    return administration.rules().show(request.actor(), rule.name());
  }

  private static Optional<Integer> priority(Request request) {
    return request.field(PRIORITY).map(JsonNode::intValue);
  }

  private static PolicyRule changed(PolicyRule rule, Request r) {
    return new PolicyRule(
        rule.name(),
        r.text("policy").orElse(rule.policy()),
        r.field("enabled").map(JsonNode::booleanValue).orElse(rule.enabled()),
        new Conditions(
            values(r, "from", rule.conditions().from()),
            values(r, "fromMemberOf", rule.conditions().fromMemberOf()),
            values(r, "senderDomainIs", rule.conditions().senderDomainIs())),
        new Conditions(
            values(r, "exceptIfFrom", rule.exceptions().from()),
            values(r, "exceptIfFromMemberOf", rule.exceptions().fromMemberOf()),
            values(r, "exceptIfSenderDomainIs", rule.exceptions().senderDomainIs())),
        r.text("comments").orElse(rule.comments()));
  }

  private static Set<String> values(Request request, String name, Set<String> before) {
    return request.field(name).map(list -> Set.copyOf(request.texts(list))).orElse(before);
  }

  private static ObjectNode shown(Placed placed) {
    PolicyRule rule = placed.rule();
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put(NAME, rule.name())
            .put("policy", rule.policy())
            .put("enabled", rule.enabled())
            .put(PRIORITY, placed.priority())
            .put("comments", rule.comments());
    put(node, "from", rule.conditions().from());
    put(node, "fromMemberOf", rule.conditions().fromMemberOf());
    put(node, "senderDomainIs", rule.conditions().senderDomainIs());
    put(node, "exceptIfFrom", rule.exceptions().from());
    put(node, "exceptIfFromMemberOf", rule.exceptions().fromMemberOf());
    put(node, "exceptIfSenderDomainIs", rule.exceptions().senderDomainIs());
    return node;
  }

  private static void put(ObjectNode node, String name, Set<String> values) {
    ArrayNode list = node.putArray(name);
    values.forEach(list::add);
  }
}
