package org.sluice.store.postgresql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.sluice.core.alert.Audience;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.limit.Moment;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.RestrictionFlags;
import org.sluice.core.restriction.Standing;
import org.sluice.store.facts.Facts;
import org.sluice.store.facts.FactsOptions;

/** One node of a cluster: the facts, with a data directory and a record of what it told. */
final class Node implements AutoCloseable, RestrictionFlags {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");
  static final Audience ADMINS =
      new Audience(List.of("admin@example.org"), true, List.of("w"), false, false, "");

  final Facts facts;

  /** What it told the others by flags, in order. */
  final List<String> told = Collections.synchronizedList(new ArrayList<>());

  Node(Place place, Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    facts =
        PostgresqlFacts.open(
            place, folder, () -> NOON, new FactsOptions(() -> 180, () -> ADMINS, () -> {}, this));
  }

  static RestrictedEntity user(String name) {
    return new RestrictedEntity(RestrictedEntity.Kind.USER, name + "@example.org");
  }

  static Restriction byLimit(String id, RestrictedEntity who, Block block) {
    return new Restriction(
        id,
        who,
        block,
        "EmailSendingLimitExceeded;",
        NOON,
        NOON,
        "Default",
        "RECIPIENTS_PER_DAY",
        "",
        Counts.NONE,
        new Evidence(NOON, "192.0.2.1", "q", 5),
        Optional.empty());
  }

  static AuditRecord act(AuditOperation operation, String object) {
    return new AuditRecord(operation, NOON, "root", "", object, Map.of(), List.of());
  }

  Restriction restrict(String id, RestrictedEntity who) {
    return facts.restrict(byLimit(id, who, new Block.UntilLifted())).toCompletableFuture().join();
  }

  void release(RestrictedEntity who, long steadyMillis) {
    Restriction open = facts.standing(who).open().orElseThrow();
    Lift lift = new Lift(NOON.plusSeconds(9), steadyMillis, "root", "called", NOON.plusSeconds(9));
    facts.lift(
        List.of(open.lifted(lift)), act(AuditOperation.REMOVE_BLOCKED_SENDER_ADDRESS, who.name()));
  }

  boolean restricts(RestrictedEntity who) {
    return facts.standing(who).open().isPresent();
  }

  void sweep(Instant at) {
    facts.sweep(new Moment(at.toEpochMilli(), at.toEpochMilli()));
  }

  long recorded(AuditOperation operation, RestrictedEntity who) {
    return facts.audit(10_000).stream()
        .filter(r -> r.operation() == operation && r.objectId().equals(who.name()))
        .count();
  }

  @Override
  public CompletionStage<Void> raise(Restriction restriction) {
    told.add("raise " + restriction.id());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> lower(RestrictedEntity entity, Lift lift) {
    told.add("lower " + entity.name() + " " + lift.by());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> takeBack(
      Restriction restriction, long afreshMillis, Standing instead) {
    String first = instead.open().map(open -> " for " + open.id()).orElse("");
    told.add("take back " + restriction.id() + " " + afreshMillis + first);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    facts.close();
  }
}
