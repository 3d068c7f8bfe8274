package org.sluice.core.alert;

import java.util.List;

/**
 * Who is told by mail, and how often.
 *
 * @param enabled the switch <em>Send email notifications</em>
 * @param recipients addresses, or {@value #TENANT_ADMINS}; at most {@value #MOST_RECIPIENTS}
 * @param dailyLimit the most mails a day (UTC) to each recipient; 0 is no limit
 */
public record Telling(boolean enabled, List<String> recipients, int dailyLimit) {
  /** Stands for every Global Administrator with an address. */
  public static final String TENANT_ADMINS = "TenantAdmins";

  /** The most recipients. */
  public static final int MOST_RECIPIENTS = 50;

  /** The greatest daily limit. */
  public static final int MOST_DAILY = 10_000;

  /** As shipped. */
  public static final Telling USUAL = new Telling(true, List.of(TENANT_ADMINS), 0);

  public Telling {
    recipients = List.copyOf(recipients);
    if (dailyLimit < 0 || dailyLimit > MOST_DAILY || recipients.size() > MOST_RECIPIENTS) {
      throw new IllegalArgumentException(
          "An alert policy has at most "
              + MOST_RECIPIENTS
              + " recipients and a daily limit of 0 (none) to "
              + MOST_DAILY);
    }
  }
}
