package org.sluice.store.facts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.RestrictionFlags;
import org.sluice.core.restriction.Restrictions;
import org.sluice.core.restriction.Standing;

/**
 * Restrictions of the facts, with this node's copy of them. Where several nodes write, the first
 * restriction of an entity stays, and one that a node decided without knowing of a lift is not
 * written. Thread-safe.
 */
final class StoredRestrictions implements Restrictions {
  private static final Logger LOG = LoggerFactory.getLogger(StoredRestrictions.class);

  private final Standings standings = new Standings();
  private final FactsThread thread;
  private final AuditWriting writing;
  private final RestrictionFlags flags;
  private final UnwrittenFile file;

  /** What binds in this node's copy and is not yet written. */
  private final Set<String> unwritten = ConcurrentHashMap.newKeySet();

  StoredRestrictions(
      FactsThread thread, AuditWriting writing, RestrictionFlags flags, UnwrittenFile file) {
    this.thread = thread;
    this.writing = writing;
    this.flags = flags;
    this.file = file;
  }

  /**
   * What a process before this one could not write, because the database was lost when it ended:
   * binds again, and is written now, unless it was lifted since.
   */
  void recall() {
    for (String line : file.waiting(UnwrittenFile.Kind.RESTRICTION)) {
      RestrictionLine.read(line)
          .ifPresentOrElse(this::recall, () -> file.giveUp(UnwrittenFile.Kind.RESTRICTION, line));
    }
  }

  private void recall(Decided decided) {
    Restriction left = decided.restriction();
    Optional<Restriction> open = standings.of(left.entity()).open();
    if (open.filter(o -> o.id().equals(left.id())).isPresent()) {
      written(decided); // In the last moment: what the other nodes do with it is to be heard.
      return;
    }
    LOG.warn(
        "{} was restricted at {} while the facts could not be written; it is written now",
        printable(left),
        left.created());
    open.filter(o -> o.hasRunOut(left.created()))
        .ifPresent(over -> {
          var _ = runOut(over, endBefore(left, over));
        });
    Standing before = bind(left);
    if (before.open().isPresent()) {
      takeBack(decided, before); // The process before this one may have told it.
    }
    var _ = record(decided, before, this::writeOnce);
  }

  /** The end of one that had run out, and was not ended yet, when another began. */
  private static Lift endBefore(Restriction next, Restriction over) {
    return over.runOut(next.created(), next.created().toEpochMilli());
  }

  private Standing writeOnce(Handle handle, Decided decided, Standing before) {
    Restriction left = decided.restriction();
    Optional<Lift> lift =
        RestrictionTable.lastLift(handle, left.entity(), left.created())
            .filter(l -> !decided.isYoungerThanEnd(l));
    return lift.isPresent() || RestrictionTable.exists(handle, left.id())
        ? new Standing(RestrictionTable.open(handle, left.entity()), lift.or(before::lastLift))
        : write(handle, decided, before);
  }

  List<Restriction> open() {
    return standings.open();
  }

  Map<RestrictedEntity, Standing> all() {
    return standings.all();
  }

  @Override
  public Standing standing(RestrictedEntity entity) {
    return standings.of(entity);
  }

  @Override
  public CompletionStage<Restriction> restrict(Restriction wanted) {
    Standing before = bind(wanted);
    OptionalLong known = before.lastLift().stream().mapToLong(Lift::steadyMillis).findAny();
    return record(new Decided(wanted, known), before, this::write);
  }

  /** It binds from now on, unless another one does; answers what was before. */
  private Standing bind(Restriction wanted) {
    unwritten.add(wanted.id());
    return standings.change(
        wanted.entity(),
        s -> s.open().isPresent() ? s : new Standing(Optional.of(wanted), s.lastLift()));
  }

  /** What a restriction becomes in the database. */
  @FunctionalInterface
  private interface Writing {
    Standing write(Handle handle, Decided wanted, Standing before);
  }

  private CompletionStage<Restriction> record(Decided decided, Standing before, Writing how) {
    Restriction wanted = decided.restriction();
    if (before.open().isPresent()) {
      Restriction first = before.open().get();
      if (!first.id().equals(wanted.id())) {
        written(decided);
      }
      // Answered once the one that was first is written: the thread takes writes in turn.
      return thread.whenCaughtUp().thenApply(done -> first);
    }
    Standing[] now = {new Standing(Optional.of(wanted), before.lastLift())};
    return thread
        .enqueue(
            wanted.entity().name() + " is restricted",
            handle -> now[0] = how.write(handle, decided, before),
            () -> settle(decided, now[0]))
        .thenCompose(done -> {
          keepIfUnwritten(decided);
          return raised(now[0].open(), wanted);
        });
  }

