package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.DelegationClient;
import org.sluice.app.MovableTime;
import org.sluice.app.Running;
import org.sluice.app.Said;
import org.sluice.testkit.Eventually;

/** A whole server that loses one of its stores, and a webhook that hears of it. */
class StoreAlarmTest {
  private static final String POLICY = "Sluice store lost";

  @TempDir private Path temp;
  private final List<String> got = new CopyOnWriteArrayList<>();
  private final MovableTime time = new MovableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private HttpServer receiver;
  private String webhook;

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::take);
    receiver.start();
    webhook =
        """
        [proxy]
        trying-mailbox = false
        [[webhook]]
        name = "pager"
        url = "http://127.0.0.1:%d/"
        secret-file = "%s"
        """
            .formatted(
                receiver.getAddress().getPort(),
                Files.writeString(temp.resolve("secret"), "a secret word\n"));
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    got.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  private List<String> got(String type, String entity) {
    return got.stream()
        .filter(
            b -> b.contains("\"type\":\"" + type + "\"") && b.contains("\"entity\":\"" + entity))
        .toList();
  }

  private void isBackForAMinute(Running node, String entity) {
    Eventually.holds(
        "told that it is back",
        () -> {
          node.server().keepHouse();
          time.pass(Duration.ofSeconds(30));
          return !got("alert_closed", entity).isEmpty();
        });
    assertThat(got("alert_closed", entity)).hasSize(1);
    String alerts = node.say("alert", "list", "--status", "Resolved").out();
    assertThat(alerts).contains(POLICY).contains(entity);
  }

  @Test
  void lost_facts_are_told_of_directly_and_once_and_their_alert_is_written_when_they_are_back()
      throws Exception {
    Path data = temp.resolve("data");
    try (Running node = Running.start(data, webhook, time)) {
      node.server().keepHouse();
      try (var other =
              DriverManager.getConnection(
                  "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath());
          var statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        assertThat(node.say("policy", "set", "Default", "--external-per-hour", "7").err())
            .contains("Nothing was changed");
        Eventually.holds(
            "told directly",
            () -> {
              node.server().keepHouse();
              return !got("alert", "Facts").isEmpty();
            });
        // So long that the sender of the direct notice has its answer.
        assertThat(node.say("policy", "set", "Default", "--external-per-hour", "7").err())
            .contains("Nothing was changed");
        statement.execute("ROLLBACK");
      }
      assertThat(got("alert", "Facts").getFirst())
          .contains("\"alertPolicy\":\"" + POLICY + "\"")
          .contains("administrators order is refused")
          .contains("\"Cause\":")
          .doesNotContain("alertId");
      isBackForAMinute(node, "Facts");
      assertThat(got("alert", "Facts")).as("who was told directly is not told again").hasSize(1);
      assertThat(node.say("audit", "search", "--operation", "StoreLost", "--output", "json").out())
          .contains("WEBHOOK pager");
    }
  }

  @Test
  void a_release_that_cannot_be_recorded_is_refused_at_the_door_and_says_why() throws Exception {
    Path data = temp.resolve("data");
    try (Running node = Running.start(data, webhook, time);
        DelegationClient mta = node.delegation()) {
      String anna = "anna@example.org";
      assertThat(node.say("restricted", "restrict", anna, "--reason", "stolen").status()).isZero();
      try (var other =
              DriverManager.getConnection(
                  "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath());
          var statement = other.createStatement()) {
        statement.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(FAIL, 'disk full'); END");
        Said refused = node.say("restricted", "release", anna);
        assertThat(refused.status()).isNotZero();
        assertThat(refused.err()).contains("Nothing was changed").contains("disk full");
        assertThat(mta.ask(anna, "m1")).contains("550 5.1.8");
        statement.execute("DROP TRIGGER full");
      }
      assertThat(node.say("restricted", "release", anna).status()).isZero();
      assertThat(mta.ask(anna, "m2")).contains("DUNNO");
    }
  }

  @Test
  void with_the_audit_log_off_nothing_is_told() throws Exception {
    Path data = temp.resolve("data");
    try (Running node = Running.start(data, webhook, time)) {
      assertThat(node.say("audit", "off").status()).isZero();
      try (var other =
              DriverManager.getConnection(
                  "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath());
          var statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        assertThat(node.say("audit", "on").err()).contains("Nothing was changed");
        Eventually.holds("seen", () -> lost(node));
        node.server().keepHouse();
        statement.execute("ROLLBACK");
      }
      Eventually.holds("back", () -> !lost(node));
      assertThat(got("alert", "Facts")).isEmpty();
    }
  }

  private static boolean lost(Running node) {
    node.server().keepHouse();
    return Page.of(node, "/health/ready").contains("Facts cannot be written");
  }

  @Test
  void a_lost_redis_is_told_of_with_what_is_in_force_and_that_it_is_back() throws Exception {
    int port = freePort();
    Process redis = redis(port);
    String more = webhook + "[redis]\nservers = [\"redis://127.0.0.1:" + port + "\"]\n";
    try (Running node = Running.start(temp.resolve("data"), more, time)) {
      Eventually.holds("asked", () -> !Page.of(node, "/health/ready").contains("Redis is lost"));
      isSettled(node);
      redis.destroyForcibly().onExit().join();
      Eventually.holds("told", () -> !got("alert", "Redis").isEmpty());
      assertThat(got("alert", "Redis").getLast())
          .contains("Local (this node counts alone): Default")
          .contains("\"alertId\"");
      redis = redis(port);
      Eventually.holds("asked", () -> !Page.of(node, "/health/ready").contains("Redis is lost"));
      isBackForAMinute(node, "Redis");
    } finally {
      redis.destroyForcibly().onExit().join();
    }
  }

  /** A start that found Redis a little later than itself has told of that, and is over it. */
  private void isSettled(Running node) {
    for (int i = 0; i < 3; i++) {
      node.server().keepHouse();
      time.pass(Duration.ofSeconds(61));
    }
    node.server().keepHouse();
    Eventually.holds(
        "nothing is open",
        () -> !node.say("alert", "list", "--status", "New").out().contains("Redis"));
    Eventually.holds(
        "and all of it was told",
        () -> got("alert", "Redis").size() == got("alert_closed", "Redis").size());
    got.clear();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process redis(int port) throws IOException {
    return new ProcessBuilder(
            "redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", "")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
