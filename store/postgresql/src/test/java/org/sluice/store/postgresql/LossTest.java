package org.sluice.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sluice.store.postgresql.Node.NOON;
import static org.sluice.store.postgresql.Node.act;
import static org.sluice.store.postgresql.Node.byLimit;
import static org.sluice.store.postgresql.Node.user;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.administration.Refusal;
import org.sluice.core.alert.AlertStore.AlertQuery;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.PostgresServer;

/** PostgreSQL killed, stopped, read-only or slow under two nodes, and what is true afterwards. */
class LossTest {
  private static final RestrictedEntity ANNA = user("anna");
  private static final RestrictedEntity BERT = user("bert");

  private static PostgresServer server;

  @TempDir private Path folder;
  private Place place;
  private Node a;
  private Node b;

  @BeforeAll
  static void startServer() {
    server = PostgresServer.make(true);
  }

  @AfterAll
  static void endServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    place = Databases.empty(server);
    a = new Node(place, folder.resolve("a"));
    b = new Node(place, folder.resolve("b"));
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  private static void orderIsRefused(Node node) {
    assertThatThrownBy(() ->
            node.facts.restrict(
                byLimit("by hand", BERT, new Block.UntilLifted()),
                act(AuditOperation.ADD_BLOCKED_SENDER_ADDRESS, BERT.name())))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("Nothing was changed")
        .hasMessageContaining("Can PostgreSQL at")
        .hasMessageNotContaining("password");
    assertThat(node.restricts(BERT)).isFalse();
  }

  /** By itself, with the sweep that runs each second. */
  private void isBack() {
    Eventually.holds(
        "both record again",
        () -> {
          a.sweep(NOON);
          b.sweep(NOON);
          return a.facts.isRecording() && b.facts.isRecording();
        });
    Eventually.holds(
        "all that waited is written",
        () -> {
          a.sweep(NOON);
          return a.facts.history(ANNA, 10).size() == 1;
        });
    Eventually.holds("and heard", () -> b.restricts(ANNA));
    assertThat(a.recorded(AuditOperation.LISTED, ANNA)).isEqualTo(1);
    assertThat(a.facts.auditLog().verify(Optional.empty()).isWhole()).isTrue();
    b.facts.restrict(
        byLimit("by hand", BERT, new Block.UntilLifted()),
        act(AuditOperation.ADD_BLOCKED_SENDER_ADDRESS, BERT.name()));
    Eventually.holds("orders go on", () -> a.restricts(BERT));
  }

  @Test
  void killed_and_started_again() {
    server.kill();
    Restriction bound = a.restrict("one", ANNA);
    assertThat(bound.id()).as("it binds all the same").isEqualTo("one");
    assertThat(a.restricts(ANNA)).isTrue();
    Eventually.holds("seen", () -> !a.facts.isRecording() && !b.facts.isRecording());
    orderIsRefused(a);
    server.start();
    isBack();
  }

  @Test
  void stopped_where_it_is() throws Exception {
    AlertQuery all = new AlertQuery(List.of(), "", "");
    assertThat(a.facts.alerts().count(all)).isZero(); // Its connection is taken to be alive after.
    server.pause();
    try {
      var search = CompletableFuture.supplyAsync(() -> a.facts.alerts().count(all));
      assertThatThrownBy(() -> search.get(60, TimeUnit.SECONDS))
          .as("nobody waits for a page as for a proof")
          .hasCauseInstanceOf(Refusal.class);
      var pending = a.facts.restrict(byLimit("one", ANNA, new Block.UntilLifted()));
      assertThat(a.restricts(ANNA)).as("it binds at once").isTrue();
      pending.toCompletableFuture().get(60, TimeUnit.SECONDS);
      Eventually.holds("seen", () -> !a.facts.isRecording() && !b.facts.isRecording());
      orderIsRefused(a);
    } finally {
      server.resume();
    }
    isBack();
  }

