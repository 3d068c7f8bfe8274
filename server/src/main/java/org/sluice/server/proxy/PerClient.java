package org.sluice.server.proxy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The connections that each client has open, at most so many: one machine that holds them all would
 * keep everybody else out, and each is one at the next hop too. An IPv6 client is its /64, of which
 * it has every address (RFC 4291, section 2.5.1). Memory: an entry for each client that is
 * connected. At least one is allowed. Thread-safe.
 */
final class PerClient {
  private final int most;
  private final Predicate<InetAddress> unbounded;
  private final ConcurrentHashMap<Network, Open> open = new ConcurrentHashMap<>();

  /** What becomes of a connection. */
  enum Entry {
    STAYS,
    /** The first that is turned away since the client had less than half of what it may have. */
    FIRST_TOO_MANY,
    TOO_MANY
  }

  private record Open(int connections, boolean isTold) {}

  /** The first four bytes of an IPv4 address, the first eight of an IPv6 address. */
  private record Network(boolean isOld, long number) {
    static Network of(InetAddress address) {
      ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
      return address instanceof Inet4Address
          ? new Network(true, bytes.getInt())
          : new Network(false, bytes.getLong());
    }
  }

  /**
   * @param most connections of one client
   * @param unbounded whose connections are not counted
   */
  PerClient(int most, Predicate<InetAddress> unbounded) {
    this.most = most;
    this.unbounded = unbounded;
  }

  /** Counts one more, if it may stay. */
  Entry enter(InetAddress client) {
    Entry[] became = {Entry.STAYS};
    if (!unbounded.test(client)) {
      open.merge(
          Network.of(client),
          new Open(1, false),
          (now, one) -> {
            if (now.connections() < most) {
              return new Open(now.connections() + 1, now.isTold());
            }
            became[0] = now.isTold() ? Entry.TOO_MANY : Entry.FIRST_TOO_MANY;
            return new Open(now.connections(), true);
          });
    }
    return became[0];
  }

  /** One that entered is closed. */
  void leave(InetAddress client) {
    if (!unbounded.test(client)) {
      open.computeIfPresent(
          Network.of(client), (network, now) -> now.connections() > 1 ? less(now) : null);
    }
  }

  /** Who swings about the bound is told of once; who comes back to it later is told of anew. */
  private Open less(Open now) {
    int connections = now.connections() - 1;
    return new Open(connections, now.isTold() && 2 * connections >= most);
  }

  /** How many clients are counted. */
  int size() {
    return open.size();
  }
}
