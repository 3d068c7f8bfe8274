package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.DelegationClient;
import org.sluice.app.Running;
import org.sluice.testkit.RedisServer;

/** Two whole servers on one real Redis. */
class SharedLedgerTest {
  private static final long DEADLINE_SECONDS = 90;

  @TempDir private Path temp;
  private final RedisServer redis = RedisServer.start();
  private int messages;

  private Running start(String name) {
    Running node =
        Running.start(
            temp.resolve(name),
            "[proxy]\nlisten = [\"127.0.0.1:0\"]\n[redis]\nservers = [\"%s\"]\n"
                .formatted(redis.uri()));
    await(() -> metric(node, "sluice_ledger_shared 1.0"));
    return node;
  }

  @AfterEach
  void stopRedis() {
    redis.close();
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static String page(Running node, String path) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + path)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean metric(Running node, String line) {
    return page(node, "/metrics").contains("\n" + line);
  }

  @Test
  void the_rules_of_a_cluster_ask_for_metrics_that_there_are() throws IOException {
    String rules = Files.readString(Path.of("../etc/cluster/prometheus-rules.yml"));
    List<String> asked =
        Pattern.compile("\\bsluice_\\w+").matcher(rules).results().map(m -> m.group()).toList();
    assertThat(asked).isNotEmpty();
    try (Running node = start("node")) {
      assertThat(asked).allMatch(name -> metric(node, name + " "));
    }
  }

  private String send(DelegationClient client) throws IOException {
    messages++;
    return client.ask("anna@example.org", "m" + messages);
  }

  @Test
  void two_servers_have_one_limit_and_tell_when_they_count_alone() throws Exception {
    try (Running here = start("here");
        Running there = start("there")) {
      assertThat(here.server().banner("test", 0, false))
          .as("they share no facts")
          .contains("Warning: redis.servers is set and postgresql.url is not");
      here.say("policy", "set", "Default", "--external-per-hour", "2");
      there.say("policy", "set", "Default", "--external-per-hour", "2");
      DelegationClient askHere = here.delegation();
      DelegationClient askThere = there.delegation();
      assertThat(send(askHere)).contains("DUNNO");
      assertThat(send(askThere)).contains("DUNNO");
      assertThat(send(askHere)).contains("550 5.1.8");
      assertThat(send(askThere)).as("restricted on the other").contains("550 5.1.8");
      assertThat(there.say("restricted", "list").out()).doesNotContain("anna@example.org");
      here.say("restricted", "release", "anna@example.org");
      assertThat(send(askHere)).contains("DUNNO");
      redis.kill();
      assertThat(send(askThere)).contains("DUNNO");
      await(() -> metric(there, "sluice_ledger_shared 0.0"));
      assertThat(page(there, "/health/ready")).contains("Redis is lost").contains("StoreLoss");
      redis.restart();
      await(() -> metric(there, "sluice_ledger_shared 1.0"));
      assertThat(metric(there, "sluice_ledger_shared_losses_total 1.0")).isTrue();
    }
  }
}