  @Test
  void read_only() {
    Databases.execute(
        server.url("postgres"),
        "ALTER SYSTEM SET default_transaction_read_only = on",
        "SELECT pg_reload_conf()");
    try {
      Eventually.holds("seen", () -> !a.facts.isRecording() && !b.facts.isRecording());
      a.facts.restrict(byLimit("one", ANNA, new Block.UntilLifted())).toCompletableFuture().join();
      assertThat(a.restricts(ANNA)).isTrue();
      orderIsRefused(a);
    } finally {
      Databases.execute(
          server.url("postgres"),
          "SET default_transaction_read_only = off",
          "ALTER SYSTEM RESET default_transaction_read_only",
          "SELECT pg_reload_conf()");
    }
    isBack();
  }

  @Test
  void what_was_decided_on_both_nodes_meanwhile_is_written_once() {
    server.kill();
    a.restrict("of a", ANNA);
    b.restrict("of b", ANNA);
    server.start();
    isBack();
    Restriction first = a.facts.history(ANNA, 1).getFirst();
    for (Node node : List.of(a, b)) {
      Eventually.holds(
          "the first stays everywhere",
          () ->
              node.facts
                  .standing(ANNA)
                  .open()
                  .map(Restriction::id)
                  .equals(Optional.of(first.id())));
    }
  }

  private static String contentOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a process leaves in its data directory is what a killed one leaves. */
  @Test
  void a_node_that_ended_meanwhile_writes_what_waited_on_it_when_it_is_back() {
    server.kill();
    Restriction waiting = byLimit("one", ANNA, new Block.Until(Node.MIDNIGHT));
    a.facts.restrict(waiting).toCompletableFuture().join();
    a.close();
    server.start();
    assertThat(Databases.ask(place.url(), "SELECT id FROM restriction")).isEmpty();
    a = new Node(place, folder.resolve("a"));
    assertThat(a.restricts(ANNA)).as("it binds from the start on").isTrue();
    isBack();
    assertThat(b.facts.history(ANNA, 9)).as("with all that was known").containsExactly(waiting);
    assertThat(Databases.ask(place.url(), "SELECT recipient FROM outbox WHERE channel = 'MAIL'"))
        .as("and is told of")
        .contains("admin@example.org");
  }

  @Test
  void what_had_happened_on_a_node_that_ended_meanwhile_is_recorded_once_and_told_of() {
    server.kill();
    a.facts.warn(
        AuditRecord.bySystem(
            AuditOperation.SUSPICIOUS_PATTERN, NOON, ANNA.name(), Map.of("Type", "User")));
    Eventually.holds("it waits", () -> folder.resolve("a/facts.unwritten").toFile().length() > 0);
    a.close();
    server.start();
    for (int start = 0; start < 2; start++) {
      a = new Node(place, folder.resolve("a"));
      Eventually.holds(
          "it is recorded", () -> a.recorded(AuditOperation.SUSPICIOUS_PATTERN, ANNA) == 1);
      Eventually.holds(
          "nothing waits", () -> folder.resolve("a/facts.unwritten").toFile().length() == 0);
      a.close();
    }
    assertThat(Databases.ask(place.url(), "SELECT policy FROM alert"))
        .containsExactly("Suspicious email sending patterns detected");
    a = new Node(place, folder.resolve("a"));
  }

  /** One message may cross two warnings of its sender. */
  @Test
  void several_records_of_one_instant_are_each_written_once() throws Exception {
    server.kill();
    for (String percent : List.of("80", "90")) {
      a.facts.warn(
          AuditRecord.bySystem(
              AuditOperation.SUSPICIOUS_PATTERN,
              NOON,
              ANNA.name(),
              Map.of("Type", "User", "Percent", percent)));
    }
    Path file = folder.resolve("a/facts.unwritten");
    Eventually.holds("both wait", () -> contentOf(file).lines().count() == 2);
    a.close();
    byte[] left = Files.readAllBytes(file);
    server.start();
    for (int start = 0; start < 2; start++) {
      a = new Node(place, folder.resolve("a"));
      Eventually.holds("nothing waits", () -> file.toFile().length() == 0);
      assertThat(a.recorded(AuditOperation.SUSPICIOUS_PATTERN, ANNA)).isEqualTo(2);
      a.close();
      Files.write(file, left); // As if it had been killed between the write and the next line.
    }
    a = new Node(place, folder.resolve("a"));
  }

