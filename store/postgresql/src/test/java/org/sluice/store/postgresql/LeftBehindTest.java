package org.sluice.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
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
    Restriction r = byLimit("younger", ANNA, new Block.UntilLifted());
    Instant minute = NOON.plusSeconds(60);
    return new Restriction(
        r.id(),
        r.entity(),
        r.block(),
        r.reason(),
        minute,
        minute,
        r.policy(),
        r.limit(),
        r.by(),
        r.counts(),
        r.evidence(),
        Optional.empty());
  }

  private void leaveBehind() {
    server.kill();
    a.facts.restrict(younger()).toCompletableFuture().join();
    a.close();
    server.start();
    Eventually.holds(
        "b is back",
        () -> {
          b.sweep(NOON);
          return b.facts.isRecording();
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
}
