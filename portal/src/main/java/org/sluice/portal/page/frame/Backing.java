package org.sluice.portal.page.frame;

import java.time.Instant;
import java.util.function.Supplier;
import org.sluice.core.administration.Administration;
import org.sluice.core.decision.Settings;
import org.sluice.portal.monitoring.DecisionMinutes;
import org.sluice.portal.monitoring.VitalSigns;

/**
 * What the pages show and change.
 *
 * @param settings what the configuration says
 * @param live tells open pages of changes
 * @param links where the organization's own systems are
 * @param node what this server is called if it is one of several; empty if it is alone
 */
public record Backing(
    Administration administration,
    Supplier<Settings> settings,
    Supplier<Links> links,
    Supplier<Instant> clock,
    VitalSigns signs,
    DecisionMinutes minutes,
    Live live,
    String node) {

  /**
   * Where an administrator goes on outside of Sluice; empty for nowhere.
   *
   * @param multiFactor where a user's second factor is looked after
   * @param password where a user's password is changed
   * @param portal where this portal is; empty if nobody said so
   */
  public record Links(String multiFactor, String password, String portal) {}
}
