package org.sluice.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Main;
import org.sluice.app.Running;
import org.sluice.app.Said;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.PostgresServer;

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

  private static Said command(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Main.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of(),
            words);
    return new Said(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
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
  void check_tries_the_database() throws IOException {
    Said said = command("check", "--config", config.toString());
    assertThat(said.status()).isZero();
    assertThat(said.out()).contains("PostgreSQL 1").contains("answers at " + database);
    Path wrong =
        Files.writeString(
            folder.resolve("wrong.toml"),
            "[postgresql]\nurl = \"jdbc:postgresql://127.0.0.1:1/none\"\n");
    Said refused = command("check", "--config", wrong.toString());
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("cannot be opened").contains("docs/guides/cluster.md");
  }

  @Test
  void check_warns_of_a_shared_redis_without_shared_facts() throws IOException {
    String redis = "[redis]\nservers = [\"redis://127.0.0.1:1\"]\n";
    Path alone = Files.writeString(folder.resolve("alone.toml"), redis);
    Said warned = command("check", "--config", alone.toString());
    assertThat(warned.status()).isZero();
    assertThat(warned.out()).contains("redis.servers is set and postgresql.url is not");
    Path both = Files.writeString(folder.resolve("both.toml"), part + redis);
    assertThat(command("check", "--config", both.toString()).out()).doesNotContain("is set and");
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

  private Said migrate(String from, String to, Path data) {
    return command(
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
