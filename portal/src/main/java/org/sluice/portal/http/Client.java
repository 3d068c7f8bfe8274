package org.sluice.portal.http;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import org.sluice.core.mail.ClientAddress;
import org.sluice.core.mail.Network;

/** From where a request comes, also behind a reverse proxy. */
public final class Client {
  private static final String ATTRIBUTE = "sluice.client-ip";
  private static final String FORWARDED = "X-Forwarded-For";

  /** The most addresses of {@code X-Forwarded-For} that are looked at. */
  static final int MOST_HOPS = 16;

  private Client() {}

  /** The client's address, as {@link #note} found it; else that of the connection. */
  public static String ip(Context context) {
    return context.attribute(ATTRIBUTE) instanceof String noted ? noted : context.ip();
  }

  /**
   * Finds the client's address: of the connection, or if that is a proxy's that is believed, the
   * last address it forwards for that is no such proxy's. A header in several lines is one list
   * (RFC 9110, section 5.3): a proxy may add its own line behind what the client wrote.
   */
  public static void note(Context context, List<Network> proxies) {
    String forwarded = String.join(",", Collections.list(context.req().getHeaders(FORWARDED)));
    context.attribute(ATTRIBUTE, of(context.ip(), forwarded, proxies));
  }

  static String of(String connection, String forwarded, List<Network> proxies) {
    String client = isAddress(connection) ? canonical(connection) : connection;
    String[] hops = forwarded.split(",", -1);
    int last = hops.length - 1;
    for (int i = last; i >= 0 && i > last - MOST_HOPS && isProxy(client, proxies); i--) {
      String hop = hops[i].strip();
      if (!isAddress(hop)) {
        return client;
      }
      client = canonical(hop);
    }
    return client;
  }

  /** The one form of an address: Java's own, without brackets and zone. */
  private static String canonical(String address) {
    String text = InetAddress.ofLiteral(address).getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  private static boolean isProxy(String address, List<Network> proxies) {
    return proxies.stream().anyMatch(p -> p.contains(new ClientAddress(address)));
  }

  /** Whether a text is an IP address, and not a name that would have to be looked up. */
  public static boolean isAddress(String text) {
    try {
      return !text.isEmpty() && InetAddress.ofLiteral(text) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
