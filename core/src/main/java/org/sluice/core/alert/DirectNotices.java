package org.sluice.core.alert;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.outbox.Outgoing;

/**
 * What is told of a lost store while the facts cannot be written, and so neither its alert nor the
 * outbox: the same, to the same receivers, past both.
 */
public final class DirectNotices {
  /** The parameter of a record that names who was told directly, so that nobody is told twice. */
  public static final String TOLD = "ToldDirectly";

  private DirectNotices() {}

  /** The notices of a loss; none if the alert policy of lost stores is off. */
  public static List<Outgoing> of(AlertPolicies policies, Audience audience, AuditRecord loss) {
    Notices notices = new Notices(audience, policy -> List.of());
    return policies
        .find(AlertPolicies.STORE_LOST)
        .filter(AlertPolicy::enabled)
        .map(policy -> notices.direct(policy, loss))
        .orElse(List.of());
  }

  /** The record of a loss of which these were told directly. */
  public static AuditRecord told(AuditRecord loss, Collection<Outgoing> arrived) {
    if (arrived.isEmpty()) {
      return loss;
    }
    Map<String, String> parameters = new TreeMap<>(loss.parameters());
    parameters.put(
        TOLD, arrived.stream().map(Notices::receiver).distinct().collect(Collectors.joining(", ")));
    return AuditRecord.bySystem(loss.operation(), loss.creationTime(), loss.objectId(), parameters);
  }
}
