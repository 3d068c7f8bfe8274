package org.sluice.store.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.alert.Alert;
import org.sluice.core.alert.AlertStore.AlertQuery;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.mail.Domains;

/**
 * What is read for somebody who is limited to domains, by whichever index, is what the limit leaves
 * of the whole list, in the same order, page by page.
 */
public abstract class DomainListsContract {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant EVER = Instant.parse("9999-01-01T00:00:00Z");
  private static final int RECORDS = 300;
  private static final int PAGE = 20;
  private static final List<AuditOperation> FOUR =
      List.of(
          AuditOperation.NEW_RULE,
          AuditOperation.LISTED,
          AuditOperation.SET_POLICY,
          AuditOperation.DELISTED);
  private static final String ME = "lena@a.test";
  private static final List<String> NAMES =
      List.of(
          "anna@a.test",
          "Bert@A.Test",
          "carl@b.test",
          "dora@x.a.test",
          "emil@y.X.a.test",
          "fay@xa.test",
          "\"g@b.test\"@a.test",
          "hal@a.test@b.test",
          "a.test",
          ".a.test",
          "@",
          "ina@",
          "Default",
          "");
  private static final List<Domains> LIMITS =
      Stream.of(
              List.of("a.test"),
              List.of(".a.test"),
              List.of("a.test", "b.test"),
              List.of("b.test", ".a.test", ".x.a.test", "x.a.test"),
              List.of("nobody.test"),
              List.of(".nobody.test", ".more.test"),
              and(Domains.MOST),
              and(60))
          .map(Domains::new)
          .toList();

  private static final List<Alert.Status> OPEN = List.of(Alert.Status.New, Alert.Status.InProgress);
  private static final List<AlertQuery> ALERTS =
      List.of(
          new AlertQuery(List.of(), "", ""),
          new AlertQuery(OPEN, "", ""),
          new AlertQuery(List.of(Alert.Status.Resolved), "", "LIMITS"),
          new AlertQuery(OPEN, "ANNA@a.test", ""),
          new AlertQuery(OPEN, "", "").having("ROOT"),
          new AlertQuery(List.of(), "", "").having("S a"),
          new AlertQuery(List.of(), "", "limits").having("@X.a"),
          new AlertQuery(OPEN, "", "").having("OT"));

  /** So many; of the most and their subdomains there are more than are read one by one. */
  private static List<String> and(int most) {
    return Stream.concat(
            Stream.of(".a.test", "b.test"), IntStream.range(2, most).mapToObj(i -> i + ".test"))
        .toList();
  }

  @TempDir private Path folder;
  private final FactsPlace place = place();
  private final Random random = new Random(5);
  private Facts facts;

  /** An empty database. */
  protected abstract FactsPlace place();

  @BeforeEach
  void open() {
    facts = place.open(folder, NOON);
  }

  @AfterEach
  void close() {
    facts.close();
    place.close();
  }

  private String pick(List<String> all) {
    return all.get(random.nextInt(all.size()));
  }

  private AuditRecord record(String object) {
    Instant at = NOON.plusSeconds(random.nextInt(RECORDS / 2));
    String user = pick(List.of(ME, ME.toUpperCase(java.util.Locale.ROOT), "root", "nora@b.test"));
    Map<String, String> said = Map.of("Reason", random.nextInt(5) == 0 ? "leak" : "seen");
    return random.nextInt(4) == 0
        ? AuditRecord.bySystem(AuditOperation.LISTED, at, object, said)
        : new AuditRecord(
            random.nextBoolean() ? AuditOperation.SET_POLICY : AuditOperation.NEW_RULE,
            at,
            user,
            "192.0.2.1",
            object,
            said,
            List.of());
  }

  private void fill(List<String> objects) {
    AuditRecord first =
        AuditRecord.bySystem(AuditOperation.LISTED, NOON, objects.getFirst(), Map.of());
    facts.appendAll(
        Stream.concat(
                Stream.of(first), IntStream.range(0, RECORDS).mapToObj(i -> record(pick(objects))))
            .toList());
  }

  /**
   * Copies the first record many times.
   *
   * @param later by how many milliseconds, of the number {@code i} of the copy
   * @param object the expression of whom it is about
   */
  private void copy(int count, String later, String object) {
    long first = facts.auditLog().count(AuditQuery.between(Instant.EPOCH, EVER), 50_000) + 1;
    place.sql(
        folder,
        "INSERT INTO audit WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n"
                .formatted(first)
            + " WHERE i < %d)".formatted(first + count - 1)
            + " SELECT i, created + "
            + later
            + ", operation, user_id, user_type, client_ip, "
            + object
            + ", result, details, previous, hash FROM audit, n WHERE number = 1");
  }

