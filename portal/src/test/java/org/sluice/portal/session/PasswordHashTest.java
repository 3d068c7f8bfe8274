package org.sluice.portal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
  private static final String FORM = "\\$argon2id\\$v=19\\$m=7168,t=5,p=1\\$.{22}\\$.{43}";

  private final PasswordHash hashes = new PasswordHash();

  @Test
  void a_password_matches_its_hash_and_no_other_does() {
    String hash = hashes.of("correct horse battery");
    assertThat(hash).matches(FORM);
    assertThat(hashes.matches("correct horse battery", hash)).isTrue();
    assertThat(hashes.matches("correct horse batterz", hash)).isFalse();
    assertThat(hashes.matches("", hash)).isFalse();
    assertThat(hashes.of("correct horse battery")).as("salted").isNotEqualTo(hash);
  }

  @Test
  void a_hash_that_bouncy_castle_made_is_known() {
    String other =
        "$argon2id$v=19$m=7168,t=5,p=1$ajkbiGtJTJgPS40d6+tEHg"
            + "$qTm8Y92K7tKqKV7h8ivdLnb2GGHQOkrV/BNgY3iMBwA";
    assertThat(hashes.matches("correct horse battery", other)).isTrue();
    assertThat(hashes.matches("correct horse batterz", other)).isFalse();
  }

  @Test
  void one_text_in_two_encodings_is_one_password() {
    assertThat(hashes.matches("Pa\u0308sse und Wege", hashes.of("P\u00e4sse und Wege"))).isTrue();
  }

  @Test
  void nothing_matches_no_password_and_it_takes_the_same_reckoning() {
    assertThat(hashes.matches("", "")).isFalse();
    assertThat(hashes.matches("anything", "")).isFalse();
    assertThat(PasswordHash.NOBODY).matches(FORM);
  }

  @Test
  void what_is_no_hash_is_not_believed() {
    assertThatThrownBy(() -> hashes.matches("x", "plain"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("plain");
  }

  @Test
  void many_at_once_take_turns() {
    String hash = hashes.of("correct horse battery");
    assertThat(
            IntStream.range(0, 8)
                .parallel()
                .allMatch(i -> hashes.matches("correct horse battery", hash)))
        .isTrue();
  }

  @Test
  void who_finds_too_many_waiting_is_told_at_once_and_later_ones_are_served() throws Exception {
    String hash = hashes.of("correct horse battery");
    int most = PasswordHash.AT_ONCE + PasswordHash.MOST_WAITING;
    CountDownLatch begin = new CountDownLatch(1);
    List<Future<Boolean>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4 * most)) {
      for (int i = 0; i < 4 * most; i++) {
        answers.add(
            threads.submit(() -> {
              begin.await();
              return hashes.matches("correct horse battery", hash);
            }));
      }
      begin.countDown();
    }
    long refused = answers.stream().filter(a -> a.state() == Future.State.FAILED).count();
    assertThat(refused).as("refused").isPositive();
    assertThat(answers.size() - refused).as("served").isGreaterThanOrEqualTo(most);
    assertThat(answers.stream().filter(a -> a.state() == Future.State.FAILED))
        .allMatch(a -> a.exceptionNow() instanceof PasswordHash.Busy);
    assertThat(hashes.matches("correct horse battery", hash)).isTrue();
  }
}
