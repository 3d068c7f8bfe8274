package org.sluice.store.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.sluice.core.policy.ActionWhenThresholdReached;
import org.sluice.core.policy.Addressees;
import org.sluice.core.policy.AutoForwardingMode;
import org.sluice.core.policy.Conditions;
import org.sluice.core.policy.Mode;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyBook;
import org.sluice.core.policy.PolicyRule;
import org.sluice.core.policy.StoreLoss;

/** The policy book as rows. Written and read as a whole; it is small. */
final class PolicyTables {
  private static final String BCC = "bcc";
  private static final String NOTIFY = "notify";

  private PolicyTables() {}

  static void write(Handle handle, PolicyBook book) {
    handle.execute("DELETE FROM rule_condition");
    handle.execute("DELETE FROM rule");
    handle.execute("DELETE FROM policy_addressee");
    handle.execute("DELETE FROM policy");
    for (int i = 0; i < book.policies().size(); i++) {
      write(handle, i, book.policies().get(i));
    }
    for (int i = 0; i < book.rules().size(); i++) {
      write(handle, i, book.rules().get(i));
    }
  }

  private static void write(Handle handle, int position, OutboundSpamPolicy p) {
    handle.execute(
        "INSERT INTO policy VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        position,
        p.name(),
        p.adminDisplayName(),
        p.recipientLimitExternalPerHour(),
        p.recipientLimitInternalPerHour(),
        p.recipientLimitPerDay(),
        p.action().name(),
        p.mode().name(),
        p.storeLoss().name(),
        p.autoForwarding().name(),
        p.bccSuspicious().enabled() ? 1 : 0,
        p.notifyOutbound().enabled() ? 1 : 0);
    write(handle, p.name(), BCC, p.bccSuspicious());
    write(handle, p.name(), NOTIFY, p.notifyOutbound());
  }

  private static void write(Handle handle, String policy, String kind, Addressees addressees) {
    for (int i = 0; i < addressees.addresses().size(); i++) {
      handle.execute(
          "INSERT INTO policy_addressee VALUES (?, ?, ?, ?)",
          policy,
          kind,
          i,
          addressees.addresses().get(i));
    }
  }

  private static void write(Handle handle, int priority, PolicyRule rule) {
    handle.execute(
        "INSERT INTO rule VALUES (?, ?, ?, ?, ?)",
        priority,
        rule.name(),
        rule.policy(),
        rule.enabled() ? 1 : 0,
        rule.comments());
    write(handle, priority, 0, rule.conditions());
    write(handle, priority, 1, rule.exceptions());
  }

  private static void write(Handle handle, int priority, int exception, Conditions c) {
    write(handle, priority, exception, "from", c.from());
    write(handle, priority, exception, "member", c.fromMemberOf());
    write(handle, priority, exception, "domain", c.senderDomainIs());
  }

  private static void write(
      Handle handle, int priority, int exception, String kind, Set<String> values) {
    for (String value : values) {
      handle.execute(
          "INSERT INTO rule_condition VALUES (?, ?, ?, ?)", priority, exception, kind, value);
    }
  }

  /** The book; empty tables make the book of a new installation. */
  static PolicyBook read(Handle handle) {
    List<OutboundSpamPolicy> policies =
        handle
            .createQuery("SELECT * FROM policy ORDER BY position")
            .map((row, context) ->
                new OutboundSpamPolicy(
                    row.getString("name"),
                    row.getString("admin_display_name"),
                    row.getInt("external_per_hour"),
                    row.getInt("internal_per_hour"),
                    row.getInt("per_day"),
                    ActionWhenThresholdReached.valueOf(row.getString("action")),
                    Mode.valueOf(row.getString("mode")),
                    StoreLoss.valueOf(row.getString("store_loss")),
                    AutoForwardingMode.valueOf(row.getString("auto_forwarding")),
                    addressees(handle, row.getString("name"), BCC, row.getBoolean("bcc")),
                    addressees(handle, row.getString("name"), NOTIFY, row.getBoolean("notify"))))
            .list();
    return policies.isEmpty() ? PolicyBook.INITIAL : new PolicyBook(policies, rules(handle));
  }

  private static Addressees addressees(Handle handle, String policy, String kind, boolean on) {
    return new Addressees(
        on,
        handle
            .createQuery(
                "SELECT address FROM policy_addressee WHERE policy = ? AND kind = ? ORDER BY place")
            .bind(0, policy)
            .bind(1, kind)
            .mapTo(String.class)
            .list());
  }

  private record Condition(int rule, boolean exception, String kind, String value) {}

  private static List<PolicyRule> rules(Handle handle) {
    List<Condition> conditions =
        handle
            .createQuery("SELECT * FROM rule_condition")
            .map((row, context) ->
                new Condition(
                    row.getInt("rule"),
                    row.getBoolean("exception"),
                    row.getString("kind"),
                    row.getString("value")))
            .list();
    return new ArrayList<>(
        handle
            .createQuery("SELECT * FROM rule ORDER BY priority")
            .map((row, context) ->
                new PolicyRule(
                    row.getString("name"),
                    row.getString("policy"),
                    row.getBoolean("enabled"),
                    conditions(conditions, row.getInt("priority"), false),
                    conditions(conditions, row.getInt("priority"), true),
                    row.getString("comments")))
            .list());
  }

  private static Conditions conditions(List<Condition> all, int rule, boolean exception) {
    return new Conditions(
        values(all, rule, exception, "from"),
        values(all, rule, exception, "member"),
        values(all, rule, exception, "domain"));
  }

  private static Set<String> values(List<Condition> all, int rule, boolean exception, String kind) {
    return all.stream()
        .filter(c -> c.rule() == rule && c.exception() == exception && c.kind().equals(kind))
        .map(Condition::value)
        .collect(Collectors.toSet());
  }
}
