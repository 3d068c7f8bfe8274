package org.sluice.notify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.sluice.core.alert.Audience;
import org.sluice.notify.courier.Courier;
import org.sluice.store.facts.Facts;
import org.sluice.store.facts.FactsOptions;
import org.sluice.store.postgresql.Place;
import org.sluice.store.postgresql.PostgresqlFacts;

/** A node to be killed: restricts users on PostgreSQL, and tells the administrator. */
final class KilledNode {
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final Duration LEASE = Duration.ofSeconds(5);

  private KilledNode() {}

  static Facts facts(String url, Path data, AtomicReference<Runnable> news) {
    Audience audience =
        new Audience(List.of("admin@example.org"), true, List.of(), false, false, "");
    return PostgresqlFacts.open(
        new Place(url, "postgres", "", 4, ANSWER, LEASE),
        data,
        () -> ToBeKilled.NOON,
        new FactsOptions(() -> 180, () -> audience, () -> news.get().run()));
  }

  /** {@code data port round url}. */
  public static void main(String[] arguments) throws InterruptedException {
    AtomicReference<Runnable> news = new AtomicReference<>(() -> {});
    Facts facts = facts(arguments[3], Path.of(arguments[0]), news);
    Courier courier = ToBeKilled.courier(facts, Integer.parseInt(arguments[1]));
    news.set(courier::wake);
    for (int i = 0; i < ToBeKilled.USERS; i++) {
      String name = "p" + arguments[2] + "-" + i + "@example.org";
      facts.restrict(ToBeKilled.restriction(name)).toCompletableFuture().join();
      System.out.println(name);
    }
    new CountDownLatch(1).await();
  }
}
