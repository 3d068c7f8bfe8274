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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;
import org.sluice.app.serve.TimeSource;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.FreePort;
import org.sluice.testkit.PostgresServer;
import org.sluice.testkit.RedisServer;
import org.sluice.testkit.TcpProxy;

/**
 * Three nodes, of which one is a process of its own and one has its clock ten minutes ahead, on a
 * real Redis and a real PostgreSQL that a test may break; and senders who spray all three.
 */
final class FaultyCluster implements AutoCloseable {
  static final int LIMIT = 30;
  static final int NODES = 3;
  private static final int SENDERS = 5;
  private static final long TEN_MINUTES = 600_000;
  private static final String DATABASE = "faults";
  private static final String ALERTS =
      "SELECT count(*) FROM alert WHERE policy = 'Sluice store lost' AND entity LIKE '%s%%'";

  /** The node that is a process of its own, the first. */
  final NodeProcess process;

  /** Of all nodes, to PostgreSQL. */
  final TcpProxy toPostgres;

  /** When it is killed, all that it counted is gone. */
  final RedisServer redis = RedisServer.start();

  /** Of each node, to Redis. */
  final List<TcpProxy> toRedis = new ArrayList<>();

  /** Of nobody else, so that it may be killed. */
  final PostgresServer postgres = PostgresServer.make(true);

  final List<String> delegation = new ArrayList<>();
  private final List<RunningServer> here = new ArrayList<>();
  private final Path data;

