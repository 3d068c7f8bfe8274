package org.sluice.e2e;

import java.util.List;
import org.sluice.testkit.PostgresServer;

/** What a node of a cluster is told that tests ask by policy delegation alone. */
final class NodeConfiguration {
  private NodeConfiguration() {}

  /**
   * The text of it.
   *
   * @param delegation where it listens
   */
  static String of(String delegation, String postgresUrl, int redisPort) {
    return of(delegation, postgresUrl, List.of("redis://127.0.0.1:" + redisPort), 0);
  }

  /**
   * The same of several servers.
   *
   * @param acknowledging how many replicas have to have what is let through
   */
  static String of(String delegation, String postgresUrl, List<String> redis, int acknowledging) {
    return """
    [delegation]
    listen = ["%s"]
    [milter]
    listen = []
    [proxy]
    listen = []
    [administration]
    listen = "127.0.0.1:0"
    [limits]
    messages-per-minute = 0
    [postgresql]
    url = "%s"
    user = "%s"
    [redis]
    servers = ["%s"]
    acknowledging-replicas = %d
    """
        .formatted(
            delegation,
            postgresUrl,
            PostgresServer.SUPERUSER,
            String.join("\", \"", redis),
            acknowledging);
  }
}
