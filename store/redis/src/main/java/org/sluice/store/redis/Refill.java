package org.sluice.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.sluice.core.limit.LocalLedger;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Standing;

/**
 * Tells a shared ledger, before it is asked again, what this node knows: first who is restricted
 * and who was lifted, then what was counted without it.
 *
 * <p>A part whose generation is another than this node knew was emptied meanwhile: to it the node
 * adds all that it let through itself in the last day, and if nobody else did so yet, gives it a
 * generation. So each node adds its own share once, in whatever order they come. A node that has
 * just started knows no generations and takes those that it finds. Not thread-safe: one at a time.
 */
final class Refill {
  private final Script script;
  private final Parts parts;
  private final LocalLedger local;
  private final Unmerged unmerged;
  private final Supplier<Map<RestrictedEntity, Standing>> standings;
  private final LongSupplier ids;
  private final List<Integer> all;
  private final AtomicLongArray generations;

  /** By part, under which id its share is being added; 0 if it is not. */
  private final long[] shares;

  Refill(
      Script script,
      Parts parts,
      LocalLedger local,
      Unmerged unmerged,
      Supplier<Map<RestrictedEntity, Standing>> standings,
      LongSupplier ids) {
    this.script = script;
    this.parts = parts;
    this.local = local;
    this.unmerged = unmerged;
    this.standings = standings;
    this.ids = ids;
    this.all = IntStream.range(0, parts.count()).boxed().toList();
    this.generations = new AtomicLongArray(parts.count());
    this.shares = new long[parts.count()];
  }

  /** The generation of a sender's part; 0 if it was never seen. */
  long generation(SenderKey sender) {
    return generations.get(parts.of(sender));
  }

  /**
   * Does all of it.
   *
   * @return how many parts were found emptied; fails where the store fails, and is then begun again
   */
  CompletionStage<Integer> run() {
    long[] found = new long[parts.count()];
    return InFlight.all(
            all, part -> script.generation(part, 0).thenAccept(seen -> found[part] = seen))
        .thenCompose(seen -> InFlight.all(marks(), script::mark))
        .thenCompose(told -> InFlight.all(share(found), this::add))
        .thenCompose(added -> merge())
        .thenCompose(merged -> InFlight.all(all, part -> settle(part, found[part])))
        .thenApply(settled -> emptied(found));
  }

  private List<Mark> marks() {
    List<Mark> marks = new ArrayList<>();
    standings.get().forEach((entity, standing) -> marks.add(Mark.of(entity, standing)));
    return marks;
  }

  /** Whether a part lacks this node's share. */
  private boolean wasEmptied(int part, long found) {
    return found == 0 || (generations.get(part) != 0 && found != generations.get(part));
  }

  private int emptied(long[] found) {
    return (int) IntStream.range(0, found.length).filter(part -> found[part] == 0).count();
  }

  private List<Unmerged.Due> share(long[] found) {
    boolean any = false;
    for (int part = 0; part < found.length; part++) {
      boolean lacks = wasEmptied(part, found[part]);
      any |= lacks;
      shares[part] = lacks ? (shares[part] == 0 ? ids.getAsLong() : shares[part]) : 0;
    }
    List<Unmerged.Due> share = new ArrayList<>();
    if (any) {
      local.walk(counted -> collect(counted, share));
    }
    return share;
  }

  private void collect(SenderRecord counted, List<Unmerged.Due> share) {
    long id = shares[parts.of(counted.sender())];
    if (id != 0 && !counted.isEmpty()) {
      share.add(new Unmerged.Due(id ^ counted.sender().high(), counted));
    }
  }

  private CompletionStage<?> add(Unmerged.Due due) {
    return script.merge(due.counted(), due.id());
  }

  /** What was counted alone, but for the parts to which all of this node's share was added. */
  private CompletionStage<Void> merge() {
    return InFlight.all(
        unmerged.take(),
        due -> {
          int part = parts.of(due.counted().sender());
          CompletionStage<?> added =
              shares[part] != 0 ? CompletableFuture.completedStage(null) : add(due);
          return added.thenAccept(done -> unmerged.done(due));
        });
  }

  private CompletionStage<?> settle(int part, long found) {
    if (found != 0) {
      settled(part, found);
      return CompletableFuture.completedStage(null);
    }
    return script
        .generation(part, ids.getAsLong())
        .thenAccept(generation -> settled(part, generation));
  }

  private void settled(int part, long generation) {
    generations.set(part, generation);
    shares[part] = 0;
  }

  /** Adds what was counted alone since, while the store is being asked again. */
  CompletionStage<Void> mergeRest() {
    return InFlight.all(unmerged.take(), due -> add(due).thenAccept(done -> unmerged.done(due)));
  }
}
