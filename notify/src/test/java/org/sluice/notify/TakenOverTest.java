package org.sluice.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Delivery;
import org.sluice.core.outbox.Delivery.State;
import org.sluice.core.outbox.NotDelivered;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outgoing;
import org.sluice.notify.courier.Courier;
import org.sluice.notify.courier.Messenger;
import org.sluice.store.facts.Facts;
import org.sluice.store.facts.FactsOptions;
import org.sluice.store.postgresql.Place;
import org.sluice.store.postgresql.PostgresqlFacts;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.PostgresServer;

/** A node whose receiver is slower than its claims last, beside one that takes over. */
class TakenOverTest {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  @TempDir private Path folder;
  private final String url = url();
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final List<AutoCloseable> running = new ArrayList<>();

  private static String url() {
    String name = "takenover" + DATABASES.incrementAndGet();
    PostgresServer.shared().makeDatabase(name);
    return PostgresServer.shared().url(name);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : running.reversed()) {
      each.close();
    }
  }

  private Facts node(String name) throws Exception {
    Facts facts =
        PostgresqlFacts.open(
            new Place(url, "postgres", "", 4, Duration.ofSeconds(20), Place.LEASE),
            Files.createDirectories(folder.resolve(name)),
            () -> ToBeKilled.NOON,
            FactsOptions.PLAIN);
    running.add(facts);
    return facts;
  }

  private void deliver(Facts facts, Messenger messenger) {
    Map<Channel, Messenger> messengers = Map.of(Channel.SYSLOG, messenger);
    running.add(new Courier(facts.outbox(), facts.mark(), messengers, Instant::now));
  }

  private static void put(Facts facts, int count) {
    for (int i = 0; i < count; i++) {
      Content test = new Content.Notice(NoticeKind.TEST, Map.of());
      facts.outbox().put(new Outgoing("k" + i, Channel.SYSLOG, "", test, ToBeKilled.NOON));
    }
  }

  private List<String> sql(String text) {
    try (Connection connection = DriverManager.getConnection(url, "postgres", "");
        Statement statement = connection.createStatement()) {
      List<String> values = new ArrayList<>();
      if (statement.execute(text)) {
        ResultSet rows = statement.getResultSet();
        while (rows.next()) {
          values.add(rows.getString(1));
        }
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_another_node_took_over_meanwhile_is_not_sent_again() throws Exception {
    Facts slow = node("slow");
    Facts other = node("other");
    put(slow, 4);
    deliver(
        slow,
        (outgoing, lastStep) -> {
          told.add("slow " + outgoing.key());
          if (outgoing.key().equals("k0")) { // As after a minute.
            sql("UPDATE outbox SET lease = 0 WHERE key IN ('k1', 'k2')");
            deliver(other, (o, l) -> String.valueOf(told.add("other " + o.key())));
            Eventually.holds(
                "the other has sent them", () -> slow.outbox().list(sent(), 9).size() == 2);
          }
          return "taken";
        });
    Eventually.holds("all are sent", () -> slow.outbox().list(sent(), 9).size() == 4);
    assertThat(told).containsExactly("slow k0", "other k1", "other k2", "slow k3");
  }

  private static List<State> sent() {
    return List.of(State.SENT);
  }

  @Test
  void each_delivery_has_the_whole_time_of_its_claim_before_it() throws Exception {
    Facts slow = node("slow");
    put(slow, 3);
    AtomicReference<String> left = new AtomicReference<>("");
    deliver(
        slow,
        (outgoing, lastStep) -> {
          if (outgoing.key().equals("k0")) {
            sql("UPDATE outbox SET lease = 0 WHERE key = 'k1'");
          } else if (outgoing.key().equals("k1")) {
            left.set(
                sql("SELECT lease > CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"
                        + " FROM outbox WHERE key = 'k1'")
                    .getFirst());
          }
          return "taken";
        });
    Eventually.holds("all are sent", () -> slow.outbox().list(sent(), 9).size() == 3);
    assertThat(left).as("k1 is nobody else's while it is sent").hasValue("t");
  }

  /** What a node that lost the database alone knows of a mail that it was handing over. */
  private enum Known {
    FAILED {
      @Override
      String end() throws NotDelivered {
        throw new NotDelivered("connection reset", false);
      }
    },
    ARRIVED {
      @Override
      String end() {
        return "250 taken";
      }
    };

    abstract String end() throws NotDelivered;
  }

  @ParameterizedTest
  @CsvSource({"FAILED, WAITING, connection reset", "ARRIVED, SENT, ''"})
  void what_is_known_of_a_mail_counts_though_another_node_took_it_for_unconfirmed(
      Known known, State state, String error) throws Exception {
    Delivery mail = handedOver(known, "");
    assertThat(mail.state()).isEqualTo(state);
    assertThat(mail.lastError()).isEqualTo(error);
  }

  @Test
  void what_another_node_has_tried_since_is_that_nodes_to_say() throws Exception {
    assertThat(handedOver(Known.FAILED, ", owner = 'third'").state()).isEqualTo(State.UNCONFIRMED);
  }

  /** A mail whose node is taken for gone while it hands it over, and then says what it knows. */
  private Delivery handedOver(Known known, String changed) throws Exception {
    Facts slow = node("slow");
    Facts other = node("other");
    Content test = new Content.Notice(NoticeKind.TEST, Map.of());
    slow.outbox().put(new Outgoing("k", Channel.MAIL, "a@example.org", test, ToBeKilled.NOON));
    Messenger messenger =
        (outgoing, lastStep) -> {
          lastStep.isNext();
          sql("UPDATE outbox SET lease = 0" + changed); // As after ten minutes.
          assertThat(other.outbox().due(Channel.MAIL, ToBeKilled.NOON, 9)).isEmpty();
          told.add(other.outbox().list(List.of(), 9).getFirst().state().name());
          return known.end();
        };
    try (Courier courier =
        new Courier(
            slow.outbox(), slow.mark(), Map.of(Channel.MAIL, messenger), () -> ToBeKilled.NOON)) {
      courier.wake();
      Eventually.holds("it is taken over", () -> !told.isEmpty());
    }
    assertThat(told).containsExactly(State.UNCONFIRMED.name());
    return slow.outbox().list(List.of(), 9).getFirst();
  }

  /** A mail may take three minutes and what it takes to connect; the others half a one. */
  @ParameterizedTest
  @CsvSource({"MAIL, 200", "REPORT, 200", "SYSLOG, 45", "WEBHOOK, 45"})
  void a_claim_lasts_longer_than_its_delivery_may_take(Channel channel, long seconds)
      throws Exception {
    Facts node = node("slow");
    Content test = new Content.Notice(NoticeKind.TEST, Map.of());
    node.outbox().put(new Outgoing("k", channel, "a", test, ToBeKilled.NOON));
    long number = node.outbox().due(channel, ToBeKilled.NOON, 1).getFirst().number();
    String clock = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
    long before = Long.parseLong(sql("SELECT " + clock).getFirst());
    assertThat(node.outbox().claim(number, ToBeKilled.NOON)).isTrue();
    assertThat(Long.parseLong(sql("SELECT lease FROM outbox").getFirst()))
        .isGreaterThanOrEqualTo(before + 1_000 * seconds);
  }
}
