package org.sluice.portal.session;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sluice.core.access.Administrator;
import org.sluice.core.mail.Network;

/**
 * How browsers sign in, as the configuration says.
 *
 * @param url where browsers reach the server, if that is another than where it listens
 * @param proxies reverse proxies that are believed about whom they forward for
 * @param idle a session that is not used for so long ends
 * @param most a session ends so long after its sign-in, whatever is done
 * @param secondFactor whether nobody signs in with a password alone
 */
public record SessionSettings(
    Optional<URI> url, List<Network> proxies, Duration idle, Duration most, boolean secondFactor) {
  public SessionSettings {
    proxies = List.copyOf(proxies);
  }

  /** Whether a password alone is not enough of a person. */
  boolean needsSecondFactor(Administrator person) {
    return secondFactor || person.needsSecondFactor();
  }
}
