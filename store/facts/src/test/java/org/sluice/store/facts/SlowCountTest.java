package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.report.Reporting;

/** A refused message is counted when its count is written, not when nobody waits any longer. */
class SlowCountTest {
  private static final String ANNA = "anna@example.org";

  private final AtomicInteger transactions = new AtomicInteger();
  private final CountDownLatch busy = new CountDownLatch(1);
  private final RecentReports recent = new RecentReports(1);

  /** Takes whatever it is given; what was written is of no interest. */
  private final class Taking implements FactsDatabase {
    private final Duration patience;

    Taking(Duration patience) {
      this.patience = patience;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> T alone(Function<Handle, T> work) {
      transactions.incrementAndGet();
      return (T) Boolean.TRUE;
    }

    @Override
    public <T> T read(Function<Handle, T> reading) {
      throw new FactsFailure("Nothing is read");
    }

    @Override
    public <T> T beside(Function<Handle, T> reading) {
      throw new FactsFailure("Nothing is read");
    }

    @Override
    public boolean isCommitted(UnclearCommit unclear) {
      return true;
    }

    @Override
    public Dialect dialect() {
      throw new FactsFailure("Nothing is refused");
    }

    @Override
    public Duration patience() {
      return patience;
    }

    @Override
    public int group() {
      return 10;
    }

    @Override
    public String advice() {
      return "";
    }

    @Override
    public boolean isReachable() {
      return true;
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  }

  private FactsThread thread = new FactsThread(new Taking(Duration.ofMillis(1)), () -> {});

  @AfterEach
  void close() {
    busy.countDown();
    thread.close();
  }

  private CompletableFuture<Reporting> again() {
    recent.note(ANNA, 0);
    return new StoredReports(thread, recent)
        .put(
            ANNA,
            1,
            more -> {
              throw new IllegalStateException("The last report is recent");
            })
        .toCompletableFuture();
  }

  @Test
  void a_count_that_still_waits_when_the_patience_ends_is_no_success() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CompletableFuture<Void> turn =
        thread.inTurn(() -> {
          held.countDown();
          await(busy);
        });
    await(held);
    assertThatThrownBy(() -> again().get(60, TimeUnit.SECONDS))
        .hasRootCauseMessage("The count of refused messages is not written yet");
    assertThat(transactions).hasValue(0);
    busy.countDown();
    turn.get(60, TimeUnit.SECONDS);
    thread.inTurn(() -> {}).get(60, TimeUnit.SECONDS);
    assertThat(transactions).as("it is written after all").hasValue(1);
  }

  @Test
  void a_count_that_is_written_is_one() throws Exception {
    thread.close();
    thread = new FactsThread(new Taking(Duration.ofMinutes(1)), () -> {});
    assertThat(again().get(60, TimeUnit.SECONDS)).isEqualTo(Reporting.COUNTED);
    assertThat(transactions).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
