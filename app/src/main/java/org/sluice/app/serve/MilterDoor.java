package org.sluice.app.serve;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sluice.app.configuration.Configuration;
import org.sluice.core.report.ReportDesk;
import org.sluice.server.milter.MilterBounds;
import org.sluice.server.milter.MilterServer;
import org.sluice.server.socket.EventLoop;

/** Opens the milter door, if the configuration names one. */
final class MilterDoor {
  private MilterDoor() {}

  /** Listens; tells where. */
  static List<String> open(
      Configuration.Milter door,
      EventLoop loop,
      Door way,
      ReportDesk desk,
      MilterWays ways,
      InForce inForce,
      TimeSource time,
      Opened opened)
      throws IOException {
    MilterServer server =
        opened.add(
            new MilterServer(
                loop,
                way::ask,
                desk,
                ways,
                inForce::settings,
                new MilterBounds(
                    door.maxConnections(),
                    TimeUnit.SECONDS.toMillis(door.idleTimeoutSeconds()),
                    TimeUnit.SECONDS.toMillis(door.packetTimeoutSeconds())),
                time::monotonicMillis));
    return server.listen(door.listen(), door.unixMode());
  }
}
