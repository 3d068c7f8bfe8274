package org.sluice.store.redis;

import java.util.concurrent.CompletionStage;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Charge;
import org.sluice.core.limit.Forecast;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.limit.SenderRecord;
import org.sluice.core.limit.Usage;

/**
 * Port: what the store does for all nodes, each call one atomic step there. The node's own logic
 * ({@link RedisLedger}) knows no more of Redis than this, so that a simulation can stand in for it.
 *
 * <p>Thread-safe; never blocks. A stage fails if the store refused, could not be reached or did not
 * answer in time; then nobody knows whether the step was done.
 */
interface Script extends AutoCloseable {

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

  /** Judges and counts, if the part's generation is the one given. */
  CompletionStage<Answer> charge(Charge charge, long generation);

  /** Gives back what a message had counted, once. */
  CompletionStage<Void> withdraw(SenderKey sender, long message);

  /** How a sender stands, counting nothing. */
  CompletionStage<Seen> look(SenderKey sender, Held held, long afreshMillis);

  /** Makes a restriction or a lift known; the later of the two holds, in whatever order told. */
  CompletionStage<Void> mark(Mark mark);

  /**
   * Adds what a node counted by itself; a second time with the same id adds nothing. Fails if the
   * part's generation is not the one given.
   *
   * @param generation 0 if there has to be none
   */
  CompletionStage<Void> merge(SenderRecord counted, long id, long generation);

  /**
   * The generation of a part.
   *
   * @param wanted what it becomes if there is none; 0 to leave it so
   * @return what it is after the step; 0 if there is none
   */
  CompletionStage<Long> generation(int part, long wanted);

  /** The store's clock, in Unix milliseconds. After a failure it is asked over new connections. */
  CompletionStage<Long> time();

  @Override
  void close();
}
