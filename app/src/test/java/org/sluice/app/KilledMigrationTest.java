package org.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.app.MigrateCommand.Stage;
import org.sluice.app.serve.StartRefused;
import org.sluice.store.embedded.facts.UnfinishedMove;
import org.sluice.testkit.PostgresServer;
import org.sluice.testkit.RedisServer;

/**
 * A move from PostgreSQL and Redis into a data directory that is killed at each of its stages:
 * nobody serves with half of it, and repeated it brings everything.
 */
class KilledMigrationTest {
  private static final String DATABASE = "killed_migration";
  private static final int SENT = 4;

  @TempDir private static Path folder;
  private static Path config;
  private static RedisServer redis;

  @BeforeAll
  static void fillCluster() throws IOException {
    PostgresServer.shared().makeDatabase(DATABASE);
    redis = RedisServer.start();
    String cluster =
        """
        [postgresql]
        url = "%s"
        user = "%s"
        [redis]
        servers = ["%s"]
        timeout-milliseconds = 10000
        """
            .formatted(
                PostgresServer.shared().url(DATABASE), PostgresServer.SUPERUSER, redis.uri());
    config = Files.writeString(folder.resolve("sluice.toml"), cluster);
    Path node = Files.createDirectories(folder.resolve("node"));
    try (Running running = Running.start(node, cluster);
        DelegationClient asks = running.delegation()) {
      running.say("policy", "set", "Default", "--external-per-hour", "7");
      running.say("restricted", "restrict", "bert@example.org");
      for (int i = 0; i < SENT; i++) {
        assertThat(asks.ask("anna@example.org", "m" + i)).contains("DUNNO");
      }
    }
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @ParameterizedTest
  @EnumSource
  void killed_at_any_stage_it_is_never_served_half_and_is_repeated_whole(Stage stage)
      throws Exception {
    Path data = Files.createDirectories(folder.resolve("back-" + stage));
    Path log = folder.resolve("log-" + stage);
    assertThat(killed(stage, data, log)).as(() -> said(log)).isEqualTo(KilledMigration.KILLED);
    boolean marked = stage.compareTo(Stage.MARKED) >= 0;
    assertThat(UnfinishedMove.isLeft(data)).isEqualTo(marked);
    if (marked) {
      assertThatThrownBy(() -> Running.start(data, "").close())
          .isInstanceOf(StartRefused.class)
          .hasMessageContaining("was broken off")
          .hasMessageContaining("--from postgresql --to embedded");
      assertThat(migrate("embedded", "postgresql", data).err()).contains("was broken off");
    }
    Said repeated = migrate("postgresql", "embedded", data);
    assertThat(repeated.err()).isEmpty();
    assertThat(repeated.out())
        .contains("1  restriction")
        .contains("The audit log is whole")
        .contains("Counts: 1 senders with 4 recipients of the last day, 4 of all together");
    try (Running back = Running.start(data, "")) {
      assertThat(back.say("restricted", "list").out()).contains("bert@example.org");
      assertThat(back.say("policy", "show", "Default").out()).contains("7");
      assertThat(back.externalUsed("anna@example.org")).isEqualTo(SENT);
      assertThat(back.say("audit", "verify").status()).isZero();
    }
  }

  private static String said(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int killed(Stage stage, Path data, Path log) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(KilledMigration.class.getName(), stage.name()));
    command.addAll(options("postgresql", "embedded", data));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start()
        .waitFor();
  }

  private static Said migrate(String from, String to, Path data) {
    List<String> words = new ArrayList<>(List.of("store", "migrate"));
    words.addAll(options(from, to, data));
    return Said.by(words.toArray(String[]::new));
  }

  private static List<String> options(String from, String to, Path data) {
    return List.of(
        "--from", from, "--to", to, "--config", config.toString(), "--data", data.toString());
  }
}
