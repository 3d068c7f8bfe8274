package org.sluice.core.mail;

import java.util.List;
import java.util.Optional;

/**
 * Answers whose count a submission is: the login if there is one, else the connector of its client
 * address, else nobody (inbound mail). Immutable; thread-safe.
 *
 * @param defaultDomain completes a login that is a bare name; empty leaves it bare
 * @param connectors asked in this order; the first that matches counts
 */
public record Senders(String defaultDomain, List<Connector> connectors) {
  public Senders {
    defaultDomain = Addresses.lower(defaultDomain);
    connectors = List.copyOf(connectors);
  }

  /** The identity that this submission counts for; empty for inbound mail. */
  public Optional<SenderIdentity> identify(SaslUsername login, ClientAddress client) {
    return login.isNone() ? relay(client) : Optional.of(user(login.name()));
  }

  /** The user that a name typed by a person or a login means. */
  public SenderIdentity.User user(String name) {
    String lower = Addresses.lower(name);
    boolean bare = lower.indexOf('@') < 0 && !defaultDomain.isEmpty();
    return new SenderIdentity.User(bare ? lower + "@" + defaultDomain : lower);
  }

  /** The connector with this name or identifier, ignoring case. */
  public Optional<Connector> connector(String nameOrId) {
    return connectors.stream()
        .filter(c -> c.name().equalsIgnoreCase(nameOrId) || c.id().equalsIgnoreCase(nameOrId))
        .findFirst();
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
