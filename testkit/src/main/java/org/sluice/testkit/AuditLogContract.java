package org.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.audit.AuditLog;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.audit.ChainReport;
import org.sluice.core.audit.ChainedRecord;
import org.sluice.core.mail.Domains;

/** What every audit log keeps, whatever it is built on. */
public abstract class AuditLogContract {
  protected static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant EVER = Instant.parse("9999-01-01T00:00:00Z");

  /** The log under test. */
  protected AuditLog log = new MemoryAuditLog();

  /** Makes an empty log. */
  protected abstract AuditLog open() throws Exception;

  @BeforeEach
  final void openLog() throws Exception {
    log = open();
  }

  /** An administrator's act. */
  protected static AuditRecord act(AuditOperation operation, Instant at, String by, String whom) {
    return new AuditRecord(
        operation, at, by, "192.0.2.1", whom, Map.of("Reason", "50% \\_ off"), List.of());
  }

  private void fill() {
    for (int i = 0; i < 10; i++) {
      log.append(
          act(
              i % 2 == 0 ? AuditOperation.SET_POLICY : AuditOperation.NEW_RULE,
              NOON.plusSeconds(i / 2),
              i % 3 == 0 ? "root" : "bert",
              "object" + i));
    }
  }

  private List<String> objects(AuditQuery query) {
    return log.search(query, AuditPlace.START, 100).stream()
        .map(r -> r.record().objectId())
        .toList();
  }

  private static AuditQuery query(
      List<AuditOperation> operations, List<String> users, List<String> objects, String text) {
    return new AuditQuery(Instant.EPOCH, EVER, operations, users, objects, text);
  }

  @Test
  void newest_first_and_of_one_instant_the_later_first() {
    fill();
    assertThat(objects(AuditQuery.between(Instant.EPOCH, EVER)))
        .containsExactly(
            "object9", "object8", "object7", "object6", "object5", "object4", "object3", "object2",
            "object1", "object0");
  }

  @Test
  void each_condition_chooses_and_together_they_must_all_hold() {
    fill();
    assertThat(objects(AuditQuery.between(NOON.plusSeconds(1), NOON.plusSeconds(2))))
        .containsExactly("object3", "object2");
    assertThat(objects(query(List.of(), List.of("ROOT"), List.of(), "")))
        .containsExactly("object9", "object6", "object3", "object0");
    assertThat(objects(query(List.of(), List.of(), List.of("Object4", "object5"), "")))
        .containsExactly("object5", "object4");
    assertThat(objects(query(List.of(AuditOperation.NEW_RULE), List.of("root"), List.of(), "")))
        .containsExactly("object9", "object3");
    assertThat(objects(query(List.of(), List.of(), List.of(), "BJECT7")))
        .containsExactly("object7");
    assertThat(objects(query(List.of(), List.of(), List.of(), "50% \\_ off"))).hasSize(10);
    assertThat(objects(query(List.of(), List.of(), List.of(), "50%_"))).isEmpty();
  }

  /** What a database knows of letters beyond ASCII makes no name another one. */
  @Test
  void a_name_with_a_capital_beyond_ascii_is_found() {
    String sales = "\u00d6ffentlich";
    log.append(act(AuditOperation.SET_POLICY, NOON, "\u042f", sales));
    log.append(act(AuditOperation.SET_POLICY, NOON, "root", "other"));
    assertThat(objects(query(List.of(), List.of(), List.of("\u00d6FFENTLICH"), "")))
        .containsExactly(sales);
    assertThat(objects(query(List.of(), List.of(), List.of(sales, "OTHER"), ""))).hasSize(2);
    assertThat(objects(query(List.of(), List.of("\u042f"), List.of(), ""))).containsExactly(sales);
  }

