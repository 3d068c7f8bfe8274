package org.sluice.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.DelegationClient;
import org.sluice.app.Running;
import org.sluice.app.Said;
import org.sluice.app.Visitor;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.PostgresServer;
import org.sluice.testkit.RedisServer;

/** Servers whose facts are in PostgreSQL, and facts that are moved there and back. */
class PostgresqlTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String PROXY = "[proxy]\nlisten = [\"127.0.0.1:0\"]\n";

  @TempDir private Path folder;
  private String database;
  private String part;
  private Path config;

  @BeforeEach
  void makeDatabase() throws IOException {
    String name = "app" + NUMBER.incrementAndGet();
    PostgresServer.shared().makeDatabase(name);
    database = PostgresServer.shared().url(name);
    Path secret = Files.writeString(folder.resolve("secret"), "not asked for\n");
    part =
        "[postgresql]\nurl = \"%s\"\nuser = \"postgres\"\npassword-file = \"%s\"\n"
            .formatted(database, secret);
    config = Files.writeString(folder.resolve("sluice.toml"), part);
  }

  private Running node(String name) throws IOException {
    return Running.start(Files.createDirectories(folder.resolve(name)), PROXY + part);
  }

  @Test
  void what_is_ordered_on_one_node_holds_on_the_other() throws IOException {
    try (Running a = node("a");
        Running b = node("b")) {
      assertThat(a.say("restricted", "restrict", "anna@example.org").status()).isZero();
      Eventually.holds(
          "b restricts her", () -> b.say("restricted", "list").out().contains("anna@example.org"));
      assertThat(b.say("restricted", "release", "anna@example.org").status()).isZero();
      Eventually.holds(
          "a does not", () -> !a.say("restricted", "list").out().contains("anna@example.org"));
      assertThat(b.say("audit", "verify").status()).isZero();
    }
  }

  @Test
  void the_overview_names_the_node_that_it_is_of() throws IOException {
    String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    try (Running a = node("a")) {
      String page = new Visitor(a.url()).get("/", "Authorization", "Bearer " + a.token()).body();
      assertThat(page)
          .contains("Decisions per minute at " + host + "</h2>")
          .contains("</b>health at " + host)
          .contains("No mail server has asked at " + host + " for three hours");
    }
  }

  /** Behind a balancer each request may come to another node. */
  @Test
  void a_session_holds_on_every_node_until_it_is_ended_on_one() throws IOException {
    String name = "anna@example.org";
    String password = "correct horse battery";
    try (Running a = node("a");
        Running b = node("b")) {
      // The link of the node that started last is the one that holds.
      String link = URI.create(b.server().firstLink().orElseThrow()).getPath();
      Visitor first = new Visitor(b.url());
      assertThat(first.post(link, "name", name, "password", password, "again", password).status())
          .isEqualTo(303);
      Eventually.holds("a knows her", () -> a.say("administrator", "list").out().contains(name));
      Visitor atA = new Visitor(a.url());
      assertThat(atA.post("/sign-in", "name", name, "password", password).status()).isEqualTo(303);
      assertThat(atA.get("/account").status()).isEqualTo(200);
      Visitor atB = new Visitor(b.url()).showing(atA.cookie());
      assertThat(atB.get("/account").status()).as("the same cookie on b, at once").isEqualTo(200);
      assertThat(atB.post("/sign-out").location()).isEqualTo("/sign-in");
      assertThat(atA.get("/account").location()).as("on a, at once").startsWith("/sign-in");
    }
  }

  @Test
  void check_tries_the_database() throws IOException {
    Said said = Said.by("check", "--config", config.toString());
    assertThat(said.status()).isZero();
    assertThat(said.out()).contains("PostgreSQL 1").contains("answers at " + database);
    Path wrong =
        Files.writeString(
            folder.resolve("wrong.toml"),
            "[postgresql]\nurl = \"jdbc:postgresql://127.0.0.1:1/none\"\n");
    Said refused = Said.by("check", "--config", wrong.toString());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("cannot be opened").contains("docs/guides/cluster.md");
  }

  @Test
  void check_warns_of_a_shared_redis_without_shared_facts() throws IOException {
    String redis = "[redis]\nservers = [\"redis://127.0.0.1:1\"]\n";
    Path alone = Files.writeString(folder.resolve("alone.toml"), redis);
    Said warned = Said.by("check", "--config", alone.toString());
    assertThat(warned.status()).isZero();
    assertThat(warned.out()).contains("redis.servers is set and postgresql.url is not");
    Path both = Files.writeString(folder.resolve("both.toml"), part + redis);
    assertThat(Said.by("check", "--config", both.toString()).out()).doesNotContain("is set and");
  }

  @Test
  void the_audit_log_in_the_database_is_verified_without_a_server() throws IOException {
    try (Running a = node("a")) {
      a.say("restricted", "restrict", "anna@example.org");
      assertThat(verify().out()).as("beside a running node").contains("The log is whole.");
    }
    Said said = verify();
    assertThat(said.err()).isEmpty();
    assertThat(said.out()).contains("Read: PostgreSQL at " + database);
    assertThat(said.status()).isZero();
    String head = said.out().replaceAll("(?s).*Head: (\\S+).*", "$1");
    assertThat(verify("--noted", head).status()).isZero();
    assertThat(verify("--noted", head.replaceFirst(":.*", ":" + "0".repeat(64))).status())
        .isEqualTo(1);
    execute("UPDATE audit SET user_id = 'nobody' WHERE operation = 'Listed'");
    Said changed = verify();
    assertThat(changed.status()).isEqualTo(1);
    assertThat(changed.out()).contains("The log is NOT whole.");
    assertThat(Said.by("audit", "verify", "--config", config.toString()).err())
        .contains("--config is for --offline");
  }

  @Test
  void the_log_that_was_left_behind_in_a_data_directory_is_not_taken_for_the_one_in_use()
      throws IOException {
    Path one = Files.createDirectories(folder.resolve("one"));
    String[] verify = {"audit", "verify", "--offline", "--data", one.toString()};
    assertThat(Said.by(verify).err()).contains("There is no").contains("--config FILE");
    Running.start(one, PROXY).close();
    assertThat(Said.by(verify).err()).isEmpty();
    assertThat(migrate("embedded", "postgresql", one).status()).isZero();
    node("one").close();
    Said left = Said.by(verify);
    assertThat(left.out()).contains("Read: " + one.resolve("facts.sqlite").toAbsolutePath());
    assertThat(left.err()).contains("WARNING").contains("PostgreSQL").contains("--config FILE");
    assertThat(verify("--data", one.toString()).err()).as("with --config").isEmpty();
  }

  private void execute(String statement) {
    try (Connection connection = DriverManager.getConnection(database, "postgres", "");
        Statement it = connection.createStatement()) {
      it.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Said verify(String... more) {
    List<String> words = new ArrayList<>(List.of("audit", "verify", "--offline"));
    words.addAll(List.of("--config", config.toString()));
    words.addAll(List.of(more));
    return Said.by(words.toArray(String[]::new));
  }

  @Test
  void facts_move_to_the_cluster_and_back_and_are_the_same() throws IOException {
    Path one = Files.createDirectories(folder.resolve("one"));
    try (Running embedded = Running.start(one, PROXY)) {
      assertThat(embedded.say("policy", "set", "Default", "--external-per-hour", "7").status())
          .isZero();
      embedded.say("restricted", "restrict", "anna@example.org");
      embedded.say("restricted", "release", "anna@example.org");
      embedded.say("restricted", "restrict", "bert@example.org");
      Said refused = migrate("embedded", "postgresql", one);
      assertThat(refused.err()).contains("Another Sluice has");
      assertThat(refused.status()).isEqualTo(1);
    }
    Said moved = migrate("embedded", "postgresql", one);
    assertThat(moved.err()).isEmpty();
    assertThat(moved.out()).contains("The audit log is whole").contains("2  restriction");
    assertThat(migrate("embedded", "postgresql", one).err())
        .contains("there are facts at the other end already");
    Path back = folder.resolve("back");
    try (Running a = node("a")) {
      assertThat(a.say("restricted", "list").out())
          .contains("bert@example.org")
          .doesNotContain("anna@example.org");
      assertThat(a.say("policy", "show", "Default").out()).contains("7");
      a.say("restricted", "restrict", "carl@example.org");
      assertThat(a.say("audit", "verify").status()).isZero();
      assertThat(migrate("postgresql", "embedded", back).err()).contains("still runs");
    }
    Said returned = migrate("postgresql", "embedded", back);
    assertThat(returned.err()).isEmpty();
    assertThat(returned.out()).contains("3  restriction");
    try (Running embedded = Running.start(back, PROXY)) {
      assertThat(embedded.say("restricted", "list").out())
          .contains("bert@example.org")
          .contains("carl@example.org");
      assertThat(embedded.say("audit", "verify").status()).isZero();
      assertThat(embedded.say("restricted", "restrict", "dora@example.org").status()).isZero();
    }
  }

  @Test
  void counts_move_to_redis_and_back_and_are_the_same() throws Exception {
    RedisServer redis = startRedis();
    try {
      Path one = Files.createDirectories(folder.resolve("one"));
      try (Running embedded = Running.start(one, PROXY);
          DelegationClient asks = embedded.delegation()) {
        embedded.say("policy", "set", "Default", "--external-per-hour", "7");
        for (int i = 0; i < 4; i++) {
          assertThat(asks.ask("anna@example.org", "m" + i)).contains("DUNNO");
        }
        assertThat(asks.ask("bert@example.org", "b")).contains("DUNNO");
      }
      Said moved = migrate("embedded", "postgresql", one);
      assertThat(moved.err()).isEmpty();
      assertThat(moved.out())
          .contains("Counts: 2 senders with 5 recipients of the last day, 5 of all together")
          .contains("Each is in Redis.");
      try (Running a = node("one");
          DelegationClient asks = a.delegation()) {
        assertThat(a.externalUsed("anna@example.org"))
            .as("nothing is added a second time")
            .isEqualTo(4);
        assertThat(asks.ask("anna@example.org", "m5")).contains("DUNNO");
        assertThat(migrate("postgresql", "embedded", folder.resolve("back")).err())
            .contains("still");
      }
      Said returned = migrate("postgresql", "embedded", folder.resolve("back"));
      assertThat(returned.err()).isEmpty();
      assertThat(returned.out())
          .contains("Counts: 2 senders with 6 recipients of the last day, 6 of all together")
          .contains("Each was read from the disk again and is the same.")
          .contains("facts.unwritten of that node's own data directory: look at each");
      try (Running back = Running.start(folder.resolve("back"), PROXY)) {
        assertThat(back.externalUsed("anna@example.org")).isEqualTo(5);
      }
    } finally {
      redis.close();
    }
  }

  @Test
  void without_its_redis_nothing_is_moved() throws IOException {
    part += "[redis]\nservers = [\"redis://127.0.0.1:1\"]\ntimeout-milliseconds = 200\n";
    Files.writeString(config, part);
    Path one = Files.createDirectories(folder.resolve("one"));
    try (Running embedded = Running.start(one, PROXY)) {
      embedded.say("restricted", "restrict", "anna@example.org");
    }
    Said refused = migrate("embedded", "postgresql", one);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err())
        .contains("No facts are moved, for the counts cannot be: Redis")
        .contains("Nothing was added to it.");
    Said back = migrate("postgresql", "embedded", folder.resolve("back"));
    assertThat(back.err()).contains("No facts are moved, for the counts cannot be: Redis");
  }

  @Test
  void counts_that_were_added_before_the_facts_failed_are_told_of() throws Exception {
    Path one = Files.createDirectories(folder.resolve("one"));
    try (Running embedded = Running.start(one, PROXY)) {
      embedded.say("restricted", "restrict", "anna@example.org");
    }
    part += "[redis]\nservers = [\"redis://127.0.0.1:1\"]\ntimeout-milliseconds = 200\n";
    Files.writeString(config, part);
    assertThat(migrate("embedded", "postgresql", one).err()).contains("No facts are moved");
    refuseCommits();
    part = part.substring(0, part.indexOf("[redis]"));
    RedisServer redis = startRedis();
    try {
      assertThat(migrate("embedded", "postgresql", one).err())
          .contains("Failed to commit transaction")
          .contains("The counts are in Redis already and stay there");
    } finally {
      redis.close();
    }
  }

  /** The database takes everything, and refuses to commit it. */
  private void refuseCommits() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(database, PostgresServer.SUPERUSER, "");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
              + " $$ BEGIN RAISE EXCEPTION 'not today'; END $$");
      statement.execute(
          "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON restriction DEFERRABLE INITIALLY"
              + " DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()");
    }
  }

  private RedisServer startRedis() throws IOException {
    RedisServer redis = RedisServer.start();
    part += "[redis]\nservers = [\"%s\"]\n".formatted(redis.uri());
    Files.writeString(config, part);
    return redis;
  }

  private Said migrate(String from, String to, Path data) {
    return Said.by(
        "store",
        "migrate",
        "--from",
        from,
        "--to",
        to,
        "--config",
        config.toString(),
        "--data",
        data.toString());
  }
}
