package org.sluice.store.redis;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntToLongFunction;
import org.sluice.store.redis.Filling.Part;

/**
 * Whether the counts of a part are whole: an emptied one has them again when every node that
 * counted there has joined it. Until then it answers, but what it lets through is not certain.
 *
 * <p>Thread-safe.
 */
final class Wholeness {
  /** Parts that are asked in one look whether they are still what they were. */
  static final int LOOKED_AT = 16;

  private final Filling store;
  private final Parts parts;
  private final Roster roster;
  private final IntToLongFunction generations;
  private final BitSet waiting = new BitSet();

  /** The generation that was found whole, of each part; 0 for none. */
  private final long[] whole;

  private List<String> missing = List.of();
  private int next;

  /**
   * @param generations those that this node knows
   */
  Wholeness(Filling store, Parts parts, Roster roster, IntToLongFunction generations) {
    this.store = store;
    this.parts = parts;
    this.roster = roster;
    this.generations = generations;
    this.whole = new long[parts.all()];
  }

  String me() {
    return roster.me();
  }

  boolean hasMine(Part part) {
    return part.nodes().contains(roster.me());
  }

  /** A part as the store has it now. Once it is whole it stays so until it is emptied. */
  synchronized void seen(int part, Part now) {
    if (whole[part] == now.generation()) {
      return;
    }
    List<String> lacks = roster.missing(now.nodes());
    waiting.set(part, !lacks.isEmpty());
    whole[part] = lacks.isEmpty() ? now.generation() : 0;
    if (!lacks.isEmpty() || waiting.isEmpty()) {
      missing = lacks;
    }
  }

  /** This node has joined a part that was so before. */
  void joined(int part, Part before) {
    Set<String> nodes = new HashSet<>(before.nodes());
    nodes.add(roster.me());
    seen(part, new Part(before.generation(), nodes));
  }

  synchronized boolean isWhole(int part) {
    return !waiting.get(part);
  }

  /** Nodes that are waited for. */
  synchronized List<String> missing() {
    return waiting.isEmpty() ? List.of() : missing;
  }

  /**
   * Looks at some parts, in turn, and at those that are not whole; at all of these only once the
   * first few are.
   *
   * @return completes with false if one of them is of another generation, or lacks this node, which
   *     had joined it
   */
  CompletionStage<Boolean> look() {
    Set<Integer> some = new LinkedHashSet<>(turn());
    some.addAll(waiting(LOOKED_AT));
    return ask(List.copyOf(some))
        .thenCompose(same ->
            same && waiting(1).stream().noneMatch(some::contains)
                ? ask(waiting(parts.all()))
                : CompletableFuture.completedStage(same));
  }

  private synchronized List<Integer> turn() {
    List<Integer> turn = new ArrayList<>();
    for (int i = 0; i < Math.min(LOOKED_AT, parts.all()); i++) {
      turn.add(next);
      next = (next + 1) % parts.all();
    }
    return turn;
  }

  private synchronized List<Integer> waiting(int most) {
    return waiting.stream().limit(most).boxed().toList();
  }

  private CompletionStage<Boolean> ask(List<Integer> some) {
    boolean[] same = {true};
    return InFlight.all(
            some,
            part ->
                store
                    .part(part, false, roster.me())
                    .thenAccept(now -> {
                      if (now.generation() == generations.applyAsLong(part) && hasMine(now)) {
                        seen(part, now);
                      } else {
                        same[0] = false;
                      }
                    }))
        .thenApply(asked -> same[0]);
  }
}
