package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;

/** Two administrators with one form: nothing is overwritten unseen, and nothing typed is lost. */
class StaleFormsTest {
  private static final String POLICIES = "/policies";
  private static final String ALERT_POLICIES = "/alert-policies";
  private static final String DIFFERENT = "What is different";
  private static final String BOUNCE = "Suspicious connector activity";

  @TempDir private Path data;
  private Running running;
  private Visitor visitor;

  @BeforeEach
  void start() {
    running = Running.start(data, "[proxy]\nlisten = []\n");
    visitor = new Visitor(running.url());
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private Page get(String path) {
    return visitor.get(path, "Authorization", "Bearer " + running.token());
  }

  private Page post(String path, List<String> fields) {
    return visitor.send(
        "POST",
        path,
        Visitor.form(fields.toArray(String[]::new)),
        "Authorization",
        "Bearer " + running.token(),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  private static String hidden(String name, Page page) {
    String field = "name=\"" + name + "\" value=\"([^\"]*)\"";
    Matcher matcher = Pattern.compile(field).matcher(page.body());
    assertThat(matcher.find()).as(field + " in " + page.body()).isTrue();
    return matcher.group(1);
  }

  private static List<String> with(List<String> fields, String... more) {
    List<String> all = new ArrayList<>(fields);
    all.addAll(List.of(more));
    return all;
  }

  private static List<String> policy(String external) {
    return List.of(Forms.policy(external, "enabled", "on"));
  }

  private void make(String name) {
    String user = name + "@example.org";
    Page made =
        post(POLICIES + "/new", with(policy("9"), "name", name, "from", user, "do", "save"));
    assertThat(made.status()).as(made.body()).isEqualTo(303);
  }

  private Page shown(String name) {
    return get(POLICIES + "/policy?name=" + name);
  }

  /** Sends the form of a policy as a page has it. */
  private Page send(String name, Page from, String external, String button) {
    return post(
        POLICIES + "/policy",
        with(
            policy(external),
            "policy",
            name,
            "from",
            name + "@example.org",
            "priority",
            "0",
            "version",
            hidden("version", from),
            "rule-version",
            hidden("rule-version", from),
            "do",
            button));
  }

  @ParameterizedTest
  @ValueSource(strings = {"preview", "standard", "strict", "none"})
  void a_policy_that_somebody_else_changed_is_not_overwritten_after_another_button(String button) {
    make("Sales");
    Page opened = shown("Sales");
    assertThat(send("Sales", shown("Sales"), "77", "save").status()).isEqualTo(303);
    Page between = send("Sales", opened, "8", button);
    assertThat(between.status()).isEqualTo(button.equals("none") ? 422 : 200);
    Page stale = send("Sales", between, "8", "save");
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.body()).contains(DIFFERENT, ">77<");
    assertThat(send("Sales", shown("Sales"), "77", "preview").status()).isEqualTo(200);
    assertThat(send("Sales", stale, "8", "save").status()).as("knowing it").isEqualTo(303);
  }

  @Test
  void what_cannot_be_accepted_does_not_make_an_old_form_a_new_one() {
    make("Sales");
    Page opened = shown("Sales");
    assertThat(send("Sales", shown("Sales"), "77", "save").status()).isEqualTo(303);
    Page refused = send("Sales", opened, "many", "save");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(send("Sales", refused, "8", "save").status()).isEqualTo(409);
    List<String> alert = List.of("policy", BOUNCE, "status", "on", "daily-limit", "5");
    String one = ALERT_POLICIES + "/policy";
    String path = one + "?name=" + BOUNCE.replace(' ', '+');
    String before = hidden("version", get(path));
    List<String> low = with(alert, "severity", "Low", "version");
    assertThat(post(one, with(low, before)).status()).isEqualTo(303);
    Page huge = post(one, with(alert, "severity", "Huge", "version", before));
    assertThat(huge.status()).isEqualTo(422);
    List<String> high = with(alert, "severity", "High", "version");
    Page stale = post(one, with(high, hidden("version", huge)));
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.body()).contains(DIFFERENT, ">Low<");
    assertThat(post(one, with(high, hidden("version", stale))).status()).isEqualTo(303);
  }

  @Test
  void what_somebody_else_changed_is_not_removed_unseen() {
    make("Sales");
    Page opened = shown("Sales");
    assertThat(send("Sales", opened, "77", "save").status()).isEqualTo(303);
    List<String> name = List.of("policy", "Sales", "rule-version", hidden("rule-version", opened));
    Page stale = post(POLICIES + "/remove", with(name, "version", hidden("version", opened)));
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.body()).contains("value=\"77\"", "so nothing was done");
    List<String> seen = with(name, "version", hidden("version", stale));
    running.say("policy", "list");
    assertThat(post(POLICIES + "/remove", seen).status()).isEqualTo(303);
    List<String> custom = List.of(Forms.alertPolicy("Mine"));
    assertThat(post(ALERT_POLICIES + "/new", custom).status()).isEqualTo(303);
    List<String> mine = List.of("policy", "Mine", "version");
    Page old = post(ALERT_POLICIES + "/remove", with(mine, "0"));
    assertThat(old.status()).isEqualTo(409);
    assertThat(post(ALERT_POLICIES + "/remove", with(mine, hidden("version", old))).status())
        .isEqualTo(303);
  }