  /** Below, at and above where counting ends. */
  @Test
  void what_a_search_finds_is_counted_up_to_a_bound() {
    fill();
    AuditQuery ofRoot = query(List.of(), List.of("ROOT"), List.of(), "");
    assertThat(log.count(ofRoot, 3)).isEqualTo(3);
    assertThat(log.count(ofRoot, 4)).isEqualTo(4);
    assertThat(log.count(ofRoot, 5)).isEqualTo(4);
    assertThat(log.count(query(List.of(), List.of("root", "bert"), List.of(), ""), 100))
        .isEqualTo(10);
    assertThat(log.count(query(List.of(), List.of(), List.of(), "BJECT7"), 100)).isEqualTo(1);
    assertThat(log.count(AuditQuery.between(Instant.EPOCH, EVER), 100)).isEqualTo(10);
    assertThat(log.count(query(List.of(), List.of(), List.of(), "\0"), 100)).isZero();
  }

  /** Whatever a database knows of letters: what is found is the same everywhere. */
  @Test
  void free_text_is_a_part_of_any_length_and_only_ascii_letters_have_no_case() {
    log.append(
        act(AuditOperation.SET_POLICY, NOON, "root", "\u00c4rger\ud83d\ude00 STRASSE \"x\" AND y"));
    log.append(act(AuditOperation.SET_POLICY, NOON, "root", "other"));
    for (String found :
        List.of(
            "ss",
            "RG",
            "\u00c4",
            "\u00c4rG",
            "r\ud83d\ude00 S",
            "strasse",
            "\"x\" and",
            "E \"X\"")) {
      assertThat(objects(query(List.of(), List.of(), List.of(), found))).as(found).hasSize(1);
    }
    for (String missing :
        List.of(
            "\u00e4rger", "stra\u00dfe", "arger", "\"\"", "x OR other", "oth*", "\u0000other")) {
      assertThat(objects(query(List.of(), List.of(), List.of(), missing))).as(missing).isEmpty();
    }
    assertThat(objects(query(List.of(), List.of("root"), List.of("other"), "OTHE"))).hasSize(1);
    assertThat(objects(query(List.of(), List.of("bert"), List.of(), "OTHE"))).isEmpty();
  }

  /** Of several values, each of which has more than a page, each page is the newest of all. */
  @Test
  void pages_of_several_values_are_merged_in_the_order_of_time() {
    for (int i = 0; i < 60; i++) {
      log.append(
          act(
              i % 4 == 0 ? AuditOperation.LISTED : AuditOperation.SET_RULE,
              NOON.plusSeconds(i / 2),
              "user" + i % 3,
              "object" + i % 5));
    }
    List<AuditQuery> queries =
        List.of(
            query(
                List.of(AuditOperation.LISTED, AuditOperation.SET_RULE), List.of(), List.of(), ""),
            query(List.of(), List.of("user0", "USER0", "user2"), List.of(), ""),
            query(List.of(), List.of(), List.of("object1", "object3", "Object1"), ""),
            query(
                List.of(AuditOperation.LISTED, AuditOperation.SET_RULE),
                List.of("user1", "user2"),
                List.of("object1", "object3"),
                "off"));
    for (AuditQuery query : queries) {
      List<String> whole = named(log.search(query, AuditPlace.START, 100));
      List<String> paged = new ArrayList<>();
      AuditPlace place = AuditPlace.START;
      for (List<ChainedRecord> page = log.search(query, place, 3);
          !page.isEmpty();
          page = log.search(query, place, 3)) {
        paged.addAll(named(page));
        place = AuditPlace.of(page.getLast());
      }
      assertThat(paged).isEqualTo(whole).isNotEmpty().doesNotHaveDuplicates();
      assertThat(whole)
          .isEqualTo(
              named(
                  log
                      .search(AuditQuery.between(Instant.EPOCH, EVER), AuditPlace.START, 100)
                      .stream()
                      .filter(r -> query.wants(r.record()))
                      .toList()));
    }
  }

  private static List<String> named(List<ChainedRecord> records) {
    return records.stream().map(r -> Long.toString(r.number())).toList();
  }

