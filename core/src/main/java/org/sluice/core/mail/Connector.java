package org.sluice.core.mail;

import java.util.List;

/**
 * A named entry of clients that may relay without a login, such as a scanner or an application
 * server.
 *
 * @param name unique, shown to people and used as the identity
 * @param id a stable identifier in GUID form, as {@code Get-BlockedConnector} shows it
 * @param networks the client networks; any one of them matches
 */
public record Connector(String name, String id, List<Network> networks) {
  public Connector {
    networks = List.copyOf(networks);
  }

  /** Whether this client is the connector. */
  public boolean matches(ClientAddress client) {
    for (Network network : networks) {
      if (network.contains(client)) {
        return true;
      }
    }
    return false;
  }
}