  FaultyCluster(Path data) {
    this.data = data;
    postgres.makeDatabase(DATABASE);
    String url = postgres.url(DATABASE);
    this.toPostgres = new TcpProxy(Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1")));
    for (int i = 0; i < NODES; i++) {
      delegation.add("127.0.0.1:" + FreePort.next());
      toRedis.add(new TcpProxy(redis.port()));
    }
    MovableTime ahead = new MovableTime();
    ahead.forward(TEN_MINUTES);
    here.add(inThisProcess(1, ahead));
    here.add(inThisProcess(2, TimeSource.ofSystem()));
    this.process = new NodeProcess(data(0), toml(0));
  }

  private RunningServer inThisProcess(int i, TimeSource time) {
    return RunningServer.start(
        new ServeOptions(data(i), Configuration.parse("test", toml(i)), time));
  }

  private String toml(int i) {
    return NodeConfiguration.of(
        delegation.get(i),
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(toPostgres.port(), DATABASE),
        toRedis.get(i).port());
  }

  @Override
  public void close() {
    process.close();
    here.forEach(RunningServer::close);
    toPostgres.close();
    toRedis.forEach(TcpProxy::close);
    redis.close();
    postgres.close();
  }

  String say(int node, String... words) {
    return Shell.sluice(data(node), words).text();
  }

  /** On all nodes. */
  void policy(String storeLoss) {
    DefaultPolicy.set(List.of(data(2), data(0), data(1)), LIMIT, storeLoss);
  }

  /** One metric of a node. */
  double metric(int node, String name) {
    return NodeSigns.metric(data(node), name);
  }

  private Path data(int node) {
    return data.resolve("node" + node);
  }

  /** Every node is ready, writes facts, asks Redis, and has added there what it counted alone. */
  void isWellAgain() {
    for (int i = 0; i < NODES; i++) {
      int node = i;
      Eventually.holds(
          "node " + node + " is well again",
          () ->
              NodeSigns.isReady(data(node))
                  && metric(node, "sluice_facts_recording") == 1
                  && metric(node, "sluice_ledger_shared") == 1
                  && metric(node, "sluice_ledger_unmerged") == 0);
    }
  }

  /** Every node says that it cannot write facts, and refuses what it is ordered. */
  void eachLacksItsFacts() {
    for (int i = 0; i < NODES; i++) {
      int node = i;
      assertThat(say(node, "policy", "set", "Default", "--external-per-hour", "" + (LIMIT + 1)))
          .contains("Nothing was changed");
      Eventually.holds(
          "node " + node + " says that facts are lost",
          () -> !NodeSigns.isReady(data(node)) && metric(node, "sluice_facts_recording") == 0);
    }
  }

  /** How many alerts there were of the loss of a store, over or not. */
  long alertsOf(String store) {
    return one(ALERTS.formatted(store));
  }

  /**
   * By one alert, though each node tells of it: they share the machine's name, which is the store's
   * (decision 0050). A store that is lost again within a minute joins the alert that is open.
   *
   * @param store {@code Facts} or {@code Redis}
   * @param before how many alerts there were of it before it was lost this time
   */
  void theLossIsToldOfOnce(String store, long before) {
    String told =
        "SELECT count(*) FROM audit WHERE operation = 'StoreLost' AND object_id LIKE '%s%%'"
            .formatted(store);
    Eventually.holds("each node has told of it", () -> one(told) >= NODES);
    String open = ALERTS.formatted(store) + " AND status <> 'Resolved'";
    long[] alerts = {0};
    Eventually.holds(
        "there is an alert", () -> (alerts[0] = Math.max(one(open), alertsOf(store) - before)) > 0);
    assertThat(alerts[0]).as("no double alert").isEqualTo(1);
    assertThat(alertsOf(store) - before).as("one alert of one loss").isLessThanOrEqualTo(1);
  }

  static List<String> senders(String name) {
    return IntStream.range(0, SENDERS).mapToObj(i -> name + i + "@example.org").toList();
  }

  /** What nodes answer while they are sprayed. */
  static final class Spray {
    private final Map<String, AtomicInteger> permitted = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();
    private final Set<Integer> putOff = ConcurrentHashMap.newKeySet();
    private final CountDownLatch broken = new CountDownLatch(1);
    private List<Thread> threads = List.of();

    /** Something is broken now: the last third is asked about. */
    void goOn() {
      broken.countDown();
    }

    private void awaitTurn() throws InterruptedException {
      if (all.get() > 2 * LIMIT * SENDERS / 3
          && !broken.await(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("Nothing broke");
      }
    }

    List<String> senders() {
      return List.copyOf(permitted.keySet());
    }

    /** Until a node has answered that it cannot tell now, because a store is lost. */
    void awaitPutOff(int node) {
      Eventually.holds("node " + node + " puts off", () -> putOff.contains(node));
    }

    /** Until each sender was let through more often. */
    void awaitMoreThan(int most) {
      Eventually.holds(
          "each passes more than " + most + " times",
          () -> permitted.values().stream().allMatch(count -> count.get() > most));
    }

    /** Until each node has refused each sender for good, or is gone. */
    void awaitEnd() {
      Eventually.holds("all were refused", () -> threads.stream().noneMatch(Thread::isAlive));
    }

    void noneBeyond(int most) {
      permitted.forEach(
          (sender, count) -> assertThat(count.get()).as(sender).isLessThanOrEqualTo(most));
    }

    private void answered(int node, String sender, String action) {
      if (action.contains("DUNNO")) {
        permitted.get(sender).incrementAndGet();
        all.incrementAndGet();
      } else if (action.contains("451 ")) {
        putOff.add(node);
      }
    }
  }

  /**
   * What breaks once a third has passed, while the second is on its way, and is mended before the
   * end. It says when the last third may follow ({@link Spray#goOn}).
   */
  @FunctionalInterface
  interface Breaking {
    void happens(Spray spray);
  }

  /** All senders through all nodes, until each node has refused each for good, or is gone. */
  Spray spray(List<String> senders, Breaking inTheMiddle) {
    Spray spray = new Spray();
    senders.forEach(sender -> spray.permitted.put(sender, new AtomicInteger()));
    spray.threads =
        IntStream.range(0, NODES)
            .mapToObj(node -> Thread.ofPlatform().start(() -> sprayOn(node, senders, spray)))
            .toList();
    Eventually.holds("a part has passed", () -> spray.all.get() > LIMIT * SENDERS / 3);
    try {
      inTheMiddle.happens(spray);
    } finally {
      spray.goOn();
    }
    spray.awaitEnd();
    return spray;
  }

  private void sprayOn(int node, List<String> senders, Spray spray) {
    List<String> left = new ArrayList<>(senders);
    try (PolicyAsker asker = new PolicyAsker(delegation.get(node))) {
      long end = System.nanoTime() + Eventually.PATIENCE.toNanos();
      for (int i = 0; !left.isEmpty() && System.nanoTime() < end; i++) {
        String sender = left.get(i % left.size());
        spray.awaitTurn();
        String action = asker.ask(sender);
        spray.answered(node, sender, action);
        if (action.contains("550 5.1.8")) {
          left.remove(sender);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // The node was killed: whoever asks it hears no more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** On every node, in the facts once, and with one alert of each policy. */
  void eachIsRestrictedOnce(List<String> senders) {
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
    refusedEverywhere(senders);
  }

  void refusedEverywhere(List<String> senders) {
    for (String node : delegation) {
      try (PolicyAsker asker = new PolicyAsker(node)) {
        senders.forEach(sender -> assertThat(asker.ask(sender)).contains("550 5.1.8"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** So many recipients on every node, none of which is refused. */
  void passesEverywhere(String sender, int times) {
    for (String node : delegation) {
      try (PolicyAsker asker = new PolicyAsker(node)) {
        for (int i = 0; i < times; i++) {
          assertThat(asker.ask(sender)).as("%s at %s", sender, node).contains("DUNNO");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Each node refuses the sender for good; until then it may put off, but never lets through. */
  void passesNowhere(String sender) {
    for (String node : delegation) {
      try (PolicyAsker asker = new PolicyAsker(node)) {
        Eventually.holds(
            node + " refuses " + sender,
            () -> {
              String action = asker.ask(sender);
              assertThat(action).as("%s at %s", sender, node).doesNotContain("DUNNO");
              return action.contains("550 5.1.8");
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  long one(String query) {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(query)) {
      answer.next();
      return answer.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Connection superuser() throws SQLException {
    return DriverManager.getConnection(postgres.url(DATABASE), PostgresServer.SUPERUSER, "");
  }

  void order(String... statements) {
    try (Connection connection = superuser();
        Statement it = connection.createStatement()) {
      for (String each : statements) {
        it.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