  @Test
  void who_is_limited_to_domains_finds_their_senders_and_own_acts() {
    for (String object :
        List.of("a@example.org", "b@Example.org", "c@xexample.org", "d@m.example.net", "Default")) {
      log.append(act(AuditOperation.SET_POLICY, NOON, "root", object));
    }
    log.append(act(AuditOperation.SET_POLICY, NOON, "Lena@example.org", "e@example.com"));
    AuditQuery all = AuditQuery.between(Instant.EPOCH, EVER);
    assertThat(
            objects(
                all.seenBy(
                    "lena@example.org", new Domains(List.of("example.org", ".example.net")))))
        .containsExactly("e@example.com", "d@m.example.net", "b@Example.org", "a@example.org");
    assertThat(objects(all.seenBy("lena@example.org", new Domains(List.of("exam_le.org")))))
        .as("nothing in a domain is a pattern")
        .containsExactly("e@example.com");
    assertThat(objects(all.seenBy("lena@example.org", Domains.ALL))).hasSize(6);
  }

  @Test
  void pages_follow_each_other_without_a_gap_while_new_records_come() {
    fill();
    List<String> seen = new ArrayList<>();
    AuditPlace place = AuditPlace.START;
    AuditQuery all = AuditQuery.between(Instant.EPOCH, EVER);
    for (List<ChainedRecord> page = log.search(all, place, 3);
        !page.isEmpty();
        page = log.search(all, place, 3)) {
      page.forEach(r -> seen.add(r.record().objectId()));
      place = AuditPlace.of(page.getLast());
      log.append(act(AuditOperation.SET_RULE, NOON.plusSeconds(60), "root", "new"));
    }
    assertThat(seen).hasSize(10).doesNotHaveDuplicates().doesNotContain("new");
  }

  @Test
  void pages_of_a_text_that_many_have_follow_each_other_newest_first() {
    fill();
    AuditQuery text = query(List.of(), List.of(), List.of(), "50% \\_");
    List<String> seen = new ArrayList<>();
    AuditPlace place = AuditPlace.START;
    for (List<ChainedRecord> page = log.search(text, place, 3);
        !page.isEmpty();
        page = log.search(text, place, 3)) {
      page.forEach(r -> seen.add(r.record().objectId()));
      place = AuditPlace.of(page.getLast());
    }
    assertThat(seen)
        .isEqualTo(
            IntStream.iterate(9, i -> i >= 0, i -> i - 1).mapToObj(i -> "object" + i).toList());
  }

  @Test
  void the_chain_is_whole_and_its_head_can_be_noted() {
    fill();
    ChainReport report = log.verify(Optional.empty());
    assertThat(report.isWhole()).isTrue();
    assertThat(report.records()).isEqualTo(10);
    assertThat(report.head()).isEqualTo(log.at(10).orElseThrow().hash());
    log.append(act(AuditOperation.SET_RULE, NOON, "root", "later"));
    assertThat(log.verify(Optional.of(new AuditLog.Noted(10, report.head()))).isWhole()).isTrue();
    assertThat(log.verify(Optional.of(new AuditLog.Noted(10, "0".repeat(64)))).isWhole()).isFalse();
  }

  @Test
  void turned_off_nothing_is_recorded_but_the_turning() {
    AuditRecord turning = act(AuditOperation.SET_AUDIT_CONFIG, NOON, "root", "log");
    log.append(act(AuditOperation.SET_RULE, NOON, "root", "before"));
    log.turn(false, turning);
    assertThat(log.config().ingestion()).isFalse();
    log.append(act(AuditOperation.SET_RULE, NOON, "root", "meanwhile"));
    log.turn(true, turning);
    log.append(act(AuditOperation.SET_RULE, NOON, "root", "after"));
    assertThat(objects(AuditQuery.between(Instant.EPOCH, EVER)))
        .containsExactly("after", "log", "log", "before");
    assertThat(log.verify(Optional.empty()).isWhole()).isTrue();
  }
}
