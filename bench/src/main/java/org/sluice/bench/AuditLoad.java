package org.sluice.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.sluice.core.administration.AuditVerbs;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.RecordType;
import org.sluice.portal.cmdlet.AuditExport;
import org.sluice.store.embedded.facts.SqliteFacts;
import org.sluice.store.facts.Facts;
import org.sluice.store.facts.FactsOptions;
import org.sluice.store.postgresql.Place;
import org.sluice.store.postgresql.PostgresqlFacts;

/**
 * Fills an audit log, searches it, follows its chain and exports it. Run it with a small heap: the
 * log does not fit into it. Arguments: a folder that is kept and used again, the number of records;
 * {@code fill} as the third, to do no more than that; or as the third the URL of an empty database
 * of PostgreSQL, where the role {@code postgres} needs no password, for a log that is there.
 */
public final class AuditLoad {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final AuditQuery EVER =
      AuditQuery.between(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));
  private static final int GROUP = 1_000;
  private static final int USERS = 500;
  private static final int ROUNDS = 101;
  private static final int CONNECTIONS = 4;

  private AuditLoad() {}

  /** Measures and prints. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    int records = Integer.parseInt(arguments[1]);
    String third = arguments.length > 2 ? arguments[2] : "";
    try (Facts facts = open(folder, third)) {
      AuditLog log = facts.auditLog();
      timed("fill", () -> fill(facts, log, records));
      if (third.equals("fill")) {
        return;
      }
      search("user and three days", log, user("user7@example.org"));
      search("operation and three days", log, setting());
      search("object and all time", log, object());
      search("type and all time", log, type(RecordType.ExchangeAdmin));
      search("fifty users and all time", log, users());
      search("free text that is nowhere, all time", log, text("not to be found"));
      search("free text that one has, all time", log, text("777777"));
      search("free text that all have, all time", log, text("password changed"));
      timed("follow the chain", () -> log.verify(Optional.empty()).records());
      for (AuditExport.Form form : AuditExport.Form.values()) {
        Path file = folder.resolve("export." + form);
        timed("export " + form, () -> export(log, form, file, EVER));
        System.out.println("  " + Files.size(file) / (1 << 20) + " MB");
      }
      Path file = folder.resolve("export.type");
      timed(
          "export CSV --type ExchangeAdmin",
          () -> export(log, AuditExport.Form.CSV, file, type(RecordType.ExchangeAdmin)));
      timed(
          "export CSV --type HygieneEvent",
          () -> export(log, AuditExport.Form.CSV, file, type(RecordType.HygieneEvent)));
      timed("export CSV of fifty users", () -> export(log, AuditExport.Form.CSV, file, users()));
    }
    System.out.println("heap at most " + Runtime.getRuntime().maxMemory() / (1 << 20) + " MB");
  }

  private static Facts open(Path folder, String third) {
    return third.startsWith("jdbc:")
        ? PostgresqlFacts.open(
            new Place(third, "postgres", "", CONNECTIONS), folder, () -> FIRST, FactsOptions.PLAIN)
        : SqliteFacts.open(folder, FIRST);
  }

  private interface Step {
    long run() throws IOException;
  }

  private static void timed(String name, Step step) throws IOException {
    long from = System.nanoTime();
    long records = step.run();
    System.out.printf("%s: %d records, %.1f s%n", name, records, (System.nanoTime() - from) / 1e9);
  }

  private static long fill(Facts facts, AuditLog log, int records) {
    Random random = new Random(1);
    int made = (int) log.verify(Optional.empty()).last();
    while (made < records) {
      List<AuditRecord> group = new ArrayList<>(GROUP);
      for (int i = 0; i < GROUP; i++) {
        group.add(record(made++, random));
      }
      facts.appendAll(group);
    }
    return made;
  }

  private static AuditRecord record(int number, Random random) {
    String user = "user" + random.nextInt(USERS) + "@example.org";
    return new AuditRecord(
        operation(number),
        FIRST.plusSeconds(number * 13L),
        user,
        "192.0.2." + random.nextInt(256),
        "sender" + random.nextInt(100_000) + "@example.org",
        Map.of("Reason", "called her, password changed", "Case", Integer.toString(number)),
        List.of(new AuditRecord.Modified("Mode", "Enforce", "Monitor")));
  }

  private static AuditOperation operation(int number) {
    return switch (number % 5) {
      case 0 -> AuditOperation.SET_POLICY;
      case 1 -> AuditOperation.USER_LOGGED_IN;
      default -> AuditOperation.REMOVE_BLOCKED_SENDER_ADDRESS;
    };
  }

  private static AuditQuery user(String name) {
    return new AuditQuery(
        FIRST.plus(Duration.ofDays(60)),
        FIRST.plus(Duration.ofDays(63)),
        List.of(),
        List.of(name),
        List.of(),
        "");
  }

  private static AuditQuery setting() {
    return new AuditQuery(
        FIRST.plus(Duration.ofDays(60)),
        FIRST.plus(Duration.ofDays(63)),
        List.of(AuditOperation.SET_POLICY),
        List.of(),
        List.of(),
        "");
  }

  private static AuditQuery type(RecordType type) {
    List<AuditOperation> operations =
        Arrays.stream(AuditOperation.values()).filter(o -> o.recordType() == type).toList();
    return new AuditQuery(EVER.from(), EVER.to(), operations, List.of(), List.of(), "");
  }

  private static AuditQuery users() {
    List<String> users = IntStream.range(0, 50).mapToObj(i -> "user" + i + "@example.org").toList();
    return new AuditQuery(EVER.from(), EVER.to(), List.of(), users, List.of(), "");
  }

  private static AuditQuery object() {
    return new AuditQuery(
        Instant.EPOCH,
        Instant.parse("9999-01-01T00:00:00Z"),
        List.of(),
        List.of(),
        List.of("sender77@example.org"),
        "");
  }

  private static AuditQuery text(String text) {
    return new AuditQuery(
        Instant.EPOCH,
        Instant.parse("9999-01-01T00:00:00Z"),
        List.of(),
        List.of(),
        List.of(),
        text);
  }

  private static void search(String name, AuditLog log, AuditQuery query) {
    int rounds = query.freeText().isEmpty() ? ROUNDS : 5;
    long[] nanos = new long[rounds];
    int found = 0;
    for (int i = 0; i < rounds; i++) {
      long from = System.nanoTime();
      found = log.search(query, AuditPlace.START, 100).size();
      nanos[i] = System.nanoTime() - from;
    }
    long first = nanos[0];
    Arrays.sort(nanos);
    System.out.printf(
        "search by %s: %d found, first %.1f ms, median %.1f ms, longest %.1f ms%n",
        name, found, first / 1e6, nanos[rounds / 2] / 1e6, nanos[rounds - 1] / 1e6);
    long from = System.nanoTime();
    long all = log.count(query, AuditVerbs.MOST_COUNTED);
    System.out.printf("  %d match, counted in %.1f ms%n", all, (System.nanoTime() - from) / 1e6);
  }

  private static long export(AuditLog log, AuditExport.Form form, Path file, AuditQuery query)
      throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      return AuditExport.write(form, (place, most) -> log.search(query, place, most), out);
    }
  }
}
