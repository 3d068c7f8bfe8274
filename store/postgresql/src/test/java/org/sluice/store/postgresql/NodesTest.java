package org.sluice.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sluice.store.postgresql.Node.MIDNIGHT;
import static org.sluice.store.postgresql.Node.NOON;
import static org.sluice.store.postgresql.Node.act;
import static org.sluice.store.postgresql.Node.byLimit;
import static org.sluice.store.postgresql.Node.user;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.administration.Refusal;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertPolicies;
import org.sluice.core.alert.AlertPolicy;
import org.sluice.core.alert.AlertStore;
import org.sluice.core.alert.Telling;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyBook;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Standing;
import org.sluice.store.facts.StandingReading;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.PostgresServer;

/** Several nodes on one database. */
class NodesTest {
  private static final RestrictedEntity ANNA = user("anna");
  private static final String RESTRICTED = "User restricted from sending email";

  @TempDir private Path folder;
  private final Place place = Databases.fresh();
  private final List<Node> nodes = new ArrayList<>();

  private Node node(String name) {
    Node node = new Node(place, folder.resolve(name));
    nodes.add(node);
    return node;
  }

  @AfterEach
  void close() {
    nodes.forEach(Node::close);
  }

  private static List<Alert> alerts(Node node) {
    return node.facts.alerts().list(new AlertStore.AlertQuery(List.of(), "", RESTRICTED), 1_000);
  }

  @Test
  void a_release_in_the_midst_of_a_reading_is_not_the_lift_before_an_open_restriction() {
    Node a = node("a");
    a.restrict("r1", ANNA);
    try (Handle b = Jdbi.open(place.url(), PostgresServer.SUPERUSER, "")) {
      Standing read = StandingReading.of(b, ANNA, () -> a.release(ANNA, 1_000));
      assertThat(read.open()).isEmpty();
      assertThat(StandingReading.of(b, ANNA, () -> {}).afreshMillis()).isEqualTo(1_000);
      read = StandingReading.of(b, ANNA, () -> a.restrict("r2", ANNA));
      assertThat(read.open()).map(Restriction::id).hasValue("r2");
      assertThat(read.afreshMillis()).isEqualTo(1_000);
    }
  }

