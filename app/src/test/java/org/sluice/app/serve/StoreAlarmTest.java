package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.DelegationClient;
import org.sluice.app.MovableTime;
import org.sluice.app.Running;
import org.sluice.app.Said;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.PostgresServer;
import org.sluice.testkit.RedisServer;

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
  void the_news_of_lost_facts_outlive_a_killed_node_and_are_written_once() throws Exception {
    Path data = temp.resolve("data");
    Path left = Files.createDirectory(temp.resolve("left"));
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
            "it is kept, with who was told of it",
            () -> {
              node.server().keepHouse();
              return read(data.resolve("facts.unwritten")).contains("pager");
            });
        copy(data, left); // As kill -9 would leave it.
        statement.execute("ROLLBACK");
      }
      isBackForAMinute(node, "Facts");
      assertThat(data.resolve("facts.unwritten")).as("it is written").isEmptyFile();
    }
    for (int start = 0; start < 2; start++) {
      try (Running node = Running.start(left, webhook, time)) {
        Eventually.holds("closed", () -> closed(node));
        assertThat(lost(node, "--output", "json")).containsOnlyOnce("WEBHOOK pager");
        assertThat(lost(node, "--output", "csv").lines()).as("head and record").hasSize(2);
        assertThat(left.resolve("facts.unwritten")).isEmptyFile();
      }
    }
    assertThat(got("alert", "Facts")).as("nobody is told twice").hasSize(1);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static String lost(Running node, String... more) {
    return node.say(
            Stream.concat(Stream.of("audit", "search", "--operation", "StoreLost"), Stream.of(more))
                .toArray(String[]::new))
        .out();
  }

  private static boolean closed(Running node) {
    node.server().keepHouse();
    return node.say("alert", "list", "--status", "Resolved").out().contains(POLICY);
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
            "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(FAIL, 'disk full');"
                + " END");
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
    RedisServer redis = RedisServer.start();
    String more = webhook + "[redis]\nservers = [\"" + redis.uri() + "\"]\n";
    try (Running node = Running.start(temp.resolve("data"), more, time)) {
      Eventually.holds("asked", () -> !Page.of(node, "/health/ready").contains("Redis is lost"));
      assertThat(got("alert", "Redis")).as("a start is no loss").isEmpty();
      redis.kill();
      Eventually.holds("told", () -> !got("alert", "Redis").isEmpty());
      assertThat(got("alert", "Redis").getLast())
          .contains("Local (this node counts alone): Default")
          .contains("\"alertId\"");
      redis.restart();
      Eventually.holds("asked", () -> !Page.of(node, "/health/ready").contains("Redis is lost"));
      isBackForAMinute(node, "Redis");
    } finally {
      redis.close();
    }
  }

  /** The other node has counted something and is stopped; what it counted is in no Redis. */
  @Test
  void a_redis_that_came_back_empty_is_lost_as_long_as_it_lacks_what_a_node_counted()
      throws Exception {
    RedisServer redis = RedisServer.start();
    String shared = "[redis]\nservers = [\"" + redis.uri() + "\"]\n";
    String proxy = "[proxy]\ntrying-mailbox = false\n";
    Path data = temp.resolve("here");
    Path there = temp.resolve("there");
    try (Running here = Running.start(data, webhook + shared, time)) {
      asksRedis(here);
      try (Running other = Running.start(there, proxy + shared);
          DelegationClient mta = other.delegation()) {
        asksRedis(other);
        assertThat(mta.ask("anna@example.org", "m1")).contains("DUNNO");
        Eventually.holds("it is heard of", () -> nodes(data).contains(nodes(there).getFirst()));
      }
      redis.empty();
      Eventually.holds(
          "it waits for the other",
          () -> Page.of(here, "/metrics").contains("sluice_ledger_waits_for 1.0"));
      for (int i = 0; i < 5; i++) {
        here.server().keepHouse();
        time.pass(Duration.ofSeconds(61));
      }
      Eventually.holds("told", () -> !got("alert", "Redis").isEmpty());
      assertThat(got("alert_closed", "Redis")).as("Closed still refuses").isEmpty();
      try (Running again = Running.start(there, proxy + shared)) {
        asksRedis(again);
        isBackForAMinute(here, "Redis");
      }
    } finally {
      redis.close();
    }
  }

  private static void asksRedis(Running node) {
    Eventually.holds("asked", () -> Page.of(node, "/metrics").contains("sluice_ledger_shared 1.0"));
  }

  private static List<String> nodes(Path data) {
    try {
      return Files.readAllLines(data.resolve("redis-nodes")).stream()
          .map(line -> line.split(" ", 2)[0])
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A read that nothing ends holds up what else is done each second, and all writes. */
  @Test
  void facts_whose_reading_hangs_are_told_of_directly() throws Exception {
    PostgresServer.shared().makeDatabase("alarm");
    String url = PostgresServer.shared().url("alarm");
    String facts =
        "[postgresql]\nurl = \"%s\"\nuser = \"postgres\"\npassword-file = \"%s\"\n"
            .formatted(url, temp.resolve("secret"));
    try (Running node = Running.start(temp.resolve("data"), webhook + facts, time);
        DelegationClient mta = node.delegation();
        var other = DriverManager.getConnection(url, "postgres", "");
        var statement = other.createStatement()) {
      node.server().keepHouse();
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE sender_hour IN ACCESS EXCLUSIVE MODE");
      mta.ask("anna@example.org", "m1");
      Eventually.holds("told directly", () -> !got("alert", "Facts").isEmpty());
      assertThat(got("alert", "Facts").getFirst())
          .contains("A step has taken more than 1 s")
          .doesNotContain("alertId");
      other.rollback();
      isBackForAMinute(node, "Facts");
    }
  }
}
