package org.sluice.store.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Forecast;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.Usage;

/**
 * Port: what the store does for all nodes, each call one atomic step there. The node's own logic
 * ({@link RedisLedger}) knows no more of Redis than this, so that a simulation can stand in for it.
 *
 * <p>Thread-safe; never blocks. A stage fails if the store refused, could not be reached or did not
 * answer in time; then nobody knows whether the step was done.
 */
interface Script extends Filling, AutoCloseable {

  /** The answer to a charge. */
  sealed interface Answer {
    /** It was judged. */
    record Judged(Balance balance) implements Answer {}

    /** It was not: the sender's part is of another generation than the asking node knows. */
    record OtherGeneration() implements Answer {}
  }

  /** How a sender stands. */
  record Seen(boolean restricted, Forecast forecast) {
    Balance balance(boolean recorded) {
      Usage usage = forecast.usage();
      return restricted
          ? Balance.restricted(recorded, usage)
          : new Balance(true, null, false, 0, recorded, usage);
    }
  }

  /**
   * Judges and counts, if the generations are those given.
   *
   * @param generation of the sender's part
   * @param organization of the organization's; heard only where its counts are of this charge
   * @param whole whether what passes may be taken for certain; if not, it is judged anew when it is
   *     asked again by who may
   */
  CompletionStage<Answer> charge(Charge charge, long generation, long organization, boolean whole);

  /** Gives back what a message had counted, once. */
  CompletionStage<Void> withdraw(SenderKey sender, long message);

  /** How a sender stands, counting nothing. */
  CompletionStage<Seen> look(SenderKey sender, Held held, long afreshMillis);

  /** Makes a restriction or a lift known; the later of the two holds, in whatever order told. */
  CompletionStage<Void> mark(Mark mark);

  /** The masters of which too few replicas have what they count, as is known without asking. */
  List<String> lackingReplicas();

  @Override
  void close();
}
