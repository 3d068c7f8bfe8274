package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;
import org.sluice.core.policy.Conditions;
import org.sluice.portal.http.Form;
import org.sluice.portal.page.frame.Order;

/** What the pages take at most: one below, as many, one more. */
class PageBoundsTest {
  @TempDir private Path data;
  private Running running;
  private Visitor visitor;

  @BeforeEach
  void start() {
    running = Running.start(data, "[proxy]\nlisten = [\"127.0.0.1:0\"]\n");
    visitor = new Visitor(running.url());
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private Page send(String path, String body) {
    return visitor.send(
        "POST",
        path,
        body,
        "Authorization",
        "Bearer " + running.token(),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  private static String chosen(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "who=user:u" + i + "@example.org")
        .collect(Collectors.joining("&"));
  }

  @ParameterizedTest
  @CsvSource({"2, 200", "1000, 200", "1001, 422", "0, 422"})
  void so_many_are_asked_about_at_once(int count, int status) {
    Page page = send("/restricted/unblock/selected", chosen(count));
    assertThat(page.status()).isEqualTo(status);
    assertThat(page.body())
        .contains(status == 200 ? "Unblock " + count + " entities?" : "Select 1 to 1000");
  }

  @ParameterizedTest
  @CsvSource({"1, 200", "1001, 422"})
  void so_many_are_unblocked_at_once_and_beyond_it_none(int count, int status) {
    running.say("restricted", "restrict", "u0@example.org", "--reason", "Phished");
    String seen = ReleaseLimitTest.seen(send("/restricted/unblock/selected", chosen(2)));
    Page page = send("/restricted/unblock/many", chosen(count) + seen);
    assertThat(page.status()).as(page.body()).isEqualTo(status);
    assertThat(running.say("restricted", "list").out().contains("u0@example.org"))
        .as("still restricted")
        .isEqualTo(status != 200);
  }

  @ParameterizedTest
  @CsvSource({"-1, 422", "0, 422", "1, 413"})
  void a_form_has_so_many_bytes(int more, int status) {
    String start = "name=";
    String body = start + "x".repeat(Form.MOST_BYTES - start.length() + more);
    Page page = send("/restricted/restrict", body);
    assertThat(page.status()).isEqualTo(status);
    if (status == 413) {
      assertThat(page.body()).contains("at most 2097152 bytes", "Nothing was changed", "shorten");
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 401", "0, 401", "1, 413"})
  void a_form_at_the_door_has_fewer(int more, int status) {
    String start = "name=";
    String body = start + "x".repeat(Form.MOST_BYTES_OF_STRANGER - start.length() + more);
    assertThat(
            visitor
                .send(
                    "POST",
                    "/sign-in",
                    body,
                    "Content-Type",
                    "application/x-www-form-urlencoded",
                    "Sec-Fetch-Site",
                    "same-origin")
                .status())
        .isEqualTo(status);
  }

  private static String rule(int users, String button) {
    String all =
        IntStream.range(0, users)
            .mapToObj(i -> "from=u" + i + "@example.org")
            .collect(Collectors.joining("&"));
    return all
        + "&name=Big&external=9&internal=9&day=9&action=BlockUser&mode=Enforce&store-loss=Local"
        + "&forwarding=Automatic&not-from=anna@example.org&enabled=on&priority=0"
        + button;
  }

  private static final List<String> LISTS =
      List.of("from", "not-from", "group", "not-group", "domain", "not-domain");

  /** Every list with as many values as it may have, each as long as it may be. */
  @Test
  void a_form_with_all_six_lists_full_is_shown_again_whole_and_saved() {
    String rest = "x".repeat(Conditions.MOST_LENGTH - "1000@".length());
    String lists =
        LISTS.stream()
            .flatMap(list ->
                IntStream.range(0, Conditions.MOST_VALUES)
                    .mapToObj(i -> list + "=" + (1_000 + i) + rest + "%40"))
            .collect(Collectors.joining("&"));
    String form = lists + rule(0, "").replace("&not-from=anna@example.org", "");
    Page page = send("/policies/new", form + "&do=preview");
    assertThat(page.status()).isEqualTo(200);
    assertThat(count(page.body(), "Who this would apply to")).isEqualTo(1);
    for (String list : LISTS) {
      String value = "name=\"" + list + "\" value=\"";
      assertThat(count(page.body(), value)).as(list).isEqualTo(Conditions.MOST_VALUES);
      assertThat(count(page.body(), value + "1999" + rest + "@\"")).as(list).isEqualTo(1);
    }
    assertThat(send("/policies/new", form + "&do=save").status()).isEqualTo(303);
    assertThat(running.say("policy", "list").out()).contains("Big");
  }

  @Test
  void a_form_with_more_fields_than_are_read_saves_nothing_whatever_its_button() {
    for (String button : List.of("&do=preview", "&do=save", "")) {
      Page page = send("/policies/new", rule(Form.MOST_FIELDS, button));
      assertThat(page.status()).isEqualTo(413);
      assertThat(page.body()).contains("at most " + Form.MOST_FIELDS + " fields", "Nothing was");
    }
    assertThat(send("/policies/new", rule(1, "")).status()).isEqualTo(422);
    assertThat(send("/policies/new", rule(1, "&do=everything")).status()).isEqualTo(422);
    assertThat(running.say("policy", "list").out()).doesNotContain("Big");
  }

  private String get(String path) {
    return visitor.get(path, "Authorization", "Bearer " + running.token()).body();
  }

  @Test
  void pages_of_long_lists_are_small_and_lead_on() {
    int count = 2 * Order.ROWS;
    for (int i = 0; i < count; i++) {
      String name = "%03d%s".formatted(i, "y".repeat(40));
      String address = name + "@example.org";
      String person = Visitor.form("address", address, "name", name, "role", "SecurityReader");
      assertThat(send("/settings/administrators", person).status()).isEqualTo(200);
      assertThat(
              send("/settings/tokens", Visitor.form("name", name, "role", "SecurityReader"))
                  .status())
          .isEqualTo(200);
      String policy = rule(3, "&do=save").replace("name=Big", "name=" + name);
      assertThat(send("/policies/new", policy).status()).isEqualTo(303);
    }
    for (String path : List.of("/settings/administrators", "/settings/tokens", "/policies")) {
      String first = get(path);
      assertThat(first.length()).as(path).isLessThan(100_000);
      assertThat(first).as(path).contains("of " + (path.equals("/policies") ? 101 : count));
      assertThat(count(first, "<tr>", "<tr data")).as(path).isEqualTo(1 + Order.ROWS);
      assertThat(first).contains("id=\"page-after\"").doesNotContain("id=\"page-before\"");
      String second = get(path + "?page=2");
      assertThat(count(second, "<tr>", "<tr data")).as(path).isEqualTo(1 + Order.ROWS);
      assertThat(second).contains("id=\"page-before\"");
    }
    String sender = get("/entity?name=nobody@example.org");
    assertThat(sender.length()).isLessThan(100_000);
    assertThat(sender).contains("80 more rules do not bind it");
    assertThat(get("/policies?page=3")).contains("Everybody else").contains("page-before");
  }

  private static int count(String text, String... words) {
    return Stream.of(words).mapToInt(word -> text.split(word, -1).length - 1).sum();
  }

  @ParameterizedTest
  @CsvSource({"1000, 303", "1001, 422"})
  void a_rule_has_so_many_users_by_its_form(int users, int status) {
    Page page = send("/policies/new", rule(users, "&do=save"));
    assertThat(page.status()).as(page.body()).isEqualTo(status);
    assertThat(running.say("policy", "list").out().contains("Big")).isEqualTo(status == 303);
  }
}
