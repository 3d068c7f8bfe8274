package org.sluice.app.serve;

import java.net.URI;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.administration.AccountVerbs;
import org.sluice.core.administration.Refusal;

/** The link by which the first administrator is made, while there is none. */
final class FirstLink {
  private static final Logger LOG = LoggerFactory.getLogger(FirstLink.class);

  private FirstLink() {}

  /**
   * Makes it; the one of the start before holds no more.
   *
   * @param url how this machine reaches the server
   * @param configured how browsers do, if that is another way
   */
  static Optional<String> of(AccountVerbs verbs, String url, Optional<URI> configured) {
    try {
      String base = configured.map(URI::toString).orElse(url).replaceFirst("/+$", "");
      return verbs.inviteFirst().map(token -> base + "/first/" + token);
    } catch (Refusal e) {
      LOG.error("No link for a first administrator: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
