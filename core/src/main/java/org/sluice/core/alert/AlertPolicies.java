package org.sluice.core.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sluice.core.audit.AuditOperation;

/**
 * All alert policies of one instant: those that are shipped (the field's six, and one of our own),
 * then the others. Immutable.
 */
public record AlertPolicies(List<AlertPolicy> all) {
  /** The most policies. */
  public static final int MOST = 500;

  /** The one that the field does not have: it tells what Sluice itself has lost. */
  public static final String STORE_LOST = "Sluice store lost";

  private static final String OWN = " (own)";

  /** As shipped. */
  public static final AlertPolicies SHIPPED =
      new AlertPolicies(
          List.of(
              shipped(
                  "User restricted from sending email",
                  Severity.High,
                  "Type -eq 'User'",
                  AuditOperation.LISTED),
              shipped(
                  "Email sending limit exceeded",
                  Severity.Medium,
                  "Limit -ne ''",
                  AuditOperation.LIMIT_EXCEEDED,
                  AuditOperation.LISTED),
              shipped(
                  "Suspicious email sending patterns detected",
                  Severity.Medium,
                  "",
                  AuditOperation.SUSPICIOUS_PATTERN),
              shipped(
                  "Suspicious connector activity",
                  Severity.High,
                  "Type -eq 'Connector'",
                  AuditOperation.LISTED),
              shipped(
                  "Suspicious tenant sending patterns observed",
                  Severity.High,
                  "",
                  AuditOperation.ORGANIZATION_NEAR_LIMIT),
              shipped(
                  "Tenant restricted from sending email",
                  Severity.High,
                  "",
                  AuditOperation.ORGANIZATION_LIMIT_REACHED),
              shipped(STORE_LOST, Severity.High, "", AuditOperation.STORE_LOST)));

  public AlertPolicies {
    all = List.copyOf(all);
  }

  private static AlertPolicy shipped(
      String name, Severity severity, String filter, AuditOperation... operations) {
    return new AlertPolicy(
        name,
        true,
        true,
        severity,
        Category.ThreatManagement,
        List.of(operations),
        AlertFilter.parse(filter),
        Trigger.EACH,
        Telling.USUAL,
        "");
  }

  /**
   * What is kept, and of the shipped ones those that are missing from it. A policy of one's own
   * that has the name of one that is shipped since a later version keeps working under another.
   */
  public static AlertPolicies of(List<AlertPolicy> kept) {
    AlertPolicies known = new AlertPolicies(kept);
    return new AlertPolicies(
        Stream.concat(
                SHIPPED.all.stream().map(s -> known.shippedAs(s)),
                kept.stream().filter(p -> !p.system()).map(p -> known.besideShipped(p)))
            .toList());
  }

  private AlertPolicy besideShipped(AlertPolicy own) {
    String name = own.name();
    while (SHIPPED.find(name).isPresent() || (!name.equals(own.name()) && find(name).isPresent())) {
      name += OWN;
    }
    return own.named(name);
  }

  /** What a shipped policy is comes from the program; what may be changed of it is kept. */
  private AlertPolicy shippedAs(AlertPolicy shipped) {
    return find(shipped.name())
        .filter(AlertPolicy::system)
        .map(k -> shipped.with(k.enabled(), k.severity(), k.telling()))
        .orElse(shipped);
  }

  /** The policy of this name, ignoring case. */
  public Optional<AlertPolicy> find(String name) {
    return all.stream().filter(p -> p.name().equalsIgnoreCase(name)).findFirst();
  }

  /** With one more. */
  public AlertPolicies plus(AlertPolicy policy) {
    List<AlertPolicy> more = new ArrayList<>(all);
    more.add(policy);
    return new AlertPolicies(more);
  }

  /** With another in the place of the one of its name. */
  public AlertPolicies with(AlertPolicy changed) {
    return new AlertPolicies(
        all.stream().map(p -> p.name().equalsIgnoreCase(changed.name()) ? changed : p).toList());
  }

  /** Without the one of this name. */
  public AlertPolicies without(String name) {
    return new AlertPolicies(all.stream().filter(p -> !p.name().equalsIgnoreCase(name)).toList());
  }
}