  /** It is answered though it waits: from here on it is to outlive this process. */
  private void keepIfUnwritten(Decided decided) {
    String id = decided.restriction().id();
    if (unwritten.contains(id)) {
      file.add(UnwrittenFile.Kind.RESTRICTION, RestrictionLine.of(decided));
      if (!unwritten.contains(id)) { // It was written meanwhile.
        written(decided);
      }
    }
  }

  private void written(Decided decided) {
    unwritten.remove(decided.restriction().id());
    if (!file.isEmpty()) {
      file.remove(UnwrittenFile.Kind.RESTRICTION, RestrictionLine.of(decided));
    }
  }

  private CompletionStage<Restriction> raised(Optional<Restriction> open, Restriction wanted) {
    return open.isEmpty()
        ? CompletableFuture.completedFuture(wanted)
        : flags.raise(open.get()).thenApply(done -> open.get());
  }

  private Standing write(Handle handle, Decided decided, Standing before) {
    Restriction wanted = decided.restriction();
    Optional<Restriction> first = RestrictionTable.open(handle, wanted.entity());
    if (first.filter(r -> !r.hasRunOut(wanted.created())).isPresent()) {
      return new Standing(first, before.lastLift());
    }
    first.ifPresent(over -> end(handle, over, endBefore(wanted, over)));
    if (Dialect.of(handle).isShared()) {
      Optional<Lift> unseen = unseen(handle, decided);
      if (unseen.isPresent()) {
        return new Standing(Optional.empty(), unseen);
      }
    }
    RestrictionTable.insert(handle, wanted);
    writing.append(handle, HygieneRecords.listed(wanted));
    changed(handle, wanted.entity());
    return new Standing(Optional.of(wanted), before.lastLift());
  }

  /** A lift by another node that this one had not heard of when it restricted. */
  private static Optional<Lift> unseen(Handle handle, Decided decided) {
    Restriction wanted = decided.restriction();
    Instant oldest = wanted.created().minus(Standings.KEPT);
    return RestrictionTable.lastLift(handle, wanted.entity(), oldest)
        .filter(lift -> !decided.holdsAfter(lift));
  }

  private void settle(Decided decided, Standing now) {
    Restriction wanted = decided.restriction();
    written(decided);
    standings.change(
        wanted.entity(),
        s -> s.open().filter(o -> o.id().equals(wanted.id())).isPresent() ? now : s);
    if (now.open().isEmpty()) {
      LOG.info(
          "The restriction of {} at {} is not written: a release came before it or since",
          printable(wanted),
          wanted.created());
    }
    if (now.open().filter(o -> o.id().equals(wanted.id())).isEmpty()) {
      takeBack(decided, now);
    }
  }

  /** Also where another one stays: the flag of this one, if it is later, no release would lower. */
  private void takeBack(Decided decided, Standing instead) {
    var _ = flags.takeBack(decided.restriction(), decided.knownMillis(), instead);
  }

  private static String printable(Restriction restriction) {
    return restriction.entity().name().replaceAll("[^\\x20-\\x7e]", "?");
  }

  @Override
  public CompletionStage<Standing> runOut(Restriction restriction, Lift lift) {
    Standing before = standings.of(restriction.entity());
    boolean open = before.open().isPresent() && before.open().get().id().equals(restriction.id());
    if (!open) {
      return CompletableFuture.completedFuture(before);
    }
    standings.lifted(restriction.entity(), restriction.id(), lift);
    boolean[] ended = {false};
    AtomicReference<CompletionStage<Void>> told =
        new AtomicReference<>(CompletableFuture.completedFuture(null));
    return thread
        .enqueue(
            restriction.entity().name() + " is free again",
            handle -> ended[0] = end(handle, restriction, lift),
            () -> {
              // Of several nodes the one that ended it tells, or its usage would be void twice.
              if (ended[0]) {
                // Again, for what was re-read before this was written had it open.
                standings.lifted(restriction.entity(), restriction.id(), lift);
                told.set(flags.lower(restriction.entity(), lift));
              }
            })
        .thenCompose(done -> told.get())
        .thenApply(done -> standings.of(restriction.entity()));
  }

