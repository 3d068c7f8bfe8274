package org.sluice.core.administration;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.sluice.core.access.Role;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord.Modified;
import org.sluice.core.policy.Addressees;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.restriction.Restriction;

/** Outbound spam policies: list, make, change, remove. */
public final class PolicyVerbs {
  /** The most policies, as in Exchange with room to spare. */
  public static final int MOST_POLICIES = 500;

  private final Act act;
  private final PolicyBooks books;
  private final Supplier<List<Restriction>> open;

  /**
   * @param open every open restriction
   */
  PolicyVerbs(Act act, PolicyBooks books, Supplier<List<Restriction>> open) {
    this.act = act;
    this.books = books;
    this.open = open;
  }

  /** All policies, {@code Default} first. */
  public List<OutboundSpamPolicy> list(Actor actor) {
    Act.require(actor, Role.SecurityReader, "list policies");
    return books.book().policies();
  }

  /** One policy. */
  public OutboundSpamPolicy show(Actor actor, String name) {
    Act.require(actor, Role.SecurityReader, "show a policy");
    return books.book().policy(name).orElseThrow(() -> missing(name));
  }

  /** Makes a policy; it applies to nobody until a rule binds it. */
  public OutboundSpamPolicy create(
      Actor actor, OutboundSpamPolicy policy, Map<String, String> parameters) {
    AuditOperation operation = AuditOperation.NEW_POLICY;
    return act.inTurnOfAll(
        actor,
        Role.SecurityAdministrator,
        operation,
        () -> {
          Names.check("policy", policy.name());
          checkContent(policy);
          if (books.book().policy(policy.name()).isPresent()) {
            throw new Refusal(
                Refusal.Kind.CONFLICT, "The policy '" + policy.name() + "' already exists.");
          }
          Names.checkRoom("policies", books.book().policies().size(), MOST_POLICIES);
          act.changeBook(
              actor, operation, policy.name(), parameters, List.of(), b -> b.plus(policy));
          return policy;
        });
  }

  /** Changes a policy. Usage that was counted stays; senders it restricts stay restricted. */
  public OutboundSpamPolicy change(
      Actor actor,
      String name,
      Map<String, String> parameters,
      UnaryOperator<OutboundSpamPolicy> change) {
    AuditOperation operation = AuditOperation.SET_POLICY;
    return act.inTurnOfAll(
        actor,
        Role.SecurityAdministrator,
        operation,
        () -> {
          OutboundSpamPolicy before = books.book().policy(name).orElseThrow(() -> missing(name));
          OutboundSpamPolicy after = change.apply(before);
          if (!after.name().equals(before.name())) {
            throw new Refusal(Refusal.Kind.INVALID, "The policy '" + name + "' cannot be renamed.");
          }
          checkContent(after);
          act.changeBook(
              actor,
              operation,
              before.name(),
              parameters,
              modified(before, after),
              b -> b.with(name, p -> after));
          return after;
        });
  }

  /** Removes a policy and its rule. {@code Default} stays. */
  public void remove(Actor actor, String name) {
    remove(actor, name, before -> {});
  }

  /** The same, after {@code check} has seen in the same turn what is there; it may throw. */
  public void remove(Actor actor, String name, Consumer<OutboundSpamPolicy> check) {
    AuditOperation operation = AuditOperation.REMOVE_POLICY;
    act.inTurnOfAll(
        actor,
        Role.SecurityAdministrator,
        operation,
        () -> {
          OutboundSpamPolicy policy = books.book().policy(name).orElseThrow(() -> missing(name));
          check.accept(policy);
          if (policy.isDefault()) {
            throw new Refusal(
                Refusal.Kind.INVALID, "The policy 'Default' cannot be removed; change it instead.");
          }
          act.changeBook(
              actor,
              operation,
              policy.name(),
              Map.of("Identity", name),
              List.of(),
              b -> b.withoutPolicy(name));
          return policy;
        });
  }

  /**
   * How many senders the policy restricts now, for the offer to re-evaluate them; of those that the
   * actor sees.
   */
  public long restrictedBy(Actor actor, String name) {
    Act.require(actor, Role.SecurityReader, "list restricted entities");
    Instant now = act.now();
    return open.get().stream()
        .filter(r -> r.policy().equalsIgnoreCase(name) && r.isActive(now))
        .filter(r -> actor.sees(r.entity().name()))
        .count();
  }

  private static void checkContent(OutboundSpamPolicy policy) {
    Names.checkWords("AdminDisplayName", policy.adminDisplayName());
    check("BccSuspiciousOutboundMail", policy.bccSuspicious());
    check("NotifyOutboundSpam", policy.notifyOutbound());
  }

  private static void check(String property, Addressees addressees) {
    Names.checkAddresses(property, addressees.addresses(), Addressees.MOST);
    if (addressees.enabled() && addressees.addresses().isEmpty()) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          property + " is on, but its list of recipients is empty. Name at least one address.");
    }
  }

  static Refusal missing(String name) {
    return new Refusal(
        Refusal.Kind.NOT_FOUND,
        "The operation couldn't be performed because object '" + name + "' couldn't be found.");
  }

  private static List<Modified> modified(OutboundSpamPolicy before, OutboundSpamPolicy after) {
    Map<String, Object> old = properties(before);
    List<Modified> changes = new ArrayList<>();
    properties(after)
        .forEach((name, value) -> {
          String was = String.valueOf(old.get(name));
          if (!was.equals(value.toString())) {
            changes.add(new Modified(name, was, value.toString()));
          }
        });
    return changes;
  }

  private static Map<String, Object> properties(OutboundSpamPolicy p) {
    Map<String, Object> all = new TreeMap<>();
    all.put("AdminDisplayName", p.adminDisplayName());
    all.put("RecipientLimitExternalPerHour", p.recipientLimitExternalPerHour());
    all.put("RecipientLimitInternalPerHour", p.recipientLimitInternalPerHour());
    all.put("RecipientLimitPerDay", p.recipientLimitPerDay());
    all.put("ActionWhenThresholdReached", p.action());
    all.put("Mode", p.mode());
    all.put("StoreLoss", p.storeLoss());
    all.put("AutoForwardingMode", p.autoForwarding());
    all.put("BccSuspiciousOutboundMail", p.bccSuspicious().enabled());
    all.put("BccSuspiciousOutboundAdditionalRecipients", p.bccSuspicious().addresses());
    all.put("NotifyOutboundSpam", p.notifyOutbound().enabled());
    all.put("NotifyOutboundSpamRecipients", p.notifyOutbound().addresses());
    return all;
  }
}
