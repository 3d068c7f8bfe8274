package org.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;
import org.sluice.app.serve.TimeSource;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.FreePort;
import org.sluice.testkit.PlainRedis;
import org.sluice.testkit.PostgresServer;
import org.sluice.testkit.TcpProxy;

/**
 * Three nodes, of which one is a process of its own and one has its clock ten minutes ahead, on a
 * real Redis and a real PostgreSQL. Five senders spray all three while something breaks; then
 * nobody was let through beyond the limit, and each is restricted, listed and told of once.
 */
class ClusterFaultsTest {
  private static final int LIMIT = 30;
  private static final int NODES = 3;
  private static final int SENDERS = 5;
  private static final long TEN_MINUTES = 600_000;
  private static final String DATABASE = "faults";

  @TempDir private static Path data;
  private static final List<String> DELEGATION = new ArrayList<>();
  private static final List<RunningServer> HERE = new ArrayList<>();
  private static PostgresServer postgres;
  private static TcpProxy network;
  private static NodeProcess process;
  private static Process redis;
  private static int redisPort;

  @BeforeAll
  static void start() throws IOException {
    postgres = PostgresServer.shared();
    postgres.makeDatabase(DATABASE);
    String url = postgres.url(DATABASE);
    network = new TcpProxy(Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1")));
    redisPort = FreePort.next();
    redis = PlainRedis.start(redisPort);
    for (int i = 0; i < NODES; i++) {
      DELEGATION.add("127.0.0.1:" + FreePort.next());
    }
    MovableTime ahead = new MovableTime();
    ahead.forward(TEN_MINUTES);
    HERE.add(inThisProcess(1, ahead));
    HERE.add(inThisProcess(2, TimeSource.ofSystem()));
    process = new NodeProcess(data.resolve("node0"), toml(0));
  }

  private static RunningServer inThisProcess(int i, TimeSource time) {
    return RunningServer.start(
        new ServeOptions(data.resolve("node" + i), Configuration.parse("test", toml(i)), time));
  }

  private static String toml(int i) {
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
    url = "jdbc:postgresql://127.0.0.1:%d/%s"
    user = "%s"
    [redis]
    servers = ["redis://127.0.0.1:%d"]
    """
        .formatted(
            DELEGATION.get(i), network.port(), DATABASE, PostgresServer.SUPERUSER, redisPort);
  }

  @AfterAll
  static void stop() {
    process.close();
    HERE.forEach(RunningServer::close);
    network.close();
    redis.destroyForcibly();
    redis.onExit().join();
  }

  private static String say(int node, String... words) {
    return Shell.sluice(data.resolve("node" + node), words).text();
  }

  /** On all nodes, which also ask Redis. */
  private static void policy(String storeLoss) {
    Eventually.holds(
        "it is ordered",
        () ->
            !say(
                    2,
                    "policy",
                    "set",
                    "Default",
                    "--external-per-hour",
                    "" + LIMIT,
                    "--per-day",
                    "0",
                    "--store-loss",
                    storeLoss)
                .contains("refused"));
    for (int i = 0; i < NODES; i++) {
      int node = i;
      Eventually.holds(
          "node " + node + " has it",
          () ->
              say(node, "policy", "show", "Default").contains(storeLoss)
                  && say(node, "policy", "list", "--output", "csv").contains("," + LIMIT + ","));
    }
  }

  private static List<String> senders(String name) {
    return IntStream.range(0, SENDERS).mapToObj(i -> name + i + "@example.org").toList();
  }

  /** All senders through all nodes, until each node has refused each for good, or is gone. */
  private static Map<String, AtomicInteger> spray(List<String> senders, Runnable inTheMiddle) {
    Map<String, AtomicInteger> permitted = new ConcurrentHashMap<>();
    senders.forEach(sender -> permitted.put(sender, new AtomicInteger()));
    AtomicInteger all = new AtomicInteger();
    List<Thread> threads =
        IntStream.range(0, NODES)
            .mapToObj(node -> Thread.ofPlatform().start(() -> sprayOn(node, permitted, all)))
            .toList();
    Eventually.holds("a part has passed", () -> all.get() > LIMIT * SENDERS / 3);
    inTheMiddle.run();
    Eventually.holds("all were refused", () -> threads.stream().noneMatch(Thread::isAlive));
    return permitted;
  }

  private static void sprayOn(int node, Map<String, AtomicInteger> permitted, AtomicInteger all) {
    List<String> left = new ArrayList<>(permitted.keySet());
    try (PolicyAsker asker = new PolicyAsker(DELEGATION.get(node))) {
      long end = System.nanoTime() + Eventually.PATIENCE.toNanos();
      for (int i = 0; !left.isEmpty() && System.nanoTime() < end; i++) {
        String sender = left.get(i % left.size());
        String action = asker.ask(sender);
        if (action.contains("DUNNO")) {
          permitted.get(sender).incrementAndGet();
          all.incrementAndGet();
        } else if (action.contains("550 5.1.8")) {
          left.remove(sender);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // The node was killed: whoever asks it hears no more.
    }
  }

  private static void noneBeyond(Map<String, AtomicInteger> permitted, int most) {
    permitted.forEach(
        (sender, count) -> assertThat(count.get()).as(sender).isLessThanOrEqualTo(most));
  }

  /** On every node, in the facts once, and with one alert of each policy. */
  private static void eachIsRestrictedOnce(List<String> senders) {
    for (int i = 0; i < NODES; i++) {
      int node = i;
      Eventually.holds(
          "node " + node + " lists them",
          () -> senders.stream().allMatch(say(node, "restricted", "list")::contains));
    }
    for (String sender : senders) {
      Eventually.holds(
          "it is told of " + sender,
          () -> one("SELECT count(*) FROM alert WHERE entity = '" + sender + "'") > 0);
      assertThat(one("SELECT count(*) FROM restriction WHERE name = '" + sender + "'"))
          .isEqualTo(1);
      assertThat(
              one(
                  "SELECT count(*) FROM audit WHERE operation = 'Listed' AND object_id = '"
                      + sender
                      + "'"))
          .isEqualTo(1);
      assertThat(
              one(
                  "SELECT max(n) FROM (SELECT count(*) n FROM alert WHERE entity = '"
                      + sender
                      + "' GROUP BY policy) x"))
          .as("no double alert")
          .isEqualTo(1);
    }
    try (PolicyAsker asker = new PolicyAsker(DELEGATION.getFirst())) {
      senders.forEach(sender -> assertThat(asker.ask(sender)).contains("550 5.1.8"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long one(String query) {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(query)) {
      answer.next();
      return answer.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connection superuser() throws SQLException {
    return DriverManager.getConnection(postgres.url(DATABASE), PostgresServer.SUPERUSER, "");
  }

  private static void order(String... statements) {
    try (Connection connection = superuser();
        Statement it = connection.createStatement()) {
      for (String each : statements) {
        it.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_node_killed_while_it_charges() {
    policy("Closed");
    List<String> senders = senders("killed");
    Map<String, AtomicInteger> permitted = spray(senders, process::kill);
    process.start();
    noneBeyond(permitted, LIMIT);
    eachIsRestrictedOnce(senders);
  }

  @Test
  void postgresql_slow() {
    policy("Closed");
    List<String> senders = senders("slow");
    network.delay(100);
    Map<String, AtomicInteger> permitted = spray(senders, () -> {});
    network.delay(0);
    noneBeyond(permitted, LIMIT);
    eachIsRestrictedOnce(senders);
  }

  @Test
  void postgresql_read_only() throws IOException {
    policy("Closed");
    List<String> senders = senders("read-only");
    order("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
    Map<String, AtomicInteger> permitted;
    try {
      permitted = spray(senders, () -> {});
      for (String node : DELEGATION) {
        try (PolicyAsker asker = new PolicyAsker(node)) {
          senders.forEach(sender -> assertThat(asker.ask(sender)).contains("550 5.1.8"));
        }
      }
      assertThat(one("SELECT count(*) FROM restriction WHERE name LIKE 'read-only%'")).isZero();
    } finally {
      order(
          "SET default_transaction_read_only = off",
          "ALTER SYSTEM RESET default_transaction_read_only",
          "SELECT pg_reload_conf()");
    }
    noneBeyond(permitted, LIMIT);
    eachIsRestrictedOnce(senders);
  }

  /** It comes back empty. */
  @ParameterizedTest
  @CsvSource({"Closed, 1", "Local, 3"})
  void redis_killed_and_started_again(String storeLoss, int times) {
    policy(storeLoss);
    List<String> senders = senders("redis-" + storeLoss.toLowerCase(java.util.Locale.ROOT));
    Map<String, AtomicInteger> permitted =
        spray(
            senders,
            () -> {
              redis.destroyForcibly();
              redis.onExit().join();
              redis = PlainRedis.start(redisPort);
            });
    noneBeyond(permitted, LIMIT * times);
    eachIsRestrictedOnce(senders);
  }
}
