package org.sluice.store.redis;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.sluice.core.limit.LocalLedger;
import org.sluice.core.limit.SenderKey;
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

  /** Parts to which this node's whole share is being added. */
  private final BitSet filling = new BitSet();

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
        .thenRun(() -> takeShare(found))
        .thenCompose(taken -> merge(part -> found[part]))
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

  /** What was counted alone gives way to the whole share where a part was emptied. */
  private synchronized void takeShare(long[] found) {
    BitSet fresh = new BitSet();
    for (int part = 0; part < found.length; part++) {
      if (wasEmptied(part, found[part]) && !filling.get(part)) {
        fresh.set(part);
      }
    }
    if (!fresh.isEmpty()) {
      unmerged.replace(sender -> fresh.get(parts.of(sender)), local);
      filling.or(fresh);
    }
  }

  private CompletionStage<Void> merge(IntToLongFunction generation) {
    return InFlight.all(
        unmerged.take(),
        due ->
            script
                .merge(
                    due.counted(),
                    due.id(),
                    generation.applyAsLong(parts.of(due.counted().sender())))
                .thenAccept(done -> unmerged.done(due)));
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

  private synchronized void settled(int part, long generation) {
    generations.set(part, generation);
    filling.clear(part);
  }

  /** Adds what was counted alone since, while the store is being asked again. */
  CompletionStage<Void> mergeRest() {
    return merge(generations::get);
  }
}
