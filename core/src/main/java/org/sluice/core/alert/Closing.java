package org.sluice.core.alert;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.restriction.Lift;

/**
 * Which alerts close by themselves when a record says that what they tell of is over, and in what
 * words.
 *
 * <p>An alert closes if all that its policy listens to is over with that record; a restriction
 * among its events closes it with the restriction, whatever its policy is by now. What has no end
 * of its own stays open until somebody has looked: that usage fell says only that a window has
 * slid.
 */
final class Closing {
  private static final Map<AuditOperation, Set<AuditOperation>> OVER =
      Map.of(
          AuditOperation.DELISTED,
          Set.of(
              AuditOperation.LISTED,
              AuditOperation.LIMIT_EXCEEDED,
              AuditOperation.SUSPICIOUS_PATTERN),
          AuditOperation.ORGANIZATION_BELOW_LIMIT,
          Set.of(AuditOperation.ORGANIZATION_NEAR_LIMIT, AuditOperation.ORGANIZATION_LIMIT_REACHED),
          AuditOperation.STORE_BACK,
          Set.of(AuditOperation.STORE_LOST));

  private final AlertPolicies policies;

  Closing(AlertPolicies policies) {
    this.policies = policies;
  }

  /**
   * Whether nothing closes an alert of a policy by itself that such an event usually has an end of:
   * the policy listens to more, which that end is not the end of.
   */
  static boolean staysOpen(AlertPolicy policy, AuditOperation event) {
    return event != AuditOperation.LISTED
        && OVER.values().stream()
            .filter(over -> over.contains(event))
            .anyMatch(over -> !over.containsAll(policy.operations()));
  }

  /** The alerts that a record closes; none for most records. */
  List<Alert> of(AuditRecord record, AlertMemory memory) {
    Set<AuditOperation> over = OVER.getOrDefault(record.operation(), Set.of());
    return over.isEmpty()
        ? List.of()
        : memory.open(record.objectId(), AlertRules.kind(record)).stream()
            .filter(alert -> isOver(alert, record, over))
            .toList();
  }

  /**
   * The alerts of a store that is back which somebody has resolved while it was lost: nothing
   * closes them any more, but who was told of the loss was promised to hear of its end.
   */
  List<Alert> resolvedBefore(AuditRecord record, AlertMemory memory) {
    String since = fact(record, "Since");
    if (record.operation() != AuditOperation.STORE_BACK || since.isEmpty()) {
      return List.of();
    }
    Set<AuditOperation> over = OVER.getOrDefault(record.operation(), Set.of());
    Instant lost = Instant.parse(since);
    return policies.all().stream()
        .filter(policy -> over.containsAll(policy.operations()))
        .flatMap(policy ->
            memory
                .latest(policy.name(), record.objectId(), AlertRules.kind(record))
                .filter(a -> a.status() == Alert.Status.Resolved && !a.changed().isBefore(lost))
                .stream())
        .toList();
  }

  private boolean isOver(Alert alert, AuditRecord record, Set<AuditOperation> over) {
    if (record.operation() == AuditOperation.DELISTED && alert.untilLifted()) {
      return true;
    }
    Optional<AlertPolicy> policy = policies.find(alert.policy());
    return policy.isPresent() && over.containsAll(policy.get().operations());
  }

  /** Why an alert closes. */
  static String words(AuditRecord record) {
    return "Closed by itself: "
        + switch (record.operation()) {
          case ORGANIZATION_BELOW_LIMIT -> ofOrganization(record);
          case STORE_BACK ->
              record.objectId() + " is back, without a break since " + fact(record, "Back") + ".";
          default -> ofLift(record);
        };
  }

  private static String ofOrganization(AuditRecord record) {
    return fact(record, "Most").equals("0")
        ? "the organization has no limit any more; it has used "
            + fact(record, "Used")
            + " external recipients in 24 hours."
        : "the organization has used "
            + fact(record, "Used")
            + " of "
            + fact(record, "Most")
            + " external recipients in 24 hours, less than "
            + OrganizationWarning.OVER_PERCENT
            + " %.";
  }

  private static String ofLift(AuditRecord record) {
    if (fact(record, "By").equals(Lift.BY_TIME)) {
      return "the restriction of " + record.objectId() + " has run out.";
    }
    String why = fact(record, "Comment");
    return "the restriction of "
        + record.objectId()
        + " was lifted by "
        + fact(record, "By")
        + (why.isEmpty() ? "." : ": " + why);
  }

  private static String fact(AuditRecord record, String name) {
    return record.parameters().getOrDefault(name, "");
  }
}