  private static List<AuditQuery> questions() {
    Instant to = NOON.plusSeconds(RECORDS);
    List<AuditOperation> all = List.of();
    List<String> any = List.of();
    return List.of(
        AuditQuery.between(Instant.EPOCH, EVER),
        AuditQuery.between(NOON.plusSeconds(9), NOON.plusSeconds(RECORDS / 3)),
        new AuditQuery(Instant.EPOCH, to, List.of(AuditOperation.NEW_RULE), any, any, ""),
        new AuditQuery(
            Instant.EPOCH,
            EVER,
            List.of(AuditOperation.NEW_RULE, AuditOperation.LISTED),
            any,
            any,
            "le"),
        new AuditQuery(Instant.EPOCH, EVER, List.of(AuditOperation.LISTED), any, any, "LEAK"),
        // In a hundred domains more than are read one by one.
        new AuditQuery(Instant.EPOCH, EVER, FOUR, any, any, ""),
        new AuditQuery(Instant.EPOCH, EVER, List.of(AuditOperation.DELISTED), any, any, ""),
        new AuditQuery(
            Instant.EPOCH, EVER, List.of(AuditOperation.NEW_RULE), List.of("ROOT", ME), any, ""),
        new AuditQuery(Instant.EPOCH, EVER, all, List.of("ROOT", ME), any, ""),
        new AuditQuery(Instant.EPOCH, EVER, all, any, List.of("ANNA@a.test", "Default"), ""),
        new AuditQuery(Instant.EPOCH, EVER, all, any, any, "LEAK"),
        new AuditQuery(Instant.EPOCH, EVER, all, any, any, "k"));
  }

  private void assertSame(AuditQuery asked, List<ChainedRecord> all, int most) {
    List<ChainedRecord> wanted = all.stream().filter(r -> asked.wants(r.record())).toList();
    List<ChainedRecord> read =
        new ArrayList<>(facts.auditLog().search(asked, AuditPlace.START, most));
    for (int page = read.size(); page == most; ) {
      List<ChainedRecord> next =
          facts.auditLog().search(asked, AuditPlace.of(read.getLast()), most);
      read.addAll(next);
      page = next.size();
    }
    assertThat(read).as("%s by %d", asked, most).isEqualTo(wanted);
    assertThat(facts.auditLog().count(asked, 50_000)).as("%s", asked).isEqualTo(wanted.size());
    assertThat(facts.auditLog().count(asked, 3)).isEqualTo(Math.min(3, wanted.size()));
  }

  private List<ChainedRecord> all() {
    List<ChainedRecord> all = new ArrayList<>();
    List<ChainedRecord> page;
    do {
      AuditPlace behind = all.isEmpty() ? AuditPlace.START : AuditPlace.of(all.getLast());
      page = facts.auditLog().search(AuditQuery.between(Instant.EPOCH, EVER), behind, 5_000);
      all.addAll(page);
    } while (!page.isEmpty());
    return all;
  }

  @Test
  void the_audit_log_of_several_domains_is_the_whole_log_without_the_others() {
    fill(NAMES);
    // Newer ones of others, so that no page is full before the domains are read.
    copy(2_001, "1000000 + i", "'zoe@other.test'");
    List<ChainedRecord> all = all();
    for (Domains limit : LIMITS) {
      for (AuditQuery question : questions()) {
        assertSame(question.seenBy(ME, limit), all, 100);
      }
    }
  }

  @Test
  void of_a_domain_with_many_records_the_other_conditions_lead_to_the_same() {
    fill(List.of("anna@a.test", "bert@b.test"));
    copy(AuditSearch.FEW_SEEN + 1, "i", "'u' || i % 9 || '@a.test'");
    copy(2_001, "1000000 + i", "'zoe@other.test'");
    List<ChainedRecord> all = all();
    for (AuditQuery question : questions()) {
      assertSame(question.seenBy(ME, LIMITS.getFirst()), all, 500);
    }
  }

