package org.sluice.store.redis;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.sluice.core.limit.LocalLedger;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Standing;
import org.sluice.store.redis.Filling.Part;

/**
 * Tells a shared ledger, before it is asked again, what this node knows: first who is restricted
 * and who was lifted, then what was counted without it.
 *
 * <p>A part that does not name this node was emptied since it joined: the node adds all that it let
 * through itself in the last day, and then joins. So each node adds its own share once, in whatever
 * order they come, and also one that was restarted meanwhile. A part that names it no more although
 * it is the same that this node joined was lost to a failover, and with the name what came after
 * it: the share is added anew. The shares are added a few parts at a time, so that what is held in
 * memory is bounded however many senders there are.
 *
 * <p>Thread-safe, but only one {@link #run} at a time.
 */
final class Refill {
  /** Senders, about, whose whole share is held at a time. */
  static final int MOST_HELD = 65_536;

  /** Of so many a restriction that is not to be is told of again; of more, once. */
  static final int MOST_TAKEN_BACK = 65_536;

  /** At so many looks: what is on its way does not travel for longer. */
  static final int TAKEN_BACK_LOOKS = 16;

  private final Filling store;
  private final Script script;
  private final Parts parts;
  private final LocalLedger local;
  private final Unmerged unmerged;
  private final Supplier<Map<RestrictedEntity, Standing>> standings;
  private final Wholeness wholeness;
  private final Executor walking;
  private final List<Integer> all;
  private final AtomicLongArray generations;

  private final Map<SenderKey, TakenBack> takenBack = new ConcurrentHashMap<>();

  /** What is to be told of again at so many looks. */
  private record TakenBack(Mark mark, int looks) {}

  /** The generation for which this node's share was taken from its ledger, of each part. */
  private final long[] taken;

  /** The generation that this node has joined, of each part. */
  private final long[] joined;

  /**
   * @param walking where the node's own ledger is walked through
   */
  Refill(
      Script script,
      Parts parts,
      LocalLedger local,
      Unmerged unmerged,
      Supplier<Map<RestrictedEntity, Standing>> standings,
      Wholeness wholeness,
      Executor walking) {
    this.store = script;
    this.script = script;
    this.parts = parts;
    this.local = local;
    this.unmerged = unmerged;
    this.standings = standings;
    this.wholeness = wholeness;
    this.walking = walking;
    this.all = IntStream.range(0, parts.all()).boxed().toList();
    this.generations = new AtomicLongArray(parts.all());
    this.taken = new long[parts.all()];
    this.joined = new long[parts.all()];
  }

  /** The generation of a sender's part; 0 if it was never seen. */
  long generation(SenderKey sender) {
    return generations.get(parts.of(sender));
  }

  /** That of the organization's part. */
  long organization() {
    return generations.get(parts.organization());
  }

  /** That of any part. */
  long generation(int part) {
    return generations.get(part);
  }

  /**
   * Does all of it.
   *
   * @return how many parts lacked this node's share; fails where the store fails, and is then begun
   *     again
   */
  CompletionStage<Integer> run() {
    Part[] found = new Part[parts.all()];
    return InFlight.all(
            all,
            part -> store.part(part, true, wholeness.me()).thenAccept(seen -> found[part] = seen))
        .thenCompose(seen -> InFlight.all(marks(), script::mark))
        .thenCompose(marked -> add(found));
  }

  private List<Mark> marks() {
    List<Mark> marks = new ArrayList<>();
    standings.get().forEach((entity, standing) -> marks.add(Mark.of(entity, standing)));
    return marks;
  }

  /**
   * From here on an answer that was given by the generation before counts as none: the walk through
   * this node's ledger may have passed its sender already.
   */
  private CompletionStage<Integer> add(Part[] found) {
    BitSet lacking = new BitSet();
    for (int part = 0; part < found.length; part++) {
      generations.set(part, found[part].generation());
      wholeness.seen(part, found[part]);
      lacking.set(part, !wholeness.hasMine(found[part]));
      if (lacking.get(part) && joined[part] == found[part].generation()) {
        taken[part] = 0;
      }
    }
    CompletionStage<Void> step = CompletableFuture.completedStage(null);
    for (BitSet some : batches(lacking)) {
      step = step.thenCompose(done -> fill(some, found));
    }
    return step.thenCompose(filled -> mergeRest()).thenApply(merged -> lacking.cardinality());
  }

  /** So many parts at a time that their senders are not more than may be held. */
  private List<BitSet> batches(BitSet lacking) {
    long each = Math.max(1, (long) MOST_HELD * parts.count() / Math.max(1, local.senders()));
    List<BitSet> batches = new ArrayList<>();
    for (int part = lacking.nextSetBit(0); part >= 0; part = lacking.nextSetBit(part + 1)) {
      if (batches.isEmpty() || batches.getLast().cardinality() >= each) {
        batches.add(new BitSet());
      }
      batches.getLast().set(part);
    }
    return batches;
  }

  private CompletionStage<Void> fill(BitSet some, Part[] found) {
    return CompletableFuture.runAsync(() -> takeShare(some), walking)
        .thenCompose(taken -> mergeRest())
        .thenCompose(merged ->
            InFlight.all(some.stream().boxed().toList(), part -> join(part, found[part])));
  }

  /** What was counted alone gives way to the whole share where a part was emptied. */
  private void takeShare(BitSet some) {
    BitSet fresh = new BitSet();
    some.stream().filter(part -> taken[part] != generations.get(part)).forEach(fresh::set);
    if (fresh.isEmpty()) {
      return;
    }
    unmerged.replace(sender -> fresh.get(parts.of(sender)), local);
    if (fresh.get(parts.organization())) {
      unmerged.replaceTogether(local);
    }
    fresh.stream().forEach(part -> taken[part] = generations.get(part));
  }

  private CompletionStage<Void> join(int part, Part found) {
    return store
        .join(part, found.generation(), wholeness.me())
        .thenRun(() -> {
          joined[part] = found.generation();
          wholeness.joined(part, found);
        });
  }

  /**
   * A restriction is not to be: what was told of it ends now, and again at the next looks, for a
   * charge on its way may tell it once more; if Redis is lost, when it is back.
   */
  Mark takesBack(Mark mark) {
    if (takenBack.size() < MOST_TAKEN_BACK) {
      takenBack.put(mark.sender(), new TakenBack(mark, TAKEN_BACK_LOOKS));
    }
    return mark;
  }

  /** What is left to be told once charges go there. */
  CompletionStage<Void> tellRest() {
    return InFlight.all(
            List.copyOf(takenBack.values()),
            due -> script.mark(due.mark()).thenRun(() -> told(due)))
        .thenCompose(
            told -> unmerged.isEmpty() ? CompletableFuture.completedStage(null) : mergeRest());
  }

  private void told(TakenBack due) {
    SenderKey sender = due.mark().sender();
    if (due.looks() == 1) {
      takenBack.remove(sender, due);
    } else {
      takenBack.replace(sender, due, new TakenBack(due.mark(), due.looks() - 1));
    }
  }

  /** Adds what was counted alone. */
  private CompletionStage<Void> mergeRest() {
    return InFlight.all(
            unmerged.take(),
            due ->
                store
                    .merge(due.counted(), due.id(), generation(due.counted().sender()))
                    .thenAccept(done -> unmerged.done(due)))
        .thenCompose(senders ->
            InFlight.all(
                unmerged.takeTogether(),
                due ->
                    store
                        .merge(due.counted(), due.id(), organization())
                        .thenAccept(done -> unmerged.done(due))));
  }
}