  /** Whether it was open until now. */
  private boolean end(Handle handle, Restriction restriction, Lift lift) {
    boolean ended = RestrictionTable.lift(handle, restriction.id(), lift);
    if (ended) {
      writing.append(handle, HygieneRecords.delisted(restriction, lift));
      changed(handle, restriction.entity());
    }
    return ended;
  }

  /** An administrator's order; answers what is kept of it. */
  Restriction restrict(Restriction restriction, AuditRecord record) {
    Instant now = restriction.created();
    Restriction[] kept = {restriction};
    thread.obey(
        handle -> {
          Optional<Restriction> before = RestrictionTable.open(handle, restriction.entity());
          kept[0] = before.map(restriction::after).orElse(restriction);
          before.ifPresent(b -> RestrictionTable.lift(handle, b.id(), replaced(kept[0])));
          RestrictionTable.insert(handle, kept[0]);
          writing.append(handle, record);
          if (before.filter(b -> b.isActive(now)).isEmpty()) {
            writing.append(handle, HygieneRecords.listed(kept[0]));
          }
          changed(handle, restriction.entity());
        },
        () -> standings.restricted(kept[0]));
    flags.raise(kept[0]).toCompletableFuture().join();
    return kept[0];
  }

  /** Ends the row that a new one replaces; no usage starts afresh with it. */
  private static Lift replaced(Restriction by) {
    return new Lift(by.created(), 0, by.by(), "Replaced by a new restriction", by.created());
  }

  /**
   * An administrator's order. The flags are lowered by the thread that has committed it, before
   * anything else that waits for that: other nodes refuse the sender until then.
   */
  void lift(List<Restriction> lifted, AuditRecord record) {
    List<CompletableFuture<Void>> told = new ArrayList<>();
    List<Restriction> kept = new ArrayList<>();
    thread.obey(
        handle -> {
          writing.append(handle, record);
          kept.clear();
          lifted.forEach(r -> kept.add(later(handle, r)));
          kept.forEach(r -> end(handle, r, r.lift().orElseThrow()));
        },
        () ->
            kept.forEach(r -> {
              Lift lift = r.lift().orElseThrow();
              standings.lifted(r.entity(), r.id(), lift);
              told.add(flags.lower(r.entity(), lift).toCompletableFuture());
            }));
    CompletableFuture.allOf(told.toArray(CompletableFuture<?>[]::new)).join();
  }

  /** Lifted later than it was before: else the flag of what the lift ends would stand. */
  private static Restriction later(Handle handle, Restriction lifted) {
    Lift lift = lifted.lift().orElseThrow();
    return RestrictionTable.lastLift(handle, lifted.entity(), lift.at().minus(Standings.KEPT))
        .map(lifted::laterThan)
        .orElse(lifted);
  }

  private static void changed(Handle handle, RestrictedEntity entity) {
    Dialect.of(handle).changed(handle, Topic.RESTRICTIONS, entity.kind() + ":" + entity.name());
  }

  /** Ends what has run out, and forgets old lifts. */
  void sweep(Instant wall, long steadyMillis) {
    file.force();
    for (Restriction restriction : standings.open()) {
      if (restriction.hasRunOut(wall)) {
        var _ = runOut(restriction, restriction.runOut(wall, steadyMillis));
      }
    }
    standings.forgetBefore(wall.minus(Standings.KEPT));
  }

  /** Re-reads one entity; what is not yet written goes on binding. By the facts' thread. */
  void refresh(Handle handle, RestrictedEntity entity, Instant now) {
    Standing written = RestrictionTable.standing(handle, entity, now.minus(Standings.KEPT));
    standings.change(entity, s -> isUnwritten(s) ? s : written);
  }

  /** Re-reads all, the lifts first as of one. By the facts' thread. */
  void refresh(Handle handle, Instant now) {
    Standings written = new Standings();
    RestrictionTable.liftedSince(handle, now.minus(Standings.KEPT))
        .forEach(r -> written.lifted(r.entity(), r.id(), r.lift().orElseThrow()));
    RestrictionTable.open(handle).forEach(written::restricted);
    standings.entities().forEach(e -> standings.change(e, s -> isUnwritten(s) ? s : written.of(e)));
    written.entities().forEach(e -> standings.change(e, s -> isUnwritten(s) ? s : written.of(e)));
  }

  private boolean isUnwritten(Standing standing) {
    return standing.open().filter(r -> unwritten.contains(r.id())).isPresent();
  }
}
