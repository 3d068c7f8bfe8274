package org.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.Limits;

/** What every ledger keeps, whatever it is built on. */
public abstract class LimitLedgerContract extends LimitKindsContract {
  private static final int THREADS = 64;

  @Test
  void counts_up_to_the_limit_and_not_one_more() {
    Limits limits = externalPerHour(3);
    for (int i = 1; i <= 3; i++) {
      assertThat(charge(recipient(ANNA, i, i, NOON, limits)).granted()).isTrue();
    }
    Balance fourth = charge(recipient(ANNA, 4, 4, NOON, limits));
    assertThat(fourth.granted()).isFalse();
    assertThat(fourth.exceeded()).isEqualTo(LimitKind.EXTERNAL_RECIPIENTS_PER_HOUR);
    assertThat(fourth.usage().externalInHour()).isEqualTo(4);
    assertThat(ledger.usage(ANNA, NOON, 0).usage().externalInHour()).isEqualTo(3);
  }

  @Test
  void the_same_recipient_of_the_same_message_counts_once() {
    Limits limits = externalPerHour(1);
    assertThat(charge(recipient(ANNA, 7, 1, NOON, limits)).granted()).isTrue();
    assertThat(charge(recipient(ANNA, 7, 1, NOON, limits)).granted()).isTrue();
    assertThat(ledger.usage(ANNA, NOON, 0).usage().externalInHour()).isEqualTo(1);
  }

  @Test
  void a_message_that_is_withdrawn_gives_back_what_it_counted_once() {
    Limits limits = externalPerHour(2);
    assertThat(charge(recipient(ANNA, 7, 1, NOON, limits)).granted()).isTrue();
    assertThat(charge(recipient(ANNA, 8, 2, NOON, limits)).granted()).isTrue();
    for (int i = 0; i < 2; i++) {
      ledger.withdraw(ANNA, 7, NOON).toCompletableFuture().join();
      assertThat(ledger.usage(ANNA, NOON, 0).usage().externalInHour()).isEqualTo(1);
    }
    ledger.withdraw(ANNA, 9, NOON).toCompletableFuture().join();
    assertThat(ledger.usage(ANNA, NOON, 0).usage().externalInHour()).isEqualTo(1);
    assertThat(charge(recipient(ANNA, 7, 1, NOON, limits)).granted()).as("tried again").isTrue();
    assertThat(ledger.usage(ANNA, NOON, 0).usage().externalInHour()).isEqualTo(2);
  }

  @Test
  void sixty_four_threads_at_one_sender_never_get_one_too_many() throws Exception {
    int most = 1_000;
    Limits limits = externalPerHour(most);
    AtomicInteger granted = new AtomicInteger();
    AtomicInteger firsts = new AtomicInteger();
    CountDownLatch ready = new CountDownLatch(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int thread = t;
        all.add(
            threads.submit(() -> {
              ready.countDown();
              ready.await();
              for (int i = 0; i < 50; i++) {
                long id = thread * 1_000L + i + 1;
                Balance balance = charge(recipient(ANNA, id, id, NOON, limits));
                if (balance.granted()) {
                  granted.incrementAndGet();
                }
                if (balance.first()) {
                  firsts.incrementAndGet();
                }
              }
              return null;
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(granted).hasValue(most);
    assertThat(firsts).as("told once that the limit is crossed").hasValue(1);
    assertThat(ledger.usage(ANNA, NOON, 0).usage().externalInHour()).isEqualTo(most);
  }
}
