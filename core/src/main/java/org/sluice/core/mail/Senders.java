package org.sluice.core.mail;

import java.util.List;
import java.util.Optional;

/**
 * Answers whose count a submission is: the login if there is one, else the connector of its client
 * address, else nobody (inbound mail). Immutable; thread-safe.
 *
 * @param defaultDomain completes a login that is a bare name; empty leaves it bare
 * @param connectors asked in this order; the first that matches counts
 * @param uncounted the login by which Sluice itself submits notifications, which counts for nobody
 *     and is never refused; empty for none
 */
public record Senders(String defaultDomain, List<Connector> connectors, String uncounted) {
  public Senders {
    defaultDomain = Addresses.lower(defaultDomain);
    connectors = List.copyOf(connectors);
    uncounted = uncounted.isEmpty() ? "" : complete(uncounted, defaultDomain);
  }

  /** Senders among whom Sluice is none. */
  public Senders(String defaultDomain, List<Connector> connectors) {
    this(defaultDomain, connectors, "");
  }

  /** The identity that this submission counts for; empty for inbound mail. */
  public Optional<SenderIdentity> identify(SaslUsername login, ClientAddress client) {
    if (login.isNone()) {
      return relay(client);
    }
    SenderIdentity.User user = user(login.name());
    return user.name().equals(uncounted) ? Optional.empty() : Optional.of(user);
  }

  /** The user that a name typed by a person or a login means. */
  public SenderIdentity.User user(String name) {
    return new SenderIdentity.User(complete(name, defaultDomain));
  }

  /** The connector with this name or identifier, ignoring case. */
  public Optional<Connector> connector(String nameOrId) {
    return connectors.stream()
        .filter(c -> c.name().equalsIgnoreCase(nameOrId) || c.id().equalsIgnoreCase(nameOrId))
        .findFirst();
  }

  private static String complete(String name, String domain) {
    String lower = Addresses.lower(name);
    boolean bare = lower.indexOf('@') < 0 && !domain.isEmpty();
    return bare ? lower + "@" + domain : lower;
  }

  private Optional<SenderIdentity> relay(ClientAddress client) {
    for (Connector connector : connectors) {
      if (connector.matches(client)) {
        return Optional.of(new SenderIdentity.RelayClient(connector));
      }
    }
    return Optional.empty();
  }
}
