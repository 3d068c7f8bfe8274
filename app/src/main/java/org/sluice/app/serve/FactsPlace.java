package org.sluice.app.serve;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.sluice.app.configuration.PostgresqlPart;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.notify.courier.Secret;
import org.sluice.store.embedded.facts.SqliteFacts;
import org.sluice.store.facts.Facts;
import org.sluice.store.facts.FactsFailure;
import org.sluice.store.facts.FactsOptions;
import org.sluice.store.postgresql.Place;
import org.sluice.store.postgresql.PostgresqlFacts;

/** Where the facts of the configuration are. */
public final class FactsPlace {
  private FactsPlace() {}

  /**
   * Opens them.
   *
   * @throws FactsFailure if they cannot be opened
   */
  static Facts open(PostgresqlPart part, Path data, Supplier<Instant> clock, FactsOptions options) {
    return part.isPresent()
        ? PostgresqlFacts.open(place(part), data, clock, options)
        : SqliteFacts.open(data, clock.get(), options);
  }

  /**
   * The database of a part that names one.
   *
   * @throws FactsFailure if the password cannot be read
   */
  public static Place place(PostgresqlPart part) {
    return new Place(
        part.url(),
        part.user(),
        part.passwordFile().map(FactsPlace::secret).orElse(""),
        part.pool());
  }

  private static String secret(Path file) {
    try {
      return Secret.read(file);
    } catch (NotDelivered e) {
      throw new FactsFailure("postgresql.password-file: " + e.getMessage(), e);
    }
  }

  /** Where they are, for people, if they are not in the data directory. */
  static Optional<String> described(PostgresqlPart part) {
    return part.isPresent() ? Optional.of(place(part).shown()) : Optional.empty();
  }
}
