package org.sluice.store.postgresql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.sluice.testkit.PostgresServer;

/** Makes empty databases with the tables in them, each for one test. */
final class Databases {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String TEMPLATE = "sluice_template";

  /** Short, so that a test that waits for the end of a wait does not wait long. */
  static final Duration ANSWER = Duration.ofSeconds(2);

  static final Duration LEASE = Duration.ofSeconds(3);

  private static boolean templateMade;

  private Databases() {}

  /** A new database of the shared server. */
  static synchronized Place fresh() {
    PostgresServer server = PostgresServer.shared();
    if (!templateMade) {
      templateMade = true;
      execute(server.url("postgres"), "CREATE DATABASE " + TEMPLATE);
      try {
        PostgresqlFacts.migrate(place(server, TEMPLATE));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
    String name = "t" + NUMBER.incrementAndGet();
    execute(
        server.url("postgres"),
        "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " STRATEGY FILE_COPY");
    return place(server, name);
  }

  /** A new database of a server, without tables. */
  static Place empty(PostgresServer server) {
    String name = "e" + NUMBER.incrementAndGet();
    execute(server.url("postgres"), "CREATE DATABASE " + name);
    return place(server, name);
  }

  /** Drops one of the shared server's. */
  static void drop(Place place) {
    String name = place.url().substring(place.url().lastIndexOf('/') + 1);
    execute(PostgresServer.shared().url("postgres"), "DROP DATABASE " + name + " WITH (FORCE)");
  }

  private static Place place(PostgresServer server, String database) {
    return new Place(server.url(database), PostgresServer.SUPERUSER, "", 4, ANSWER, LEASE);
  }

  static void execute(String url, String... statements) {
    try (Connection connection = DriverManager.getConnection(url, PostgresServer.SUPERUSER, "");
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> ask(String url, String query) {
    try (Connection connection = DriverManager.getConnection(url, PostgresServer.SUPERUSER, "");
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(query)) {
      List<String> values = new ArrayList<>();
      while (answer.next()) {
        values.add(answer.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
