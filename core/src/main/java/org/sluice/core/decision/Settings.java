package org.sluice.core.decision;

import java.time.ZoneId;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.Senders;
import org.sluice.core.policy.Groups;

/**
 * What the configuration tells the guard. Immutable; a reload replaces it as a whole, so that one
 * decision never sees half of two.
 *
 * @param zone in which days begin
 * @param advice the text after the first words of a restricted sender's reply
 * @param contact whom the sender may ask; empty for nobody
 * @param mostReleases how often a sender may be released within 30 days by others than Global
 *     Administrators; 0 is no limit
 */
public record Settings(
    Senders senders,
    AcceptedDomains acceptedDomains,
    Groups groups,
    ServiceLimits serviceLimits,
    PolicyBy policyBy,
    ZoneId zone,
    String advice,
    String contact,
    int mostReleases) {

  /** The text that Exchange tells a restricted sender. */
  public static final String ADVICE =
      "Your message couldn't be delivered because you weren't recognized as a valid sender. The"
          + " most common reason for this is that your email address is suspected of sending spam"
          + " and it's no longer allowed to send email. Contact your email admin for assistance.";
}
