package org.sluice.app.serve;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sluice.app.configuration.Configuration;
import org.sluice.server.delegation.DelegationBounds;
import org.sluice.server.delegation.DelegationServer;
import org.sluice.server.socket.EventLoop;

/** Opens the door of policy delegation. */
final class DelegationDoor {
  private DelegationDoor() {}

  /** Listens; tells where. */
  static List<String> open(
      Configuration.Listening door, EventLoop loop, Door way, TimeSource time, Opened opened)
      throws IOException {
    DelegationServer server =
        opened.add(
            new DelegationServer(
                loop,
                way::ask,
                new DelegationBounds(
                    door.maxConnections(),
                    TimeUnit.SECONDS.toMillis(door.idleTimeoutSeconds()),
                    TimeUnit.SECONDS.toMillis(door.frameTimeoutSeconds())),
                time::monotonicMillis));
    return server.listen(door.delegation(), door.unixMode());
  }
}
