package org.sluice.testkit;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.sluice.core.decision.PolicyBy;
import org.sluice.core.decision.ServiceLimits;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.Senders;
import org.sluice.core.policy.Groups;

/** The settings of an organization that has configured nothing. */
public final class PlainSettings {
  /** As they are without a configuration. */
  public static final Settings DEFAULT = with(ServiceLimits.DEFAULT);

  private PlainSettings() {}

  /** The same with other limits. */
  public static Settings with(ServiceLimits limits) {
    return new Settings(
        new Senders("", List.of()),
        new AcceptedDomains(List.of()),
        new Groups(Map.of()),
        limits,
        PolicyBy.SUBMITTER,
        ZoneId.of("UTC"),
        "",
        "",
        0);
  }
}
