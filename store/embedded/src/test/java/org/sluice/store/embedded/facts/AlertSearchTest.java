package org.sluice.store.embedded.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.administration.Refusal;
import org.sluice.core.alert.AlertStore.AlertQuery;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditRecord;
import org.sluice.store.facts.Dialect;
import org.sluice.store.facts.Facts;
import org.sluice.store.facts.FactsDatabase;
import org.sluice.store.facts.FactsFailure;
import org.sluice.store.facts.FactsOptions;
import org.sluice.store.facts.UnclearCommit;

/** A search of alerts goes on beside the thread that writes facts. */
class AlertSearchTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final AlertQuery ALL = new AlertQuery(List.of(), "", "");

  @TempDir private Path folder;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile boolean isSlow;
  private volatile Optional<RuntimeException> failure = Optional.empty();
  private Facts facts;

  /** A file whose reading takes until it is told to end, once it is slow. */
  private record Slow(Database file, Function<Supplier<Object>, Object> reading)
      implements FactsDatabase {
    @Override
    public <T> T alone(Function<Handle, T> work) {
      return file.alone(work);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T read(Function<Handle, T> wanted) {
      return (T) reading.apply(() -> file.read(wanted::apply));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T beside(Function<Handle, T> wanted) {
      return (T) reading.apply(() -> file.beside(wanted::apply));
    }

    @Override
    public boolean isCommitted(UnclearCommit unclear) {
      return file.isCommitted(unclear);
    }

    @Override
    public Dialect dialect() {
      return file.dialect();
    }

    @Override
    public Duration patience() {
      return file.patience();
    }

    @Override
    public int group() {
      return file.group();
    }

    @Override
    public String advice() {
      return file.advice();
    }

    @Override
    public boolean isReachable() {
      return file.isReachable();
    }

    @Override
    public void close() {
      file.close();
    }
  }

  @BeforeEach
  void open() throws Exception {
    Database file = new Database(folder);
    Schema.migrate(file.writing());
    facts = Facts.open(new Slow(file, this::slowly), folder, NOON, FactsOptions.PLAIN);
    restricted("anna@example.org");
    isSlow = true;
  }

  @AfterEach
  void close() {
    end.countDown();
    facts.close();
  }

  private Object slowly(Supplier<Object> reading) {
    failure.ifPresent(e -> {
      throw e;
    });
    if (isSlow) {
      begun.countDown();
      await(end);
    }
    return reading.get();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void restricted(String sender) {
    facts
        .auditLog()
        .append(AuditRecord.bySystem(AuditOperation.LISTED, NOON, sender, Map.of("Type", "User")));
  }

  private <T> T besideAnOrder(Supplier<T> search) throws Exception {
    CompletableFuture<T> searched = CompletableFuture.supplyAsync(search);
    await(begun);
    restricted("bert@example.org");
    assertThat(searched).isNotDone();
    end.countDown();
    return searched.get(60, TimeUnit.SECONDS);
  }

  @Test
  void no_order_waits_for_a_list_of_alerts() throws Exception {
    assertThat(besideAnOrder(() -> facts.alerts().list(ALL.having("example"), 9))).hasSize(2);
  }

  @Test
  void no_order_waits_while_alerts_are_counted() throws Exception {
    assertThat(besideAnOrder(() -> facts.alerts().count(ALL.having("example")))).isEqualTo(2);
  }

  @Test
  void what_was_written_before_is_seen() {
    end.countDown();
    for (int i = 0; i < 50; i++) {
      facts.warn(
          AuditRecord.bySystem(
              AuditOperation.SUSPICIOUS_PATTERN,
              NOON,
              "u" + i + "@example.org",
              Map.of("Type", "User")));
      assertThat(facts.alerts().count(ALL)).isEqualTo(i + 2);
    }
  }

  @Test
  void what_cannot_be_read_is_said_in_the_words_of_any_fact() {
    failure = Optional.of(new ConnectionException(new SQLException("the disk is gone")));
    assertThatThrownBy(() -> facts.alerts().list(ALL, 9))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("The facts cannot be read: ")
        .hasMessageContaining("the disk is gone")
        .hasMessageEndingWith(SqliteFacts.FILE + " not be read or written?");
    failure = Optional.of(new FactsFailure("The database did not answer a moment ago"));
    assertThatThrownBy(() -> facts.alerts().count(ALL))
        .hasMessageStartingWith("The database did not answer a moment ago. ");
    failure = Optional.of(new FactsFailure.Busy("Others read. Try again", new SQLException()));
    assertThatThrownBy(() -> facts.alerts().count(ALL)).hasMessage("Others read. Try again.");
    // A fault of the program is none of the disk.
    failure = Optional.of(new IllegalStateException("a fault"));
    assertThatThrownBy(() -> facts.alerts().list(ALL, 9))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a fault");
    failure = Optional.empty();
  }
}
