package org.sluice.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.LimitKind;
import org.sluice.store.redis.Wire.OrganizationUse;

/**
 * The organization's counts in a Cluster, where they lie in another slot than their senders and no
 * step can see both: read before a charge, if a limit asks for it, and added to after it. What is
 * being charged at the same moment does not see each other, so the organization's limit may be
 * exceeded by the recipients of the charges in flight, and by no more.
 *
 * <p>Thread-safe.
 */
final class OrganizationCounts {
  /** The generation of who does not mind which it is. */
  private static final long ANY = 0;

  private static final int SUM = 0;
  private static final int LEAVES = 1;
  private static final int FIRST = 2;

  /** Longer than this is a reply that too few replicas vouch for. */
  private static final int UNSURE = 3;

  /** Where a look's reply has the organization's sum and the instant at which it frees. */
  private static final int SEEN_SUM = 6;

  private static final int SEEN_LEAVES = 11;

  private final LettuceScript script;

  OrganizationCounts(LettuceScript script) {
    this.script = script;
  }

  /**
   * A charge and what goes before and after it.
   *
   * @param generation that of the organization's counts, as the asking node knows it
   * @param send the charge itself
   */
  CompletionStage<Script.Answer> charge(
      Charge charge,
      long generation,
      Function<OrganizationUse, CompletionStage<List<Object>>> send) {
    if (charge.limits().most(LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS) <= 0) {
      return send.apply(OrganizationUse.NONE).thenApply(reply -> after(reply, generation));
    }
    return ask(generation, 0, false, List.of())
        .thenCompose(sums ->
            isOther(sums)
                ? CompletableFuture.completedStage(new Script.Answer.OtherGeneration())
                : send.apply(new OrganizationUse(Wire.at(sums, SUM), Wire.at(sums, LEAVES)))
                    .thenCompose(reply -> afterLimited(reply, generation)));
  }

  /** Counts what a charge counted; nobody waits for it. */
  private Script.Answer after(List<Object> reply, long generation) {
    if (changes(reply)) {
      var _ = ask(generation, Wire.counted(reply), false, Wire.givenBack(reply));
    }
    return Wire.answer(reply);
  }

  /** Counts what a charge counted, and says whether its refusal is the first. */
  private CompletionStage<Script.Answer> afterLimited(List<Object> reply, long generation) {
    Script.Answer answer = Wire.answer(reply);
    boolean refused =
        answer instanceof Script.Answer.Judged(Balance balance)
            && balance.exceeded() == LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS
            && !balance.granted();
    if (!changes(reply) && !refused) {
      return CompletableFuture.completedStage(answer);
    }
    return script
        .organizationForCertain(
            numbers(generation, Wire.counted(reply), refused, Wire.givenBack(reply)))
        .thenApply(sums ->
            isOther(sums)
                ? new Script.Answer.OtherGeneration()
                : with(answer, refused && Wire.at(sums, FIRST) == 1, sums.size() > UNSURE));
  }

  /** The reply to a change of the counts that too few replicas have. */
  static List<Object> unacknowledged(List<Object> sums) {
    List<Object> marked = new ArrayList<>(sums);
    marked.add(1L);
    return marked;
  }

  private static boolean changes(List<Object> reply) {
    return Wire.counted(reply) > 0 || !Wire.givenBack(reply).isEmpty();
  }

  private static boolean isOther(List<Object> sums) {
    return Wire.at(sums, SUM) < 0;
  }

  private static Script.Answer with(Script.Answer answer, boolean first, boolean unsure) {
    return switch (answer) {
      case Script.Answer.Judged(Balance b) ->
          new Script.Answer.Judged(
              new Balance(
                  b.granted(),
                  b.exceeded(),
                  first || b.first(),
                  b.retryAfterMillis(),
                  b.recorded() && !unsure,
                  b.usage(),
                  b.restricted()));
      case Script.Answer.OtherGeneration other -> other;
    };
  }

  CompletionStage<Void> giveBack(List<Object> back) {
    return back.isEmpty()
        ? CompletableFuture.completedStage(null)
        : ask(ANY, 0, false, back).thenAccept(done -> {});
  }

  /** A look's reply with the organization's counts in it. */
  CompletionStage<List<Object>> into(List<Object> seen) {
    return ask(ANY, 0, false, List.of())
        .thenApply(sums -> {
          List<Object> whole = new ArrayList<>(seen);
          whole.set(SEEN_SUM, sums.get(SUM));
          whole.set(SEEN_LEAVES, sums.get(LEAVES));
          return whole;
        });
  }

  private CompletionStage<List<Object>> ask(
      long generation, long add, boolean refused, List<Object> back) {
    return script.organization(numbers(generation, add, refused, back));
  }

  private byte[][] numbers(long generation, long add, boolean refused, List<Object> back) {
    long[] numbers = new long[4 + back.size()];
    numbers[0] = generation;
    numbers[1] = script.atMillis();
    numbers[2] = add;
    numbers[3] = refused ? 1 : 0;
    for (int i = 0; i < back.size(); i++) {
      numbers[4 + i] = Wire.at(back, i);
    }
    return Wire.numbers(numbers);
  }
}
