package org.sluice.server.delegation;

import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;
import org.sluice.server.socket.Connections;
import org.sluice.server.socket.Doorkeeper;
import org.sluice.server.socket.EventLoop;
import org.sluice.server.socket.Listeners;

/**
 * The policy delegation server (SMTPD_POLICY_README). Bounds: {@link DelegationBounds} and those of
 * the parser. Thread-safe; its connections live on the event loop.
 */
public final class DelegationServer implements AutoCloseable {
  private final Connections connections;
  private final Listeners listeners;

  /**
   * @param monotonicMillis for idle and slow clients
   */
  public DelegationServer(
      EventLoop loop,
      Doorkeeper doorkeeper,
      DelegationBounds bounds,
      LongSupplier monotonicMillis) {
    this.connections =
        new Connections(
            loop, "delegation.max-connections", bounds.maxConnections(), monotonicMillis);
    this.listeners =
        new Listeners(
            loop,
            "delegation.listen",
            Connection.READ_BYTES,
            () -> new Connection(connections, doorkeeper, bounds));
  }

  /**
   * Listens.
   *
   * @param addresses {@code host:port} or {@code unix:/path}
   * @param unixMode the octal mode of Unix sockets
   * @return where it listens; port 0 became a real one
   * @throws IOException with the address and what to do, if one cannot be had; none is then
   *     listened to
   */
  public List<String> listen(List<String> addresses, String unixMode) throws IOException {
    List<String> actual = listeners.listen(addresses, unixMode);
    connections.watch();
    return actual;
  }

  /** Accepts no more, answers what is being asked (for at most five seconds), closes. */
  @Override
  public void close() {
    listeners.stopAccepting();
    connections.close();
    listeners.removeSockets();
  }
}
