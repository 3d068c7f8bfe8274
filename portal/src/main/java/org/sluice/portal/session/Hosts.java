package org.sluice.portal.session;

import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.sluice.portal.http.Client;

/** Under which names browsers may reach the server. Pure functions; thread-safe. */
final class Hosts {
  private Hosts() {}

  /** The host that a request names, without its port, lower-cased; empty if it names none. */
  static String name(Context context) {
    return withoutPort(Optional.ofNullable(context.header("Host")).orElse(""));
  }

  static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    boolean port = colon >= 0 && host.indexOf(']') < colon && host.indexOf(':') == colon;
    boolean bracketed = host.startsWith("[");
    String name =
        port || (bracketed && colon > host.indexOf(']')) ? host.substring(0, colon) : host;
    return name.toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a name is one that only this server can have: an address, loopback's name, or what is
   * configured. A foreign name that leads here is somebody's whose page wants to act as its reader
   * (DNS rebinding).
   */
  static boolean isOwn(String name, Optional<URI> url, String listening) {
    String bare =
        name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    return Client.isAddress(bare)
        || name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equalsIgnoreCase(listening)
        || url.filter(u -> name.equalsIgnoreCase(u.getHost())).isPresent();
  }
}
