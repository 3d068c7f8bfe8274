package org.sluice.core.administration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sluice.core.access.AccessStore;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Role;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.Audience;
import org.sluice.core.alert.Telling;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord.Modified;
import org.sluice.core.audit.RecordType;
import org.sluice.core.mail.Addresses;
import org.sluice.core.policy.OutboundSpamPolicy;

/** Alert policies: list, make, change, remove. */
public final class AlertPolicyVerbs {
  /** The longest comment, in characters. */
  public static final int MOST_COMMENT = 1_000;

  /** The most recipients that are offered. */
  public static final int MOST_OFFERED = 500;

  private final Act act;
  private final AlertStore store;
  private final PolicyBooks books;
  private final AccessStore people;

  AlertPolicyVerbs(Act act, AlertStore store, PolicyBooks books, AccessStore people) {
    this.act = act;
    this.store = store;
    this.books = books;
    this.people = people;
  }

  /** All alert policies, those that are shipped first. */
  public List<AlertPolicy> list(Actor actor) {
    Act.require(actor, Role.SecurityReader, "list alert policies");
    return store.policies().all();
  }

  /** One alert policy. */
  public AlertPolicy show(Actor actor, String name) {
    Act.require(actor, Role.SecurityReader, "show an alert policy");
    return find(name);
  }

  /**
   * Recipients to choose from, for who writes an alert policy: {@link Telling#TENANT_ADMINS}, whom
   * it means, the administrators who are enabled, and whom alert policies have already; each once
   * whatever its case, at most {@value #MOST_OFFERED}. Who is limited to domains is not among them,
   * for an alert tells of any sender.
   */
  public List<String> recipients(Actor actor) {
    String verb = "list recipients of alerts";
    Act.require(actor, Role.SecurityAdministrator, verb);
    Act.requireAll(actor, verb);
    Map<String, String> all = new LinkedHashMap<>();
    Stream.of(
            Stream.of(Telling.TENANT_ADMINS),
            store.audience().tenantAdmins().stream(),
            people.administrators().stream()
                .filter(a -> a.enabled() && a.domains().isAll())
                .map(Administrator::userId),
            store.policies().all().stream().flatMap(p -> p.telling().recipients().stream()))
        .flatMap(addresses -> addresses)
        .forEach(address -> all.putIfAbsent(Addresses.lower(address), address));
    return all.values().stream().limit(MOST_OFFERED).toList();
  }

  /** What everybody is to be told while nobody hears of some alert; empty if each is heard. */
  public Optional<String> unheard() {
    Audience audience = store.audience();
    List<AlertPolicy> unheard =
        store.policies().all().stream().filter(p -> p.enabled() && !audience.hears(p)).toList();
    if (unheard.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "NOBODY IS TOLD of the alerts of: "
            + names(unheard)
            + ". "
            + (audience.mail()
                ? whyNotByMail(unheard)
                : "No mail server is configured ([mail] server), no webhook and no log server."));
  }

  /**
   * The same of outbound spam policies that are to tell somebody of each sender whom they restrict,
   * which goes by mail alone; empty if each can.
   */
  public Optional<String> unsentSpamNotices() {
    List<String> names =
        books.book().policies().stream()
            .filter(p -> !p.notifyOutbound().effective().isEmpty())
            .map(OutboundSpamPolicy::name)
            .toList();
    return names.isEmpty() || store.audience().mail()
        ? Optional.empty()
        : Optional.of(
            "NotifyOutboundSpam TELLS NOBODY of those whom these outbound spam policies restrict: "
                + String.join(", ", names)
                + ". It goes by mail, and no mail server is configured ([mail] server).");
  }

  private static String whyNotByMail(List<AlertPolicy> unheard) {
    Map<Boolean, List<AlertPolicy>> byMail =
        unheard.stream().collect(Collectors.partitioningBy(p -> p.telling().enabled()));
    List<AlertPolicy> off = byMail.getOrDefault(false, List.of());
    StringJoiner why = new StringJoiner(" ");
    if (off.size() < unheard.size()) {
      why.add(
          "No address is among "
              + (off.isEmpty() ? "their" : "the")
              + " recipients"
              + (off.isEmpty() ? "" : " of " + names(byMail.getOrDefault(true, List.of())))
              + ": TenantAdmins are alerts.tenant-admins of the configuration and the Global"
              + " Administrators (sluice administrator add).");
    }
    if (!off.isEmpty()) {
      why.add(
          "The mails of "
              + names(off)
              + " are switched off (NotificationEnabled), and there is no webhook and no log"
              + " server: switch them on, or the alert policy off.");
    }
    return why.toString();
  }

  private static String names(List<AlertPolicy> policies) {
    return policies.stream().map(AlertPolicy::name).collect(Collectors.joining(", "));
  }

