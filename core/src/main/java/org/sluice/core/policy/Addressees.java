package org.sluice.core.policy;

import java.util.List;

/**
 * Who is written to, and whether they are at all: Exchange keeps the switch and the list apart.
 *
 * @param enabled the switch
 * @param addresses at most {@value #MOST}
 */
public record Addressees(boolean enabled, List<String> addresses) {
  /** The most addresses of one list. */
  public static final int MOST = 50;

  /** Nobody. */
  public static final Addressees NOBODY = new Addressees(false, List.of());

  public Addressees {
    addresses = List.copyOf(addresses);
  }

  /** Those that are written to now. */
  public List<String> effective() {
    return enabled ? addresses : List.of();
  }
}
