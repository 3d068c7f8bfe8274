package org.sluice.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.store.postgresql.Node.MIDNIGHT;
import static org.sluice.store.postgresql.Node.NOON;
import static org.sluice.store.postgresql.Node.byLimit;
import static org.sluice.store.postgresql.Node.user;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.PostgresServer;

/** Restrictions that a node left unwritten, and lifts that are older than they. */
class LeftBehindTest {
  private static final RestrictedEntity ANNA = user("anna");

  @TempDir private Path folder;
  private PostgresServer server;
  private Place place;
  private Node a;
  private Node b;

  @BeforeEach
  void open() {
    server = PostgresServer.make(true);
    place = Databases.empty(server);
    a = new Node(place, folder.resolve("a"));
    b = new Node(place, folder.resolve("b"));
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
    server.close();
  }

  /** Younger than the lift of {@link Node#release}. */
  private static Restriction younger() {
    return at("younger", NOON.plusSeconds(60), new Block.UntilLifted());
  }

  private static Restriction at(String id, Instant created, Block block) {
    Restriction r = byLimit(id, ANNA, block);
    return new Restriction(
        r.id(),
        r.entity(),
        r.block(),
        r.reason(),
        created,
        created,
        r.policy(),
        r.limit(),
        r.by(),
        r.counts(),
        r.evidence(),
        Optional.empty());
  }

  private void restrict(Restriction wanted) {
    a.facts.restrict(wanted).toCompletableFuture().join();
  }

  private void leaveBehind() {
    server.kill();
    restrict(younger());
    a.close();
    server.start();
    writes(b, NOON);
  }

  private static void writes(Node node, Instant at) {
    Eventually.holds(
        "it is back",
        () -> {
          node.sweep(at);
          return node.facts.isRecording();
        });
  }

  @Test
  void what_was_decided_in_ignorance_of_a_lift_is_not_written_by_the_next_process_either() {
    leaveBehind();
    b.restrict("of b", ANNA);
    b.release(ANNA, 77);
    a = new Node(place, folder.resolve("a"));
    Eventually.holds("free", () -> !a.restricts(ANNA));
    assertThat(a.facts.history(ANNA, 9)).extracting(Restriction::id).containsExactly("of b");
    assertThat(a.facts.standing(ANNA).afreshMillis()).isEqualTo(77);
    assertThat(a.told).as("its flag ends").containsExactly("take back younger 0");
    assertThat(folder.resolve("a/facts.unwritten")).isEmptyFile();
  }

  /** A release of the one that stays lowers no flag of a later one. */
  @Test
  void what_is_not_written_because_another_was_first_is_taken_back_by_the_next_process() {
    leaveBehind();
    b.restrict("of b", ANNA);
    a = new Node(place, folder.resolve("a"));
    Eventually.holds("its flag ends", () -> a.told.contains("take back younger 0 for of b"));
    assertThat(a.facts.history(ANNA, 9)).extracting(Restriction::id).containsExactly("of b");
    assertThat(folder.resolve("a/facts.unwritten")).isEmptyFile();
  }

  @Test
  void what_was_decided_with_the_lift_in_mind_is_written_by_the_next_process() {
    b.restrict("of b", ANNA);
    b.release(ANNA, 77);
    Eventually.holds("a hears of it", () -> a.facts.standing(ANNA).lastLift().isPresent());
    leaveBehind();
    a = new Node(place, folder.resolve("a"));
    assertThat(a.facts.history(ANNA, 9))
        .extracting(Restriction::id)
        .containsExactly("younger", "of b");
    assertThat(a.restricts(ANNA)).isTrue();
    assertThat(folder.resolve("a/facts.unwritten")).isEmptyFile();
  }

  @Test
  void
      a_restriction_after_a_midnight_is_kept_though_another_node_wrote_first_that_the_day_was_over() {
    restrict(at("of the day", NOON, new Block.Until(MIDNIGHT)));
    Eventually.holds("b knows", () -> b.restricts(ANNA));
    server.kill();
    a.sweep(MIDNIGHT.plusMillis(100));
    b.sweep(MIDNIGHT.plusMillis(700));
    restrict(at("of the night", MIDNIGHT.plusSeconds(600), new Block.UntilLifted()));
    server.start();
    writes(b, MIDNIGHT.plusSeconds(1_800));
    writes(a, MIDNIGHT.plusSeconds(1_800));
    Eventually.holds("b knows", () -> b.restricts(ANNA));
    assertThat(a.restricts(ANNA)).isTrue();
    assertThat(a.facts.history(ANNA, 9))
        .extracting(Restriction::id)
        .containsExactly("of the night", "of the day");
    assertThat(a.recorded(AuditOperation.LISTED, ANNA)).isEqualTo(2);
    assertThat(a.told).noneMatch(told -> told.startsWith("take back"));
    assertThat(folder.resolve("a/facts.unwritten")).isEmptyFile();
  }

  @Test
  void what_was_decided_after_an_end_that_nobody_wrote_is_written_by_the_next_process() {
    restrict(at("of the day", NOON, new Block.Until(MIDNIGHT)));
    server.kill();
    a.sweep(MIDNIGHT);
    restrict(at("of the night", MIDNIGHT.plusSeconds(600), new Block.UntilLifted()));
    a.close();
    server.start();
    a = new Node(place, folder.resolve("a"));
    Eventually.holds("it is written", () -> a.facts.history(ANNA, 9).size() == 2);
    assertThat(a.restricts(ANNA)).isTrue();
    assertThat(a.facts.standing(ANNA).open().orElseThrow().id()).isEqualTo("of the night");
    assertThat(a.facts.standing(ANNA).afreshMillis()).isEqualTo(MIDNIGHT.toEpochMilli());
  }
}
