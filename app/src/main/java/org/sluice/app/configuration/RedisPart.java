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
 */
public record RedisPart(
    List<String> servers,
    String user,
    Optional<Path> passwordFile,
    Optional<Path> authorityFile,
    Duration timeout,
    int connections) {

  static final String SERVER =
      "(rediss?://[^\\s@/#]+:\\d{1,5})|(redis-sentinel://[^\\s@/#]+#[\\w.-]+)";
  private static final String REDIS = "redis";

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
                + " follow until Redis answers again."),
        Options.number(
            REDIS,
            "connections",
            1,
            64,
            "4",
            "Connections to Redis, to each master of a Cluster."));
  }

  static RedisPart of(Values values) {
    return new RedisPart(
        values.texts("redis.servers"),
        values.text("redis.user"),
        file(values, "redis.password-file"),
        file(values, "redis.authority-file"),
        Duration.ofMillis(values.number("redis.timeout-milliseconds")),
        values.number("redis.connections"));
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
    if (!values.text("redis.user").isEmpty() && values.text("redis.password-file").isEmpty()) {
      reading.add(new Mistake(0, "redis.user needs redis.password-file"));
    }
  }
}
