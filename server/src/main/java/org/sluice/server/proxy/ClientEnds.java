package org.sluice.server.proxy;

import java.net.InetSocketAddress;
import org.sluice.core.mail.ClientAddress;

/**
 * Both ends of a client's connection.
 *
 * @param remote the client
 * @param local where it connected to
 */
public record ClientEnds(InetSocketAddress remote, InetSocketAddress local) {

  /** The client's address without port and scope. */
  public ClientAddress address() {
    String text = remote.getAddress().getHostAddress();
    int scope = text.indexOf('%');
    return new ClientAddress(scope < 0 ? text : text.substring(0, scope));
  }

  /** Whether nobody can listen between this client and the proxy. */
  public boolean isLoopback() {
    return remote.getAddress().isLoopbackAddress();
  }

  @Override
  public String toString() {
    return address().text() + ":" + remote.getPort();
  }
}
