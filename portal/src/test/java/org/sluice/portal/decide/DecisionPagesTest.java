package org.sluice.portal.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.decision.Decision;
import org.sluice.testkit.PlainSettings;

class DecisionPagesTest {

  /** A hook's request holds a whole message, a plain question 1 MiB at most. */
  @ParameterizedTest
  @CsvSource({"/decide,20", "/stalwart/mta-hook,300"})
  void a_message_has_more_time_to_come_than_a_question(String path, int seconds) {
    DecisionPages pages =
        new DecisionPages(
            submission -> CompletableFuture.completedFuture(Decision.Permit.INBOUND),
            tooLarge -> {},
            () -> PlainSettings.DEFAULT,
            context -> Optional.empty());
    assertThat(pages.bodyTime(path)).isEqualTo(Duration.ofSeconds(seconds));
  }
}
