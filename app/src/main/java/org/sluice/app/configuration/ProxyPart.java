package org.sluice.app.configuration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code [proxy]}. All but the door changes with a reload.
 *
 * @param nextHop {@code host:port}; empty for the trying mailbox
 * @param certificate with {@code key}, or neither
 * @param nextHopTls none, opportunistic or required
 * @param nextHopName empty if it is the host of the next hop
 * @param clientAddress none, xclient or proxy
 * @param tokenUserChecked whether the next hop compares the user beside a bearer token with it
 */
public record ProxyPart(
    Door door,
    Optional<String> nextHop,
    Optional<Path> certificate,
    Optional<Path> key,
    boolean authWithoutTls,
    String nextHopTls,
    String nextHopName,
    Optional<Path> nextHopAuthorities,
    String clientAddress,
    boolean tokenUserChecked) {

  private static final String NEXT_HOP = "proxy.next-hop";
  private static final String TRYING = "proxy.trying-mailbox";
  private static final String TLS = "proxy.next-hop-tls";
  private static final String NAME = "proxy.next-hop-name";
  private static final String CLIENT_ADDRESS = "proxy.client-address";
  private static final String TOKEN_USER = "proxy.next-hop-checks-token-user";
  private static final String AUTHORITIES = "proxy.next-hop-authorities";

  /**
   * What needs a restart.
   *
   * @param listen empty if nothing listens
   */
  public record Door(
      List<String> listen, int maxConnections, int connectionsPerClient, int idleTimeoutSeconds) {}

  static ProxyPart of(Values values) {
    boolean on = !values.text(NEXT_HOP).isEmpty() || values.flag(TRYING);
    return new ProxyPart(
        new Door(
            on ? values.texts("proxy.listen") : List.of(),
            values.number("proxy.max-connections"),
            values.number("proxy.connections-per-client"),
            values.number("proxy.idle-timeout-seconds")),
        given(values, NEXT_HOP),
        given(values, "proxy.certificate").map(Path::of),
        given(values, "proxy.key").map(Path::of),
        values.flag("proxy.auth-without-tls"),
        values.text(TLS),
        values.text(NAME),
        given(values, AUTHORITIES).map(Path::of),
        values.text(CLIENT_ADDRESS),
        values.flag(TOKEN_USER));
  }

  private static Optional<String> given(Values values, String path) {
    return Optional.of(values.text(path)).filter(text -> !text.isEmpty());
  }

  /** Whether messages end in files of this machine. */
  public boolean isTrying() {
    return nextHop.isEmpty() && !door.listen().isEmpty();
  }

  /** What cannot be right together. */
  static void check(Reading reading, Values values) {
    boolean hop = !values.text(NEXT_HOP).isEmpty();
    if (!hop && values.flag(TRYING)) {
      values.texts("proxy.listen").stream()
          .filter(address -> !isLoopback(address))
          .forEach(address -> wrong(reading, beyondLoopback(address)));
    }
    if (values.text("proxy.certificate").isEmpty() != values.text("proxy.key").isEmpty()) {
      wrong(reading, "proxy.certificate and proxy.key belong together; one of them is missing");
    }
    checkNextHop(reading, values, hop);
  }

  private static void checkNextHop(Reading reading, Values values, boolean hop) {
    List<String> changed = new ArrayList<>();
    if (!values.text(TLS).equals("none")) {
      changed.add(TLS);
    }
    if (!values.text(CLIENT_ADDRESS).equals("none")) {
      changed.add(CLIENT_ADDRESS);
    }
    if (values.flag(TOKEN_USER)) {
      changed.add(TOKEN_USER);
    }
    Stream.of(NAME, AUTHORITIES).filter(o -> !values.text(o).isEmpty()).forEach(changed::add);
    for (String option : hop ? List.<String>of() : changed) {
      wrong(
          reading, option + " has no effect without proxy.next-hop; drop it or name the next hop");
    }
    for (String option : List.of(NAME, AUTHORITIES)) {
      if (hop && changed.contains(option) && !values.text(TLS).equals("required")) {
        wrong(reading, option + " has no effect unless " + TLS + " is \"required\"");
      }
    }
  }

  private static void wrong(Reading reading, String message) {
    reading.add(new Mistake(0, message));
  }

  private static String beyondLoopback(String address) {
    return "proxy.listen has \""
        + address
        + "\", but the trying mailbox lets everybody in and listens on this machine alone"
        + " (127.0.0.1); set proxy.next-hop, or proxy.trying-mailbox = false";
  }

  private static boolean isLoopback(String address) {
    String host = address.substring(0, address.lastIndexOf(':'));
    return host.matches("127(\\.[0-9]{1,3}){3}")
        || host.equals("[::1]")
        || host.equals("localhost");
  }
}
