package org.sluice.app.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code [redis]}: where nodes share their counts and flags. Needs a restart, but for the content
 * of the password file, which is read for each connection.
 *
 * @param servers empty if this node counts alone
 * @param user empty for Redis's default user
 * @param sentinelUser empty for the default user of the Sentinels
 * @param acknowledging replicas that must have what a charge counted; 0 if nobody waits for them
 */
public record RedisPart(
    List<String> servers,
    String user,
    Optional<Path> passwordFile,
    String sentinelUser,
    Optional<Path> sentinelPasswordFile,
    Optional<Path> authorityFile,
    Duration timeout,
    int connections,
    int acknowledging) {

  static final String SERVER =
      "(rediss?://[^\\s@/#]+:\\d{1,5})|(redis-sentinel://[^\\s@/#]+#[\\w.-]+)";
  private static final String REDIS = "redis";
  private static final String SENTINEL_PASSWORD = "redis.sentinel-password-file";
  private static final int MOST_REPLICAS = 8;

  public RedisPart {
    servers = List.copyOf(servers);
  }

  /** Whether counts are shared. */
  public boolean isPresent() {
    return !servers.isEmpty();
  }

  static List<Option> options() {
    return List.of(
        Options.texts(
            REDIS,
            "servers",
            Check.REDIS_SERVER,
            "[]",
            "Where the nodes of a cluster share their counts; [] is nowhere. One"
                + " \"redis://redis.example.org:6379\" (rediss:// with TLS) is a single server, one"
                + " \"redis-sentinel://a.example.org:26379,b.example.org:26379#main\" the master that"
                + " Sentinel calls main, several are the first nodes of a Redis Cluster."),
        Options.text(
            REDIS,
            "user",
            Check.LOGIN,
            "\"\"",
            "The user of Redis's access control list; empty is its default user."),
        Options.text(
            REDIS,
            "password-file",
            Check.FILE_OR_NOTHING,
            "\"\"",
            "The password is the first line of this file, read for each connection."),
        Options.text(
            REDIS,
            "sentinel-user",
            Check.LOGIN,
            "\"\"",
            "The user by which the Sentinels are asked; empty is their default user."),
        Options.text(
            REDIS,
            "sentinel-password-file",
            Check.FILE_OR_NOTHING,
            "\"\"",
            "The password of the Sentinels themselves (their requirepass) is the first line of this"
                + " file, read for each connection; empty asks them without one. That of the master"
                + " is password-file."),
        Options.text(
            REDIS,
            "authority-file",
            Check.FILE_OR_NOTHING,
            "\"\"",
            "Certificates (PEM) by one of which that of a rediss:// server is signed; empty is those"
                + " that Java trusts."),
        Options.number(
            REDIS,
            "timeout-milliseconds",
            50,
            10_000,
            "1000",
            "A charge that Redis has not answered after it counts on this node alone, as do all that"
                + " follow until Redis answers again. That a lost Redis is left within a second holds"
                + " up to 1000; with more, mail waits so much longer, once for each loss."),
        Options.number(
            REDIS, "connections", 1, 64, "4", "Connections to Redis, to each master of a Cluster."),
        Options.number(
            REDIS,
            "acknowledging-replicas",
            0,
            MOST_REPLICAS,
            "0",
            "Replicas that must have what a charge counted before it is answered as certain, so that"
                + " a failover to one of them loses none of it; 0 waits for none. While there are"
                + " fewer, StoreLoss of the policy says what follows."));
  }

  static RedisPart of(Values values) {
    return new RedisPart(
        values.texts("redis.servers"),
        values.text("redis.user"),
        file(values, "redis.password-file"),
        values.text("redis.sentinel-user"),
        file(values, SENTINEL_PASSWORD),
        file(values, "redis.authority-file"),
        Duration.ofMillis(values.number("redis.timeout-milliseconds")),
        values.number("redis.connections"),
        values.number("redis.acknowledging-replicas"));
  }

  private static Optional<Path> file(Values values, String option) {
    String file = values.text(option);
    return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
  }

  static void check(Reading reading, Values values) {
    List<String> servers = values.texts("redis.servers");
    boolean sentinel = servers.stream().anyMatch(s -> s.startsWith("redis-sentinel:"));
    if (sentinel && servers.size() > 1) {
      reading.add(
          new Mistake(
              0,
              "redis.servers has a redis-sentinel address beside others; name all Sentinels in one"
                  + " address, or the first nodes of a Cluster"));
    }
    needsPassword(reading, values, "redis.user", "redis.password-file");
    needsPassword(reading, values, "redis.sentinel-user", SENTINEL_PASSWORD);
    if (!values.text(SENTINEL_PASSWORD).isEmpty() && !sentinel && !servers.isEmpty()) {
      reading.add(
          new Mistake(
              0,
              "redis.sentinel-password-file is set and redis.servers names no Sentinel"
                  + " (redis-sentinel://…); the password of the servers is redis.password-file"));
    }
  }

  private static void needsPassword(Reading reading, Values values, String user, String file) {
    if (!values.text(user).isEmpty() && values.text(file).isEmpty()) {
      reading.add(new Mistake(0, user + " needs " + file));
    }
  }
}