  @Test
  void a_rule_is_moved_in_the_order_that_is_seen_and_in_no_other() {
    make("A");
    make("B");
    make("C");
    List<String> move = List.of("rule", "A", "do", "up", "version");
    String opened = hidden("version", get(POLICIES));
    assertThat(post(POLICIES + "/move", with(move, opened)).status()).isEqualTo(303);
    Page stale = post(POLICIES + "/move", with(move, opened));
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.body()).contains("so nothing was done", "Move A up");
    assertThat(send("C", shown("C"), "77", "save").status()).as("not the order").isEqualTo(303);
    assertThat(post(POLICIES + "/move", with(move, hidden("version", stale))).status())
        .isEqualTo(303);
  }

  private String alert() {
    assertThat(running.say("restricted", "restrict", "anna@example.org", "--reason", "x").status())
        .isZero();
    String list = get("/alerts").body();
    Matcher id = Pattern.compile("/alerts/alert\\?id=([0-9a-f-]+)").matcher(list);
    assertThat(id.find()).as(list).isTrue();
    return id.group(1);
  }

  @Test
  void the_form_of_an_alert_comes_back_as_it_was_sent_and_the_comment_with_it() {
    String id = alert();
    List<String> form = List.of("id", id, "classification", "NotSet", "version");
    String opened = hidden("version", get("/alerts/alert?id=" + id));
    Page first = post("/alerts/alert", with(form, opened, "status", "InProgress"));
    assertThat(first.status()).isEqualTo(303);
    List<String> resolved = List.of("status", "Resolved", "assignee", "me", "comment", "It was I");
    Page stale = post("/alerts/alert", with(with(form, opened), resolved.toArray(String[]::new)));
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.body())
        .contains(DIFFERENT, ">It was I</textarea>", "value=\"me\"")
        .containsPattern("<option value=\"Resolved\" selected");
    String now = hidden("version", stale);
    String tooMuch = "y".repeat(1_001);
    Page tooLong = post("/alerts/alert", with(form, now, "status", "Resolved", "comment", tooMuch));
    assertThat(tooLong.status()).isEqualTo(422);
    assertThat(tooLong.body()).contains(">" + tooMuch + "</textarea>");
    assertThat(hidden("version", tooLong)).isEqualTo(now);
    Page done = post("/alerts/alert", with(with(form, now), resolved.toArray(String[]::new)));
    assertThat(done.status()).isEqualTo(303);
    assertThat(get("/alerts/alert?id=" + id).body()).contains("It was I", "Resolved");
  }
}