  /** Below, at and above as many as are read one by one. */
  @Test
  void of_more_subdomains_than_are_read_one_by_one_the_same_is_found() {
    for (int count : List.of(SeenDomains.MOST - 1, 1, 1)) {
      fill(List.of("anna@a.test", "bert@b.test"));
      facts.appendAll(
          IntStream.range(0, count)
              .mapToObj(i -> record("u@" + i + "." + random.nextInt() + ".sub.test"))
              .toList());
      assertSame(
          AuditQuery.between(Instant.EPOCH, EVER).seenBy(ME, new Domains(List.of(".sub.test"))),
          all(),
          7);
    }
  }

  @Test
  void subdomains_among_more_domains_than_are_looked_at_are_found() {
    fill(NAMES);
    copy(SeenDomains.LOOKED_AT, "i", "'u@' || i || '.other.test'");
    assertSame(
        AuditQuery.between(Instant.EPOCH, EVER).seenBy(ME, new Domains(List.of(".a.test"))),
        all(),
        50);
  }

  private void alert(int number) {
    Alert.Status status = Alert.Status.values()[random.nextInt(Alert.Status.values().length)];
    place.sql(
        folder,
        "INSERT INTO alert (id, policy, severity, category, entity, created, changed, events,"
            + " status, assignee, classification, until_lifted) VALUES ('%08d-%s', '%s', 'Low',"
                .formatted(number, "x", pick(List.of("Limits", "Others")))
            + " 'MailFlow', '%s', 1, 1, 1, '%s', '%s', 'NotSet', 0)"
                .formatted(pick(NAMES), status.name(), pick(List.of("", "root"))));
  }

  /**
   * Copies the first alert many times.
   *
   * @param entity the expression of whom it is about, of the number {@code i} of the copy
   */
  private void copyAlerts(int first, int count, String entity) {
    place.sql(
        folder,
        "INSERT INTO alert (id, policy, severity, category, entity, created, changed, events,"
            + " status, assignee, classification, until_lifted)"
            + " WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
                .formatted(first, first + count - 1)
            + " SELECT (10000000 + i) || '-y', policy, severity, category, "
            + entity
            + ", created, changed, events, CASE WHEN i % 3 = 0 THEN 'New' ELSE 'Resolved' END,"
            + " assignee, classification, until_lifted FROM alert, n WHERE number = 1");
  }

  private List<Alert> read(AlertQuery query, int most) {
    List<Alert> read = new ArrayList<>(facts.alerts().list(query, most));
    for (int page = read.size(); page == most; ) {
      List<Alert> next = facts.alerts().list(query.behind(read.getLast().id()), most);
      read.addAll(next);
      page = next.size();
    }
    return read;
  }

  private void assertSameAlerts(AlertQuery question, int most) {
    List<Alert> all = read(question, 1_000);
    for (Domains limit : LIMITS) {
      AlertQuery limited = question.within(limit);
      List<Alert> wanted = all.stream().filter(a -> limit.includes(a.entity())).toList();
      assertThat(read(limited, most)).as("%s", limited).isEqualTo(wanted);
      assertThat(facts.alerts().count(limited)).as("%s", limited).isEqualTo(wanted.size());
    }
  }

  @Test
  void the_alerts_of_several_domains_are_all_alerts_without_the_others() {
    IntStream.range(0, 120).forEach(this::alert);
    ALERTS.forEach(question -> assertSameAlerts(question, PAGE));
  }

  /** Below, at and above as many as are read at once. */
  @Test
  void of_more_alerts_than_are_read_at_once_the_same_are_found() {
    IntStream.range(0, 120).forEach(this::alert);
    AlertQuery all = ALERTS.getFirst();
    String own = "'u@' || CASE WHEN i % 2 = 0 THEN 'x.a' ELSE '' || i % 70 END || '.test'";
    int there = (int) facts.alerts().count(all.within(LIMITS.getLast()));
    int first = 1;
    for (int count : List.of(SeenAlerts.FEW - 1 - there, 1, 1)) {
      copyAlerts(first, count, "'u' || i || '@x.a.test'");
      first += count;
      assertSameAlerts(all, 1_000);
    }
    // Now those of seventy domains, of which the newest are enough for a page.
    copyAlerts(first, 2_000, own);
    ALERTS.forEach(question -> assertSameAlerts(question, 300));
    // And newer ones of others: what is near fills a part of a page.
    copyAlerts(first + 2_000, SeenAlerts.NEAR - 30, "'zoe@other.test'");
    ALERTS.forEach(question -> assertSameAlerts(question, 100));
  }
}
