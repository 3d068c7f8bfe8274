package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.core.administration.RestrictionVerbs;
import org.sluice.core.alert.Alert;

/**
 * Pages of one thing of which much is known, all of it as long as it may be and of characters that
 * take five bytes: they stay small, say what they leave out, and lead there.
 */
class PageSizesTest {
  private static final int MOST_BYTES = 100_000;
  private static final int TIMES = 60;
  private static final int ROWS = 50;
  private static final String WORDS = "&".repeat(RestrictionVerbs.MOST_WORDS - 3);
  private static final String DOMAIN = "@example.org";
  private static final String NAME =
      "&".repeat(RestrictionVerbs.MOST_NAME - DOMAIN.length()) + DOMAIN;
  private static final String URL_NAME = URLEncoder.encode(NAME, StandardCharsets.UTF_8);

  @TempDir private Path data;
  private Running running;
  private Visitor visitor;

  @BeforeEach
  void start() {
    running = Running.start(data, "[restriction]\nmost-releases = 0\n");
    visitor = new Visitor(running.url());
    for (int i = 0; i < TIMES; i++) {
      String words = "%03d".formatted(i) + WORDS;
      post("", "{\"type\":\"user\",\"name\":\"" + NAME + "\",\"reason\":\"" + words + "\"}", 201);
      if (i < TIMES - 1) {
        String name = URL_NAME.replace("+", "%20");
        post("/user/" + name + "/release", "{\"comment\":\"" + words + "\"}", 200);
      }
    }
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private void post(String path, String body, int status) {
    send("POST", "restricted-entities" + path, body, status);
  }

  private void send(String method, String path, String body, int status) {
    Visitor.Page page =
        visitor.send(
            method,
            "/api/v1/" + path,
            body,
            "Authorization",
            "Bearer " + running.token(),
            "If-Match",
            "*",
            "Content-Type",
            "application/json");
    assertThat(page.status()).as(page.body()).isEqualTo(status);
  }

  /** A page, which is small. */
  private String page(String path) {
    Visitor.Page page = visitor.get(path, "Authorization", "Bearer " + running.token());
    assertThat(page.status()).as(path).isEqualTo(200);
    assertThat(page.body().getBytes(StandardCharsets.UTF_8).length).as(path).isLessThan(MOST_BYTES);
    return page.body();
  }

  private static int rows(String page) {
    return page.split("data-label=\"Block\"", -1).length - 1;
  }

  /** Where a link of a page leads. */
  private static String link(String page, String id) {
    assertThat(page).contains("id=\"" + id + "\" href=\"");
    return page.replaceFirst("(?s).*id=\"" + id + "\" href=\"([^\"]*)\".*", "$1")
        .replace("&amp;", "&");
  }

  @Test
  void a_sender_s_page_has_the_newest_restrictions_and_leads_to_all_of_them_in_full() {
    String page = page("/entity?name=" + URL_NAME);
    assertThat(page).contains("The newest 25 of " + TIMES);
    assertThat(rows(page)).isEqualTo(25);
    assertThat(page.split("id=\"record-", -1)).hasSize(1 + 25);
    int seen = 0;
    String path = link(page, "restrictions-all");
    while (!path.isEmpty()) {
      String part = page(path);
      String oldest = "%03d".formatted(TIMES - seen - rows(part)) + WORDS.replace("&", "&amp;");
      assertThat(part).contains(oldest);
      seen += rows(part);
      path = part.contains("id=\"page-after\"") ? link(part, "page-after") : "";
    }
    assertThat(seen).isEqualTo(TIMES);
    assertThat(page("/entity/restrictions?behind=1000&name=" + URL_NAME))
        .contains("There are no older ones.", "id=\"page-before\"");
  }

  private static List<String> picked(String page) {
    return Pattern.compile("id=\"pick-user:(\\d+)&")
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void the_list_of_the_restricted_has_as_many_as_there_is_room_for_and_leads_to_all_of_them() {
    for (int i = 100; i < 100 + TIMES; i++) {
      String name = i + NAME.substring(3);
      post("", "{\"type\":\"user\",\"name\":\"" + name + "\",\"reason\":\"" + WORDS + "\"}", 201);
    }
    List<String> all =
        IntStream.range(100, 100 + TIMES).mapToObj(Integer::toString).toList().reversed();
    for (String text : List.of("", URLEncoder.encode("&".repeat(254), StandardCharsets.UTF_8))) {
      List<String> seen = new ArrayList<>();
      String last = "";
      for (String path = "/restricted?sort=entity&dir=desc&q=" + text; !path.isEmpty(); ) {
        last = page(path);
        seen.addAll(picked(last));
        path = last.contains("id=\"page-after\"") ? link(last, "page-after") : "";
      }
      assertThat(seen).isEqualTo(all);
      // And back: the first page is whole, the others have what no other has.
      List<String> back = new ArrayList<>(picked(last));
      while (last.contains("id=\"page-before\"")) {
        last = page(link(last, "page-before"));
        List<String> rows = new ArrayList<>(picked(last));
        rows.removeAll(last.contains("id=\"page-before\"") ? List.of() : back);
        back.addAll(0, rows);
      }
      assertThat(back).isEqualTo(all);
    }
  }

  @Test
  void the_audit_log_s_page_bounds_the_details_of_each_record() {
    String rules = "outbound-spam-rules";
    String lists =
        Stream.of("from", "fromMemberOf", "exceptIfFrom", "exceptIfFromMemberOf")
            .map(list -> ",\"" + list + "\":[\"" + "&".repeat(300) + "@\"]")
            .collect(Collectors.joining());
    send("POST", "outbound-spam-policies", "{\"name\":\"Big\"}", 201);
    send("POST", rules, "{\"name\":\"Big\",\"policy\":\"Big\"" + lists + "}", 201);
    for (int i = 0; i < ROWS; i++) {
      send("PATCH", rules + "/Big", "{\"comments\":\"" + i + "\"" + lists + "}", 200);
    }
    String page = page("/audit");
    assertThat(page.split("id=\"record-", -1)).hasSize(1 + ROWS);
    assertThat(page.split("and \\d more</span>", -1)).hasSize(1 + ROWS);
    assertThat(page("/audit?object=" + URL_NAME)).contains("…");
  }

  private String alert() throws Exception {
    try (var connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + data.resolve("facts.sqlite").toAbsolutePath());
        var statement = connection.createStatement()) {
      String id;
      try (var found = statement.executeQuery("SELECT id FROM alert ORDER BY number LIMIT 1")) {
        id = found.getString(1);
      }
      statement.execute(
          """
          WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
          INSERT INTO alert_comment (alert, at, by, text)
          SELECT '%s', i, '%s', printf('%%03d', i) || '%s' FROM n
          """
              .formatted(
                  Alert.Comment.MOST,
                  id,
                  "&".repeat(240) + "@example.org",
                  "&".repeat(Alert.Comment.MOST_TEXT - 3)));
      statement.execute(
          "INSERT OR IGNORE INTO alert_event (alert, record) SELECT '"
              + id
              + "', number FROM audit");
      statement.execute("UPDATE alert SET events = 1234 WHERE id = '" + id + "'");
      return id;
    }
  }

  @Test
  void an_alert_s_page_has_the_first_records_and_the_newest_comments_and_leads_to_the_others()
      throws Exception {
    String id = alert();
    String page = page("/alerts/alert?id=" + id);
    assertThat(page)
        .contains("The first 25 of 1\u2009234 audit records behind it")
        .containsPattern("The newest \\d+ of \\d+ comments\\.")
        .contains(">500&amp;");
    assertThat(page.split("id=\"record-", -1)).hasSize(1 + 25);
    assertThat(link(page, "records-all")).isEqualTo("/audit?object=" + URL_NAME);
    assertThat(page("/audit?object=" + URL_NAME)).contains("id=\"record-");
    String older = page(link(page, "comments-older"));
    assertThat(older)
        .containsPattern("Comments \\d+ to \\d+ of \\d+\\.")
        .doesNotContain(">500&amp;");
    int shown = Integer.parseInt(page.replaceFirst("(?s).*The newest (\\d+) of.*", "$1"));
    assertThat(older).contains("<br>%03d&amp;".formatted(500 - shown));
    assertThat(link(older, "comments-newest")).isEqualTo("/alerts/alert?id=" + id);
  }
}