  /** It was committed in the last moment, and the line that says so is missing. */
  @Test
  void what_was_written_in_the_last_moment_waits_no_longer_and_a_lift_of_it_is_heard()
      throws Exception {
    server.kill();
    a.restrict("one", ANNA);
    a.close();
    Path file = folder.resolve("a/facts.unwritten");
    byte[] left = Files.readAllBytes(file);
    server.start();
    a = new Node(place, folder.resolve("a"));
    isBack();
    a.close();
    Files.write(file, left);
    a = new Node(place, folder.resolve("a"));
    assertThat(a.restricts(ANNA)).isTrue();
    assertThat(file).as("nothing waits").isEmptyFile();
    b.release(ANNA, 77);
    Eventually.holds("a hears of the lift", () -> !a.restricts(ANNA));
    assertThat(a.recorded(AuditOperation.LISTED, ANNA)).isEqualTo(1);
  }

  @Test
  void what_waited_on_a_node_that_ended_is_not_written_after_a_lift() {
    server.kill();
    a.restrict("of a", ANNA);
    a.close();
    server.start();
    Eventually.holds(
        "b is back",
        () -> {
          b.sweep(NOON);
          return b.facts.isRecording();
        });
    b.restrict("of b", ANNA);
    b.release(ANNA, 77);
    for (int start = 0; start < 2; start++) {
      a = new Node(place, folder.resolve("a"));
      Eventually.holds("free", () -> !a.restricts(ANNA));
      assertThat(a.facts.history(ANNA, 9)).extracting(Restriction::id).containsExactly("of b");
      a.close();
    }
    a = new Node(place, folder.resolve("a"));
  }

  /** A node that was cut off did not hear of a lift: what it decided is from before it. */
  @Test
  void a_restriction_from_before_a_lift_is_not_written_after_it() {
    server.kill();
    a.restrict("of a", ANNA);
    server.start();
    Eventually.holds(
        "b is back",
        () -> {
          b.sweep(NOON);
          return b.facts.isRecording();
        });
    b.restrict("of b", ANNA);
    b.release(ANNA, 77);
    assertThat(a.restricts(ANNA)).as("what is not written goes on binding").isTrue();
    Eventually.holds(
        "a hears of the lift",
        () -> {
          a.sweep(NOON);
          return !a.restricts(ANNA);
        });
    assertThat(a.facts.standing(ANNA).afreshMillis()).isEqualTo(77);
    assertThat(b.facts.history(ANNA, 10)).extracting(Restriction::id).containsExactly("of b");
    a.restrict("later", ANNA);
    Eventually.holds("one that knows of it is written", () -> b.restricts(ANNA));
  }

  @Test
  void under_load_killed_in_the_middle_nothing_is_lost_and_nothing_doubled() {
    for (int round = 0; round < 5; round++) {
      int from = round * 40;
      var pending =
          IntStream.range(from, from + 40)
              .mapToObj(i -> {
                Node node = i % 2 == 0 ? a : b;
                return node.facts.restrict(
                    byLimit("l" + i, user("l" + i), new Block.UntilLifted()));
              })
              .toList();
      server.kill();
      server.start();
      pending.forEach(p -> p.toCompletableFuture().join());
    }
    Eventually.holds(
        "all is written",
        () -> {
          a.sweep(NOON);
          b.sweep(NOON);
          return a.facts.isRecording()
              && b.facts.isRecording()
              && Databases.ask(place.url(), "SELECT count(*) FROM restriction").contains("200");
        });
    assertThat(
            Databases.ask(
                place.url(),
                "SELECT count(*) || ' ' || count(DISTINCT object_id) FROM audit WHERE operation ="
                    + " 'Listed'"))
        .containsExactly("200 200");
    assertThat(
            Databases.ask(
                place.url(),
                "SELECT max(c) FROM (SELECT count(*) c FROM alert GROUP BY entity, policy) x"))
        .as("no double alert")
        .containsExactly("1");
    assertThat(a.facts.auditLog().verify(Optional.empty()).isWhole()).isTrue();
  }
}