  /** Makes an alert policy. */
  public AlertPolicy create(Actor actor, AlertPolicy policy, Map<String, String> parameters) {
    AuditOperation operation = AuditOperation.NEW_ALERT_POLICY;
    return act.inTurnOfAll(
        actor,
        Role.SecurityAdministrator,
        operation,
        () -> {
          Names.check("alert policy", policy.name());
          check(policy);
          AlertPolicies all = store.policies();
          if (all.find(policy.name()).isPresent()) {
            throw new Refusal(
                Refusal.Kind.CONFLICT, "The alert policy '" + policy.name() + "' already exists.");
          }
          Names.checkRoom("alert policies", all.all().size(), AlertPolicies.MOST);
          store.keep(
              all,
              all.plus(policy),
              act.record(actor, operation, policy.name(), parameters, List.of()));
          return policy;
        });
  }

  /** Changes an alert policy; of those that are shipped only some things can be changed. */
  public AlertPolicy change(
      Actor actor, String name, Map<String, String> parameters, UnaryOperator<AlertPolicy> change) {
    AuditOperation operation = AuditOperation.SET_ALERT_POLICY;
    return act.inTurnOfAll(
        actor,
        Role.SecurityAdministrator,
        operation,
        () -> {
          AlertPolicies all = store.policies();
          AlertPolicy before = find(name);
          AlertPolicy after = change.apply(before);
          check(after);
          if (before.system()
              && !after.equals(before.with(after.enabled(), after.severity(), after.telling()))) {
            throw new Refusal(
                Refusal.Kind.INVALID,
                "'"
                    + before.name()
                    + "' is a system alert policy: of it only Disabled, Severity, NotifyUser,"
                    + " NotificationEnabled and NotifyUserThrottleThreshold can be changed.");
          }
          store.keep(
              all,
              all.with(after),
              act.record(actor, operation, before.name(), parameters, modified(before, after)));
          return after;
        });
  }

  /** Removes an alert policy that is not shipped; its alerts stay. */
  public void remove(Actor actor, String name) {
    remove(actor, name, before -> {});
  }

  /** The same, after {@code check} has seen in the same turn what is there; it may throw. */
  public void remove(Actor actor, String name, Consumer<AlertPolicy> check) {
    AuditOperation operation = AuditOperation.REMOVE_ALERT_POLICY;
    var _ =
        act.inTurnOfAll(
            actor,
            Role.SecurityAdministrator,
            operation,
            () -> {
              AlertPolicies all = store.policies();
              AlertPolicy policy = find(name);
              check.accept(policy);
              if (policy.system()) {
                throw new Refusal(
                    Refusal.Kind.INVALID,
                    "'"
                        + policy.name()
                        + "' is a system alert policy and cannot be removed; turn it off with"
                        + " -Disabled $true.");
              }
              store.keep(
                  all,
                  all.without(policy.name()),
                  act.record(actor, operation, policy.name(), Map.of("Identity", name), List.of()));
              return policy;
            });
  }

  private AlertPolicy find(String name) {
    return store.policies().find(name).orElseThrow(() -> PolicyVerbs.missing(name));
  }

  private static void check(AlertPolicy policy) {
    List<String> addresses =
        policy.telling().recipients().stream()
            .filter(r -> !r.equalsIgnoreCase(Telling.TENANT_ADMINS))
            .toList();
    Names.checkAddresses("NotifyUser", addresses, Telling.MOST_RECIPIENTS);
    boolean alerts =
        policy.operations().stream()
            .anyMatch(o -> o.recordType() == RecordType.SecurityComplianceAlerts);
    if (policy.operations().isEmpty() || alerts) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "An alert policy needs an operation of the audit log, and none that is an alert itself.");
    }
    if (policy.comment().length() > MOST_COMMENT) {
      throw new Refusal(
          Refusal.Kind.INVALID, "A comment has at most " + MOST_COMMENT + " characters.");
    }
    Names.checkWords("comment", policy.comment());
    Names.checkWords("filter", policy.filter().text());
  }

  private static List<Modified> modified(AlertPolicy before, AlertPolicy after) {
    List<Modified> changes = new ArrayList<>();
    AlertVerbs.add(changes, "Disabled", off(before), off(after));
    AlertVerbs.add(changes, "Severity", before.severity().name(), after.severity().name());
    AlertVerbs.add(changes, "Category", before.category().name(), after.category().name());
    AlertVerbs.add(
        changes, "Operation", before.operations().toString(), after.operations().toString());
    AlertVerbs.add(changes, "Filter", before.filter().text(), after.filter().text());
    AlertVerbs.add(changes, "Trigger", before.trigger().toString(), after.trigger().toString());
    Telling was = before.telling();
    Telling is = after.telling();
    AlertVerbs.add(
        changes,
        "NotificationEnabled",
        Boolean.toString(was.enabled()),
        Boolean.toString(is.enabled()));
    AlertVerbs.add(changes, "NotifyUser", was.recipients().toString(), is.recipients().toString());
    AlertVerbs.add(
        changes,
        "NotifyUserThrottleThreshold",
        Integer.toString(was.dailyLimit()),
        Integer.toString(is.dailyLimit()));
    AlertVerbs.add(changes, "Comment", before.comment(), after.comment());
    return changes;
  }

  private static String off(AlertPolicy policy) {
    return Boolean.toString(!policy.enabled());
  }
}
