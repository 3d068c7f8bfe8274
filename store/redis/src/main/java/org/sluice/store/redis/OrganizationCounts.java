package org.sluice.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.sluice.core.limit.Balance;
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
  private static final int SUM = 0;
  private static final int LEAVES = 1;
  private static final int FIRST = 2;

  /** Where a look's reply has the organization's sum and the instant at which it frees. */
  private static final int SEEN_SUM = 6;

  private static final int SEEN_LEAVES = 11;

  private final LettuceScript script;

  OrganizationCounts(LettuceScript script) {
    this.script = script;
  }

  CompletionStage<OrganizationUse> before(boolean limited) {
    return limited
        ? ask(0, false, List.of())
            .thenApply(reply -> new OrganizationUse(Wire.at(reply, SUM), Wire.at(reply, LEAVES)))
        : CompletableFuture.completedStage(OrganizationUse.NONE);
  }

  /**
   * Counts what a charge counted, and says whether its refusal is the first.
   *
   * @param limited whether the answer has to wait for it
   */
  CompletionStage<Script.Answer> after(List<Object> reply, Script.Answer answer, boolean limited) {
    boolean refused =
        answer instanceof Script.Answer.Judged(Balance balance)
            && balance.exceeded() == LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS
            && !balance.granted();
    long counted = Wire.counted(reply);
    List<Object> back = Wire.givenBack(reply);
    if (counted == 0 && back.isEmpty() && !refused) {
      return CompletableFuture.completedStage(answer);
    }
    CompletionStage<Script.Answer> told =
        ask(counted, refused, back)
            .thenApply(sums -> refused && Wire.at(sums, FIRST) == 1 ? first(answer) : answer);
    return limited ? told : CompletableFuture.completedStage(answer);
  }

  private static Script.Answer first(Script.Answer answer) {
    return switch (answer) {
      case Script.Answer.Judged(Balance b) ->
          new Script.Answer.Judged(
              new Balance(b.granted(), b.exceeded(), true, b.retryAfterMillis(), true, b.usage()));
      case Script.Answer.OtherGeneration other -> other;
    };
  }

  CompletionStage<Void> giveBack(List<Object> back) {
    return back.isEmpty()
        ? CompletableFuture.completedStage(null)
        : ask(0, false, back).thenAccept(done -> {});
  }

  /** A look's reply with the organization's counts in it. */
  CompletionStage<List<Object>> into(List<Object> seen) {
    return ask(0, false, List.of())
        .thenApply(sums -> {
          List<Object> whole = new ArrayList<>(seen);
          whole.set(SEEN_SUM, sums.get(SUM));
          whole.set(SEEN_LEAVES, sums.get(LEAVES));
          return whole;
        });
  }

  private CompletionStage<List<Object>> ask(long add, boolean refused, List<Object> back) {
    long[] numbers = new long[3 + back.size()];
    numbers[0] = script.atMillis();
    numbers[1] = add;
    numbers[2] = refused ? 1 : 0;
    for (int i = 0; i < back.size(); i++) {
      numbers[3 + i] = Wire.at(back, i);
    }
    return script.organization(Wire.numbers(numbers));
  }
}