  @Test
  void five_that_start_at_once_make_the_tables_once() throws Exception {
    Place empty = Databases.empty(org.sluice.testkit.PostgresServer.shared());
    try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
      List<Future<Node>> starting =
          IntStream.range(0, 5)
              .mapToObj(i -> threads.submit(() -> new Node(empty, folder.resolve("n" + i))))
              .toList();
      for (Future<Node> each : starting) {
        nodes.add(each.get());
      }
    }
    assertThat(
            Databases.ask(
                empty.url(), "SELECT count(*) - count(DISTINCT version) FROM sluice_schema"))
        .containsExactly("0");
    nodes.getFirst().restrict("one", ANNA);
    nodes.forEach(n -> Eventually.holds("each knows", () -> n.restricts(ANNA)));
  }

  @Test
  void a_restriction_and_its_release_reach_every_node() {
    Node a = node("a");
    Node b = node("b");
    a.restrict("one", ANNA);
    Eventually.holds("b restricts", () -> b.restricts(ANNA));
    b.release(ANNA, 77);
    Eventually.holds("a knows", () -> !a.restricts(ANNA));
    assertThat(a.facts.standing(ANNA).afreshMillis()).isEqualTo(77);
    assertThat(a.told).containsExactly("raise one");
    assertThat(b.told).containsExactly("lower anna@example.org root");
  }

  @Test
  void names_that_are_too_long_to_tell_and_changes_that_are_many_reach_every_node() {
    Node a = node("a");
    Node b = node("b");
    RestrictedEntity longest = user("x".repeat(PostgresqlDialect.MOST_WHICH));
    a.restrict("long", longest);
    Eventually.holds("b knows the long one", () -> b.restricts(longest));
    List<RestrictedEntity> many =
        IntStream.rangeClosed(0, Listening.MOST_ENTITIES).mapToObj(i -> user("w" + i)).toList();
    many.forEach(who -> a.facts.restrict(byLimit(who.name(), who, new Block.UntilLifted())));
    many.forEach(who -> Eventually.holds("b knows", () -> b.restricts(who)));
    Lift lift = new Lift(NOON.plusSeconds(9), 9, "root", "", NOON.plusSeconds(9));
    a.facts.lift(
        many.stream().map(w -> a.facts.standing(w).open().orElseThrow().lifted(lift)).toList(),
        act(AuditOperation.REMOVE_BLOCKED_SENDER_ADDRESS, "many"));
    many.forEach(who -> Eventually.holds("b frees", () -> !b.restricts(who)));
    assertThat(b.restricts(longest)).isTrue();
  }

  @Test
  void of_restrictions_on_several_nodes_at_once_the_first_stays_and_alerts_once() {
    List<Node> three = List.of(node("a"), node("b"), node("c"));
    for (int round = 0; round < 10; round++) {
      RestrictedEntity who = user("u" + round);
      String id = "r" + round;
      List<CompletableFuture<String>> answers =
          IntStream.range(0, 3)
              .mapToObj(i ->
                  CompletableFuture.supplyAsync(
                      () -> three.get(i).restrict(id + "-" + i, who).id()))
              .toList();
      Set<String> stays = new HashSet<>();
      answers.forEach(answer -> stays.add(answer.join()));
      assertThat(stays).as("everybody is answered the same").hasSize(1);
      three.forEach(n ->
          assertThat(n.facts.standing(who).open().orElseThrow().id())
              .isEqualTo(stays.iterator().next()));
      assertThat(three.getFirst().recorded(AuditOperation.LISTED, who)).isEqualTo(1);
    }
    assertThat(alerts(three.getFirst())).hasSize(10);
    assertThat(three.getFirst().facts.auditLog().verify(Optional.empty()).isWhole()).isTrue();
  }

  @Test
  void what_ends_at_midnight_is_ended_once() {
    Node a = node("a");
    Node b = node("b");
    Node c = node("c");
    List<RestrictedEntity> all = IntStream.range(0, 20).mapToObj(i -> user("m" + i)).toList();
    all.forEach(who ->
        a.facts
            .restrict(byLimit(who.name(), who, new Block.Until(MIDNIGHT)))
            .toCompletableFuture()
            .join());
    all.forEach(who -> Eventually.holds("known", () -> b.restricts(who) && c.restricts(who)));
    List.of(a, b, c).parallelStream().forEach(n -> n.sweep(MIDNIGHT));
    List.of(a, b, c).forEach(n -> assertThat(n.facts.open()).isEmpty());
    for (RestrictedEntity who : all) {
      assertThat(a.recorded(AuditOperation.DELISTED, who)).as(who.name()).isEqualTo(1);
      b.facts.audit(1);
      c.facts.audit(1);
      long lowered =
          List.of(a, b, c).stream()
              .flatMap(n -> n.told.stream())
              .filter(("lower " + who.name() + " time")::equals)
              .count();
      assertThat(lowered).as("usage starts afresh once").isEqualTo(1);
    }
  }

  @Test
  void policies_of_one_node_hold_on_the_others_and_a_lost_update_is_refused() {
    Node a = node("a");
    Node b = node("b");
    PolicyBook first = a.facts.book();
    a.facts.keep(first, with(7), List.of(act(AuditOperation.SET_POLICY, "Default")));
    Eventually.holds("b has them", () -> b.facts.book().equals(with(7)));
    assertThatThrownBy(
            () -> b.facts.keep(first, with(8), List.of(act(AuditOperation.SET_POLICY, "Default"))))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.kind()).isEqualTo(Refusal.Kind.CONFLICT));
    b.facts.keep(b.facts.book(), with(9), List.of(act(AuditOperation.SET_POLICY, "Default")));
    Eventually.holds("a has them", () -> a.facts.book().equals(with(9)));
  }

  private static PolicyBook with(int perDay) {
    OutboundSpamPolicy d = OutboundSpamPolicy.DEFAULT;
    return new PolicyBook(
        List.of(
            new OutboundSpamPolicy(
                d.name(), "", 1, 1, perDay, d.action(), d.mode(), d.storeLoss())),
        List.of());
  }

  @Test
  void a_daily_limit_of_mails_counts_over_all_nodes() {
    Node a = node("a");
    Node b = node("b");
    AlertPolicies before = a.facts.alerts().policies();
    AlertPolicy policy = before.find(RESTRICTED).orElseThrow();
    Telling three = new Telling(true, policy.telling().recipients(), 3);
    a.facts
        .alerts()
        .keep(
            before,
            before.with(policy.with(true, policy.severity(), three)),
            act(AuditOperation.SET_ALERT_POLICY, RESTRICTED));
    Eventually.holds(
        "b has it",
        () -> b.facts.alerts().policies().find(RESTRICTED).orElseThrow().telling().equals(three));
    IntStream.range(0, 10)
        .parallel()
        .forEach(i -> {
          Node n = i % 2 == 0 ? a : b;
          n.restrict("r" + i, user("d" + i));
        });
    long mails =
        a.facts.outbox().list(List.of(), 1_000).stream()
            .filter(d -> d.outgoing().channel() == Channel.MAIL)
            .filter(d -> d.outgoing().content().toString().contains(RESTRICTED))
            .count();
    assertThat(mails).isEqualTo(3);
  }

  @Test
  void each_delivery_is_one_nodes_and_a_gone_nodes_are_taken_over() {
    Node a = node("a");
    Node b = node("b");
    for (int i = 0; i < 10; i++) {
      a.restrict("r" + i, user("o" + i));
    }
    List<Delivery> ofA = a.facts.outbox().due(Channel.MAIL, NOON, 5);
    List<Delivery> ofB = b.facts.outbox().due(Channel.MAIL, NOON, 1_000);
    assertThat(ofA).hasSize(5);
    assertThat(ofA).extracting(Delivery::number).doesNotContainAnyElementsOf(numbers(ofB));
    assertThat(b.facts.outbox().sending(ofA.getFirst().number(), NOON)).isFalse();
    assertThat(b.facts.outbox().find(ofA.getFirst().number()).orElseThrow().node())
        .as("whose it is")
        .isNotEmpty()
        .isEqualTo(ofA.getFirst().node())
        .isNotEqualTo(ofB.getFirst().node());
    a.facts.outbox().sending(ofA.getFirst().number(), NOON);
    a.close();
    nodes.remove(a);
    // The database's clock moves on by itself: a's leases end.
    Eventually.holds(
        "taken over",
        () ->
            numbers(b.facts.outbox().due(Channel.MAIL, NOON, 1_000))
                    .containsAll(numbers(ofA.subList(1, 5)))
                && numbers(b.facts.outbox().list(List.of(Delivery.State.UNCONFIRMED), 10))
                    .equals(List.of(ofA.getFirst().number())));
    assertThat(
            b.facts.outbox().list(List.of(Delivery.State.UNCONFIRMED), 10).getFirst().lastError())
        .contains("probably arrived");
    assertThat(b.facts.outbox().losses().unconfirmed()).isEqualTo(1);
  }

  private static List<Long> numbers(List<Delivery> deliveries) {
    return deliveries.stream().map(Delivery::number).toList();
  }

  @Test
  void a_node_that_is_back_knows_by_its_mark_what_it_had_handed_over() {
    Node a = node("a");
    a.restrict("one", ANNA);
    List<Delivery> mails = a.facts.outbox().due(Channel.MAIL, NOON, 10);
    mails.forEach(d -> a.facts.outbox().sending(d.number(), NOON));
    a.facts.mark().set(Channel.MAIL, mails.getFirst().number());
    a.close();
    nodes.remove(a);
    Node again = node("a");
    assertThat(again.facts.outbox().list(List.of(Delivery.State.UNCONFIRMED), 10)).hasSize(1);
    assertThat(again.facts.outbox().due(Channel.MAIL, NOON, 10)).hasSize(mails.size() - 1);
  }

  @Test
  void retention_is_one_nodes() {
    Node a = node("a");
    Node b = node("b");
    for (int i = 0; i < 20; i++) {
      a.facts.auditLog().append(act(AuditOperation.SET_POLICY, "o" + i));
    }
    List.of(a, b).parallelStream().forEach(n -> n.sweep(NOON.plus(Duration.ofDays(181))));
    assertThat(a.facts.audit(100))
        .extracting(AuditRecord::operation)
        .containsOnlyOnce(AuditOperation.AUDIT_RETENTION);
    assertThat(b.facts.auditLog().verify(Optional.empty()).isWhole()).isTrue();
  }

  @Test
  void the_switch_of_the_audit_log_is_everybodys() {
    Node a = node("a");
    Node b = node("b");
    a.facts.auditLog().turn(false, act(AuditOperation.SET_AUDIT_CONFIG, "log"));
    Eventually.holds("b knows", () -> !b.facts.auditLog().config().ingestion());
  }
}
