package org.sluice.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One wait for all that was written while the one before it was under way. */
class AcknowledgingTest {
  private static final long MOST_MILLIS = 100;

  private final List<Long> asked = new ArrayList<>();
  private final List<CompletableFuture<Long>> answers = new ArrayList<>();
  private final List<Runnable> loop = new ArrayList<>();
  private final AtomicLong now = new AtomicLong(1_000_000);
  private final Acknowledging acknowledging =
      new Acknowledging(2, MOST_MILLIS, this::ask, loop::add, now::get);

  private CompletableFuture<Long> ask(long millis) {
    asked.add(millis);
    answers.add(new CompletableFuture<>());
    return answers.getLast();
  }

  private CompletableFuture<Boolean> join() {
    return acknowledging.join().toCompletableFuture();
  }

  private void run() {
    loop.removeFirst().run();
  }

  @Test
  void what_is_written_together_waits_once_and_what_comes_meanwhile_waits_for_the_next() {
    CompletableFuture<Boolean> one = join();
    CompletableFuture<Boolean> two = join();
    run();
    assertThat(asked).hasSize(1);
    CompletableFuture<Boolean> late = join();
    CompletableFuture<Boolean> later = join();
    assertThat(loop).as("one wait at a time").isEmpty();
    answers.getFirst().complete(2L);
    assertThat(one).isCompletedWithValue(true);
    assertThat(two).isCompletedWithValue(true);
    assertThat(late).as("was written after that wait").isNotDone();
    assertThat(asked).as("not asked by who brings the answer").hasSize(1);
    run();
    assertThat(asked).hasSize(2);
    answers.getLast().complete(3L);
    assertThat(late).isCompletedWithValue(true);
    assertThat(later).isCompletedWithValue(true);
    run();
    join();
    run();
    assertThat(asked).as("begins anew").hasSize(3);
  }

  @Test
  void too_few_are_waited_for_shorter_until_there_are_enough() {
    CompletableFuture<Boolean> one = join();
    run();
    CompletableFuture<Boolean> two = join();
    answers.getLast().complete(1L);
    assertThat(one).isCompletedWithValue(false);
    run();
    CompletableFuture<Boolean> three = join();
    answers.getLast().complete(2L);
    assertThat(two).isCompletedWithValue(true);
    run();
    answers.getLast().complete(2L);
    assertThat(three).isCompletedWithValue(true);
    assertThat(asked).containsExactly(MOST_MILLIS, MOST_MILLIS / 5, MOST_MILLIS);
  }

  private void tooFew() {
    join();
    run();
    answers.getLast().complete(1L);
    run();
  }

  @Test
  void while_they_are_too_few_they_are_waited_for_in_full_now_and_then_for_they_may_be_slow() {
    tooFew();
    now.addAndGet(Acknowledging.IN_FULL_MILLIS - 1);
    tooFew();
    now.addAndGet(1);
    tooFew();
    tooFew();
    now.addAndGet(Acknowledging.IN_FULL_MILLIS + 1);
    tooFew();
    assertThat(asked)
        .containsExactly(MOST_MILLIS, MOST_MILLIS / 5, MOST_MILLIS, MOST_MILLIS / 5, MOST_MILLIS);
  }

  @Test
  void a_connection_that_fails_fails_what_waits() {
    CompletableFuture<Boolean> one = join();
    run();
    CompletableFuture<Boolean> two = join();
    answers.getFirst().completeExceptionally(new IllegalStateException("gone"));
    assertThat(one).isCompletedExceptionally();
    assertThat(two).isNotDone();
    run();
    answers.getLast().complete(0L);
    assertThat(two).isCompletedWithValue(false);
  }

  /**
   * A connection that sends each command at once: what another thread writes is a task of its own
   * thread, and what that thread writes goes out before all tasks. Answers arrive on that thread.
   */
  @Test
  void a_wait_never_overtakes_what_it_speaks_for() {
    List<String> sent = new ArrayList<>();
    List<Runnable> tasks = new ArrayList<>();
    boolean[] own = {false};
    List<CompletableFuture<Long>> waits = new ArrayList<>();
    Acknowledging over =
        new Acknowledging(
            1,
            MOST_MILLIS,
            millis -> {
              waits.add(new CompletableFuture<>());
              write(own[0], tasks, () -> sent.add("wait"));
              return waits.getLast();
            },
            loop::add,
            now::get);
    write(own[0], tasks, () -> sent.add("one"));
    over.join();
    run();
    tasks.forEach(Runnable::run);
    tasks.clear();
    write(own[0], tasks, () -> sent.add("two"));
    over.join();
    own[0] = true;
    waits.getFirst().complete(1L);
    own[0] = false;
    run();
    tasks.forEach(Runnable::run);
    assertThat(sent).containsExactly("one", "wait", "two", "wait");
  }

  private static void write(boolean own, List<Runnable> tasks, Runnable command) {
    if (own) {
      command.run();
    } else {
      tasks.add(command);
    }
  }

  @Test
  void where_nothing_can_be_asked_any_more_nobody_waits() {
    boolean[] closed = {false};
    List<CompletableFuture<Long>> waits = new ArrayList<>();
    Acknowledging closing =
        new Acknowledging(
            1,
            MOST_MILLIS,
            millis -> {
              waits.add(new CompletableFuture<>());
              return waits.getLast();
            },
            task -> {
              if (closed[0]) {
                throw new RejectedExecutionException();
              }
              task.run();
            },
            now::get);
    closing.join();
    CompletableFuture<Boolean> meanwhile = closing.join().toCompletableFuture();
    closed[0] = true;
    waits.getFirst().complete(1L);
    assertThat(meanwhile).isCompletedExceptionally();
    assertThat(closing.join().toCompletableFuture()).isCompletedExceptionally();
  }
}
