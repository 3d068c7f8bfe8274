package org.sluice.e2e;

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
    servers = ["redis://127.0.0.1:%d"]
    """
        .formatted(delegation, postgresUrl, PostgresServer.SUPERUSER, redisPort);
  }
}
