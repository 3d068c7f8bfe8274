package org.sluice.core.administration;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.mail.Addresses;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;

/** What an alert is about: only a sender has a page, whatever else has an entity's name. */
public sealed interface AlertSubject {
  /** What is recorded under the name of a connector alone. */
  Set<AuditOperation> CONNECTORS =
      Set.of(AuditOperation.ADD_BLOCKED_CONNECTOR, AuditOperation.REMOVE_BLOCKED_CONNECTOR);

  /** What is recorded under the name of a sender; of a connector's, a name without a domain. */
  Set<AuditOperation> SENDERS =
      Set.of(
          AuditOperation.LISTED,
          AuditOperation.DELISTED,
          AuditOperation.LIMIT_EXCEEDED,
          AuditOperation.SUSPICIOUS_PATTERN,
          AuditOperation.ADD_BLOCKED_SENDER_ADDRESS,
          AuditOperation.REMOVE_BLOCKED_SENDER_ADDRESS);

  /** What is recorded of all senders together. */
  Set<AuditOperation> ORGANIZATION =
      Set.of(
          AuditOperation.ORGANIZATION_NEAR_LIMIT,
          AuditOperation.ORGANIZATION_LIMIT_REACHED,
          AuditOperation.ORGANIZATION_BELOW_LIMIT);

  /** A user or a connector. */
  record Sender(RestrictedEntity entity) implements AlertSubject {}

  /** What all senders together have used of their limit. */
  record Organization() implements AlertSubject {}

  /** A store, a policy, an administrator: what can not be restricted. */
  record Other() implements AlertSubject {}

  /**
   * What an alert is about. Where it does not say what its entity is, as those of an earlier
   * version and those of what administrators do, its policy tells: an address is a user's if the
   * policy listens to nothing but senders.
   */
  static AlertSubject of(Alert alert, AlertPolicies policies) {
    List<AuditOperation> operations =
        policies.find(alert.policy()).map(AlertPolicy::operations).orElse(List.of());
    Optional<Kind> kind = alert.kind().or(() -> kind(alert.entity(), operations));
    if (kind.isPresent()) {
      return new Sender(new RestrictedEntity(kind.get(), alert.entity()));
    }
    boolean organization =
        alert.entity().equals(Alert.ORGANIZATION)
            && operations.stream().anyMatch(ORGANIZATION::contains);
    return organization ? new Organization() : new Other();
  }

  private static Optional<Kind> kind(String entity, List<AuditOperation> operations) {
    if (operations.isEmpty()) {
      return Optional.empty();
    }
    if (CONNECTORS.containsAll(operations)) {
      return Optional.of(Kind.CONNECTOR);
    }
    boolean isAddress = !Addresses.domainOf(entity).isEmpty();
    return isAddress && SENDERS.containsAll(operations) ? Optional.of(Kind.USER) : Optional.empty();
  }
}
