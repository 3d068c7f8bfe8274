package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.administration.Refusal;
import org.sluice.core.alert.Audience;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.RecordType;
import org.sluice.core.limit.Moment;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyBook;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.RestrictionFlags;
import org.sluice.core.restriction.Standing;
import org.sluice.testkit.Eventually;

public abstract class FactsContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");
  private static final RestrictedEntity ANNA =
      new RestrictedEntity(RestrictedEntity.Kind.USER, "anna@example.org");

  @TempDir private Path folder;
  private final FactsPlace place = place();

  /** An empty database. */
  protected abstract FactsPlace place();

  @AfterEach
  void close() {
    place.close();
  }

  private Facts open() {
    return place.open(folder, NOON);
  }

  private static Restriction restriction(String id, Block block) {
    return new Restriction(
        id,
        ANNA,
        block,
        "EmailSendingLimitExceeded;",
        NOON,
        NOON,
        "Default",
        "external recipients per hour",
        "Sluice",
        new Counts(1, 2, 3, 4),
        new Evidence(NOON, "192.0.2.1", "7.1", 5),
        Optional.empty());
  }

  private static AuditRecord ordered(AuditOperation operation) {
    return new AuditRecord(
        operation, NOON, "root", "127.0.0.1", ANNA.name(), Map.of("A", "b"), List.of());
  }

  private static List<AuditOperation> operations(Facts facts) {
    return facts.audit(100).stream()
        .map(AuditRecord::operation)
        .filter(o -> o.recordType() != RecordType.SecurityComplianceAlerts)
        .toList();
  }

  @Test
  void a_restriction_is_there_again_with_all_its_evidence() {
    Restriction wanted = restriction("one", new Block.Until(MIDNIGHT));
    try (Facts facts = open()) {
      facts.restrict(wanted).toCompletableFuture().join();
    }
    try (Facts facts = open()) {
      assertThat(facts.standing(ANNA).open()).contains(wanted);
      assertThat(facts.history(ANNA, 10)).containsExactly(wanted);
      assertThat(operations(facts)).containsExactly(AuditOperation.LISTED);
    }
  }

  @Test
  void many_at_once_restrict_once() throws Exception {
    try (Facts facts = open();
        ExecutorService threads = Executors.newFixedThreadPool(32)) {
      List<Future<Restriction>> all = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        Restriction wanted = restriction("r" + i, new Block.UntilLifted());
        all.add(threads.submit(() -> facts.restrict(wanted).toCompletableFuture().join()));
      }
      Set<String> ids = new HashSet<>();
      for (Future<Restriction> each : all) {
        ids.add(each.get().id());
      }
      assertThat(ids).hasSize(1);
      assertThat(facts.history(ANNA, 100)).hasSize(1);
      assertThat(operations(facts)).containsExactly(AuditOperation.LISTED);
    }
  }

  /** Other nodes refuse the sender until the flag is lowered. */
  @Test
  void a_lift_lowers_the_flag_once_it_is_written_before_anybody_is_woken_and_else_not() {
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    Runnable committed = () -> events.add("committed");
    FactsOptions options =
        new FactsOptions(() -> 180, () -> Audience.NOBODY, committed, new Lowered(events));
    Restriction r = restriction("one", new Block.UntilLifted());
    List<Restriction> lifted = List.of(r.lifted(new Lift(NOON, 77, "root", "", MIDNIGHT)));
    AuditRecord record = ordered(AuditOperation.REMOVE_BLOCKED_SENDER_ADDRESS);
    try (Facts facts = place.open(folder, NOON, options)) {
      facts.restrict(r).toCompletableFuture().join();
      place.whileUnwritable(
          folder,
          () -> assertThatThrownBy(() -> facts.lift(lifted, record)).isInstanceOf(Refusal.class));
      assertThat(events).doesNotContain("lowered");
      facts.lift(lifted, record);
      assertThat(events).containsOnlyOnce("lowered").containsSubsequence("lowered", "committed");
    }
  }

  /** Notes when a flag is lowered. */
  private record Lowered(List<String> events) implements RestrictionFlags {
    @Override
    public CompletionStage<Void> raise(Restriction restriction) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> lower(RestrictedEntity entity, Lift lift) {
      events.add("lowered");
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> takeBack(
        Restriction restriction, long afreshMillis, Standing instead) {
      events.add("taken back");
      return CompletableFuture.completedFuture(null);
    }
  }

  @Test
  void a_lift_is_recorded_once_with_its_delisting_and_is_there_again() {
    Lift lift = new Lift(NOON, 77, "root", "called her", MIDNIGHT);
    try (Facts facts = open()) {
      Restriction r = restriction("one", new Block.UntilLifted());
      facts.restrict(r).toCompletableFuture().join();
      facts.lift(List.of(r.lifted(lift)), ordered(AuditOperation.REMOVE_BLOCKED_SENDER_ADDRESS));
      assertThat(facts.open()).isEmpty();
    }
    try (Facts facts = open()) {
      assertThat(facts.standing(ANNA).open()).isEmpty();
      assertThat(facts.standing(ANNA).lastLift()).contains(lift);
      assertThat(facts.standing(ANNA).isImmune(NOON)).isTrue();
      assertThat(facts.standing(ANNA).isImmune(MIDNIGHT)).isFalse();
      assertThat(facts.standing(ANNA).afreshMillis()).isEqualTo(77);
      assertThat(operations(facts))
          .containsExactlyInAnyOrder(
              AuditOperation.LISTED,
              AuditOperation.REMOVE_BLOCKED_SENDER_ADDRESS,
              AuditOperation.DELISTED);
    }
  }

  /** An open restriction counts as later than the lift before it, and so does its flag. */
  @Test
  void a_lift_is_later_than_the_one_before_it_though_its_clock_is_behind() {
    try (Facts facts = open()) {
      lift(facts, restriction("one", new Block.UntilLifted()), 5_000);
      lift(facts, restriction("two", new Block.UntilLifted()), 77);
      assertThat(facts.standing(ANNA).open()).isEmpty();
      assertThat(facts.standing(ANNA).afreshMillis()).isEqualTo(5_001);
      assertThat(facts.history(ANNA, 1).getFirst().lift().orElseThrow().steadyMillis())
          .isEqualTo(5_001);
    }
  }

  private static void lift(Facts facts, Restriction r, long steadyMillis) {
    facts.restrict(r).toCompletableFuture().join();
    Lift lift = new Lift(NOON, steadyMillis, "root", "", NOON);
    facts.lift(List.of(r.lifted(lift)), ordered(AuditOperation.REMOVE_BLOCKED_SENDER_ADDRESS));
  }

  @Test
  void what_ran_out_while_nothing_ran_is_ended_by_the_first_sweep() {
    try (Facts facts = open()) {
      facts.restrict(restriction("one", new Block.Until(MIDNIGHT))).toCompletableFuture().join();
    }
    Instant next = MIDNIGHT.plusSeconds(3600);
    try (Facts facts = place.open(folder, next)) {
      facts.sweep(new Moment(next.toEpochMilli(), next.toEpochMilli()));
      assertThat(facts.history(ANNA, 1).getFirst().lift().orElseThrow().by())
          .isEqualTo(Lift.BY_TIME);
      assertThat(facts.standing(ANNA).open()).isEmpty();
      assertThat(operations(facts)).contains(AuditOperation.DELISTED);
    }
  }

  @Test
  void by_hand_replaces_the_open_one_and_lists_once() {
    try (Facts facts = open()) {
      facts.restrict(restriction("one", new Block.Until(MIDNIGHT))).toCompletableFuture().join();
      facts.restrict(
          restriction("two", new Block.UntilLifted()),
          ordered(AuditOperation.ADD_BLOCKED_SENDER_ADDRESS));
      assertThat(facts.open()).extracting(Restriction::id).containsExactly("two");
      assertThat(facts.history(ANNA, 10)).hasSize(2);
      assertThat(operations(facts))
          .containsExactlyInAnyOrder(
              AuditOperation.LISTED, AuditOperation.ADD_BLOCKED_SENDER_ADDRESS);
    }
  }

  @Test
  void while_nothing_can_be_written_limits_bind_and_orders_are_refused() {
    try (Facts facts = open()) {
      List<CompletionStage<Restriction>> pending = new ArrayList<>();
      place.whileUnwritable(
          folder,
          () -> {
            pending.add(facts.restrict(restriction("one", new Block.UntilLifted())));
            assertThat(facts.standing(ANNA).open()).as("binds at once").isPresent();
            assertThatThrownBy(() ->
                    facts.restrict(
                        restriction("two", new Block.UntilLifted()),
                        ordered(AuditOperation.ADD_BLOCKED_SENDER_ADDRESS)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Nothing was changed");
            assertThat(facts.isRecording()).isFalse();
          });
      pending.getFirst().toCompletableFuture().join();
      Eventually.holds(
          "it records again",
          () -> {
            facts.sweep(new Moment(NOON.toEpochMilli(), NOON.toEpochMilli()));
            return facts.isRecording();
          });
      assertThat(facts.history(ANNA, 10)).extracting(Restriction::id).containsExactly("one");
      assertThat(operations(facts)).containsExactly(AuditOperation.LISTED);
    }
  }

  @Test
  void an_order_that_cannot_be_written_shows_that_the_database_is_lost_and_when_it_is_back() {
    try (Facts facts = open()) {
      assertThat(facts.failures()).isZero();
      place.whileUnwritable(
          folder,
          () -> {
            assertThatThrownBy(() -> facts.lift(List.of(), ordered(AuditOperation.SET_RULE)))
                .isInstanceOf(Refusal.class);
            Eventually.holds("it is seen", () -> facts.isFailing());
            assertThat(facts.isRecording()).isFalse();
            assertThat(facts.cause()).isNotEmpty();
            assertThat(facts.step(log -> log.warn(ordered(AuditOperation.SET_RULE))))
                .failsWithin(Eventually.PATIENCE);
          });
      Eventually.holds(
          "it records again",
          () -> {
            facts.sweep(new Moment(NOON.toEpochMilli(), NOON.toEpochMilli()));
            return facts.isRecording();
          });
      assertThat(facts.losses()).isPositive();
      assertThat(facts.failures()).isGreaterThanOrEqualTo(facts.losses());
      assertThat(facts.cause()).as("of what is over nothing is said").isEmpty();
      assertThat(operations(facts)).as("nothing of it happened").isEmpty();
      assertThat(facts.step(log -> log.warn(ordered(AuditOperation.SET_RULE))))
          .succeedsWithin(Eventually.PATIENCE);
      facts.over(ordered(AuditOperation.DELISTED));
      assertThat(operations(facts)).as("what closes nothing is not written").hasSize(1);
    }
  }

  @Test
  void policies_that_were_made_of_others_than_those_in_force_are_refused() {
    try (Facts facts = open()) {
      PolicyBook first = facts.book();
      PolicyBook second = with(first, 1);
      facts.keep(first, second, List.of(ordered(AuditOperation.SET_POLICY)));
      assertThatThrownBy(
              () -> facts.keep(first, with(first, 2), List.of(ordered(AuditOperation.SET_POLICY))))
          .isInstanceOfSatisfying(
              Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.CONFLICT))
          .hasMessageContaining("another node");
      assertThat(facts.book()).isEqualTo(second);
      facts.keep(second, with(first, 3), List.of(ordered(AuditOperation.SET_POLICY)));
    }
    try (Facts facts = open()) {
      assertThat(facts.book().policies().getFirst().recipientLimitPerDay()).isEqualTo(3);
      assertThat(operations(facts)).hasSize(2);
    }
  }

  private static PolicyBook with(PolicyBook book, int perDay) {
    OutboundSpamPolicy d = OutboundSpamPolicy.DEFAULT;
    return new PolicyBook(
        List.of(
            new OutboundSpamPolicy(
                d.name(), "", 1, 1, perDay, d.action(), d.mode(), d.storeLoss())),
        book.rules());
  }
}
