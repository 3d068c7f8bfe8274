package org.sluice.server.milter;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.sluice.core.decision.RefusalWays;
import org.sluice.core.decision.Settings;
import org.sluice.core.report.ReportDesk;
import org.sluice.protocol.milter.MilterSession;
import org.sluice.server.socket.Connections;
import org.sluice.server.socket.Doorkeeper;
import org.sluice.server.socket.EventLoop;
import org.sluice.server.socket.Listeners;

/**
 * The milter server. Bounds: {@link MilterBounds}, those of the packet reader and of the session.
 * Thread-safe; its connections live on the event loop.
 */
public final class MilterServer implements AutoCloseable {
  private final RefusalWays ways;
  private final Supplier<Settings> settings;
  private final Connections connections;
  private final Listeners listeners;

  /** No other start of the server has it, so that a message is never taken for an earlier one. */
  private final String start = UUID.randomUUID().toString();

  /** Touched on the event loop only. */
  private long opened;

  /**
   * @param desk takes reports
   * @param ways whether this door replies, reports or holds what it refuses
   * @param settings what is in force
   * @param monotonicMillis for idle and slow MTAs
   */
  public MilterServer(
      EventLoop loop,
      Doorkeeper doorkeeper,
      ReportDesk desk,
      RefusalWays ways,
      Supplier<Settings> settings,
      MilterBounds bounds,
      LongSupplier monotonicMillis) {
    this.ways = ways;
    this.settings = settings;
    this.connections =
        new Connections(loop, "milter.max-connections", bounds.maxConnections(), monotonicMillis);
    this.listeners =
        new Listeners(
            loop,
            "milter.listen",
            MilterConnection.READ_BYTES,
            () -> new MilterConnection(connections, doorkeeper, desk, bounds, newSession()));
  }

  private MilterSession newSession() {
    opened++;
    return new MilterSession("milter." + start + "." + opened, settings, ways);
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
