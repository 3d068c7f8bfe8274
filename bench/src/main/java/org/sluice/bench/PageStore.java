package org.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.store.embedded.facts.SqliteFacts;
import org.sluice.store.facts.Facts;

/**
 * Adds restricted users to the facts of a folder, each with its record and alert, which {@link
 * AuditLoad} may have filled with audit records before. Arguments: the folder, the number of users
 * that are to be restricted.
 */
public final class PageStore {
  private static final int GROUP = 5_000;

  /** So many users of a domain of which nothing was heard since. */
  private static final int QUIET = 20;

  private static final String QUIET_DOMAIN = "@quiet.example.com";
  private static final Instant LONG_AGO = Instant.parse("2026-01-02T00:00:00Z");

  private PageStore() {}

  /** Fills and prints how many there are. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    int wanted = Integer.parseInt(arguments[1]);
    Instant now = Instant.now();
    try (Facts facts = SqliteFacts.open(folder, now)) {
      CompletableFuture<?> last = CompletableFuture.completedFuture(null);
      for (int i = facts.open().size(); i < wanted; i++) {
        last = facts.restrict(restriction(i, now)).toCompletableFuture();
        if (i % GROUP == 0) {
          last.join();
        }
      }
      last.join();
      System.out.println(facts.open().size() + " restricted");
    }
  }

  private static Restriction restriction(int number, Instant now) {
    boolean quiet = number < QUIET;
    String name = "u" + number + (quiet ? QUIET_DOMAIN : "@d" + number % 50 + ".example.org");
    Instant created = quiet ? LONG_AGO.plusSeconds(number) : now.minus(Duration.ofSeconds(number));
    return new Restriction(
        "bench:" + number,
        new RestrictedEntity(RestrictedEntity.Kind.USER, name),
        new Block.UntilLifted(),
        "EmailSendingLimitExceeded;InternalRecipientCountToday=12;ExternalRecipientCountToday="
            + (500 + number % 400)
            + ";ExceedingLimitType=External;LastMessageRcptCount=50;",
        created,
        created,
        "Default",
        "EXTERNAL_RECIPIENTS_PER_HOUR",
        "",
        new Counts(12, 500 + number % 400, 12, 500 + number % 400),
        new Evidence(created, "192.0.2." + number % 256, "4Xq" + number, 50),
        Optional.empty());
  }
}
