package org.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.app.Running;
import org.sluice.app.rest.RestClient.Answer;
import org.sluice.portal.http.Tokens;

/** The REST interface over HTTP; each answer is also held against the OpenAPI document. */
class RestTest {
  private static final String POLICIES = "/outbound-spam-policies";
  private static final String POLICY = POLICIES + "/{name}";
  private static final String RESTRICTED = "/restricted-entities";
  private static final String ENTITY = RESTRICTED + "/{type}/{name}";

  @TempDir private Path data;
  private Running running;
  private RestClient client;

  @BeforeEach
  void start() throws Exception {
    running =
        Running.start(
            data,
            """
            [proxy]
            trying-mailbox = false
            [senders]
            accepted-domains = ["example.org"]
            [[token]]
            name = "reader"
            role = "SecurityReader"
            sha256 = "%s"
            [[token]]
            name = "mx1"
            role = "MailServer"
            sha256 = "%s"
            """
                .formatted(Tokens.digest("reader-token"), Tokens.digest("mx-token")));
    client = new RestClient(running.url(), running.token());
  }

  @AfterEach
  void stop() {
    client.close();
    running.close();
  }

  private Answer get(String template, String path) throws Exception {
    return client.call("GET", template, path, "", Map.of());
  }

  private Answer post(String path, String body) throws Exception {
    return client.call("POST", path, path, body, Map.of());
  }

  private Answer patch(String path, String body, String etag) throws Exception {
    return client.call(
        "PATCH", POLICY, path, body, etag.isEmpty() ? Map.of() : Map.of("If-Match", etag));
  }

  @Test
  void a_user_is_restricted_listed_and_released() throws Exception {
    Answer made =
        post(
            RESTRICTED,
            "{\"type\":\"user\",\"name\":\"Anna@example.org\",\"reason\":\"stolen <b>\"}");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.headers())
        .containsEntry("location", "/api/v1/restricted-entities/user/anna%40example.org");
    assertThat(made.body().path("restrictedBy").asText()).isNotEmpty();

    assertThat(get(RESTRICTED, RESTRICTED + "?type=user").body().path("items")).hasSize(1);
    assertThat(get(RESTRICTED, RESTRICTED + "?type=connector").body().path("items")).isEmpty();
    assertThat(get(ENTITY, RESTRICTED + "/user/anna@example.org").body().path("reason").asText())
        .isEqualTo("stolen <b>");
    assertThat(get("/senders/{sender}", "/senders/anna@example.org").body().path("restricted"))
        .isEqualTo(RestClient.JSON.getNodeFactory().booleanNode(true));

    Answer released =
        client.call(
            "POST",
            ENTITY + "/release",
            RESTRICTED + "/user/anna@example.org/release",
            "{\"comment\":\"password changed\"}",
            Map.of());
    assertThat(released.status()).isEqualTo(200);
    assertThat(released.body().path("comment").asText()).isEqualTo("password changed");
    assertThat(get(ENTITY, RESTRICTED + "/user/anna@example.org").status()).isEqualTo(404);
    assertThat(
            get(ENTITY + "/history", RESTRICTED + "/user/anna@example.org/history")
                .body()
                .path("items"))
        .hasSize(1);
    assertThat(
            get("/audit-records", "/audit-records?object=anna@example.org&limit=1000")
                .body()
                .findValuesAsText("operation"))
        .contains("Add-BlockedSenderAddress", "Listed", "Remove-BlockedSenderAddress", "Delisted");
  }

  @ParameterizedTest
  @CsvSource({
    "\\ud800, 400, half of a character",
    "x\\udc00\\ud800, 400, half of a character",
    "\\ud83d\\ude00, 201, "
  })
  void half_of_a_character_is_refused_in_words(String reason, int status, String words)
      throws Exception {
    Answer answer =
        post(
            RESTRICTED,
            "{\"type\":\"user\",\"name\":\"anna@example.org\",\"reason\":\"" + reason + "\"}");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body().toString()).contains(words == null ? "" : words);
    assertThat(running.say("audit", "verify").status()).isZero();
  }

  @Test
  void two_administrators_do_not_overwrite_each_other() throws Exception {
    Answer seen = get(POLICY, POLICIES + "/Default");
    String path = POLICIES + "/Default";
    assertThat(patch(path, "{\"recipientLimitPerDay\":10}", "").status()).isEqualTo(428);
    Answer first = patch(path, "{\"recipientLimitPerDay\":10}", seen.etag());
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.etag()).isNotEqualTo(seen.etag());
    Answer second = patch(path, "{\"recipientLimitPerDay\":20}", seen.etag());
    assertThat(second.status()).isEqualTo(412);
    assertThat(get(POLICY, path).body().path("recipientLimitPerDay").asInt()).isEqualTo(10);
    assertThat(get(POLICY, path).etag()).isEqualTo(first.etag());
    assertThat(patch(path, "{\"recipientLimitPerDay\":20}", first.etag()).status()).isEqualTo(200);
    assertThat(patch(path, "{\"mode\":\"Monitor\"}", "*").status()).isEqualTo(200);
    assertThat(patch(path, "{\"mode\":\"Enforce\"}", "W/" + first.etag()).status()).isEqualTo(412);
  }

  @Test
  void a_policy_and_its_rule_come_and_go() throws Exception {
    Answer policy = post(POLICIES, "{\"name\":\"Sales / EU\",\"recipientLimitExternalPerHour\":7}");
    assertThat(policy.status()).isEqualTo(201);
    assertThat(post(POLICIES, "{\"name\":\"sales / eu\"}").status()).isEqualTo(409);
    Answer rule =
        post(
            "/outbound-spam-rules",
            """
            {"name":"sales","policy":"Sales / EU","senderDomainIs":["sales.example.org"]}
            """);
    assertThat(rule.status()).isEqualTo(201);
    JsonNode sender = get("/senders/{sender}", "/senders/a@sales.example.org").body();
    assertThat(sender.path("policy").asText()).isEqualTo("Sales / EU");
    Answer off =
        client.call(
            "PATCH",
            "/outbound-spam-rules/{name}",
            "/outbound-spam-rules/sales",
            "{\"enabled\":false}",
            Map.of("If-Match", rule.etag()));
    assertThat(off.body().path("enabled").asBoolean()).isFalse();
    for (String[] each :
        new String[][] {
          {"/outbound-spam-rules/{name}", "/outbound-spam-rules/sales", rule.etag(), off.etag()},
          {POLICY, POLICIES + "/Sales%20%2F%20EU", "\"old\"", policy.etag()}
        }) {
      assertThat(delete(each[0], each[1], each[2]).status()).isEqualTo(412);
      assertThat(delete(each[0], each[1], each[3]).status()).isEqualTo(204);
      assertThat(delete(each[0], each[1], each[3]).status()).isEqualTo(404);
    }
  }

  @Test
  void what_may_be_a_slip_is_said_beside_what_was_done_and_changes_no_version() throws Exception {
    post(POLICIES, "{\"name\":\"Sales\"}");
    Answer made =
        post(
            "/outbound-spam-rules",
            "{\"name\":\"sales\",\"policy\":\"Sales\",\"fromMemberOf\":[\"sellers\"]}");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body().path("warnings").path(0).asText()).contains("no group 'sellers'");
    String one = "/outbound-spam-rules/{name}";
    assertThat(get(one, "/outbound-spam-rules/sales").etag()).isEqualTo(made.etag());
    assertThat(get(one, "/outbound-spam-rules/sales").body().has("warnings")).isFalse();
    Answer restricted = post(RESTRICTED, "{\"type\":\"user\",\"name\":\"anna\",\"reason\":\"\"}");
    assertThat(restricted.body().path("warnings").path(0).asText())
        .contains("Nothing was counted of anna");
  }

  @Test
  void a_release_that_names_a_version_lifts_that_restriction_alone() throws Exception {
    String body = "{\"type\":\"user\",\"name\":\"anna@example.org\",\"reason\":\"%s\"}";
    post(RESTRICTED, body.formatted("first"));
    String path = RESTRICTED + "/user/anna@example.org";
    String seen = get(ENTITY, path).etag();
    post(RESTRICTED, body.formatted("second"));
    Map<String, String> old = Map.of("If-Match", seen);
    assertThat(client.call("POST", ENTITY + "/release", path + "/release", "{}", old).status())
        .isEqualTo(412);
    Map<String, String> now = Map.of("If-Match", get(ENTITY, path).etag());
    assertThat(client.call("POST", ENTITY + "/release", path + "/release", "{}", now).status())
        .isEqualTo(200);
  }

  private Answer delete(String template, String path, String etag) throws Exception {
    return client.call("DELETE", template, path, "", Map.of("If-Match", etag));
  }

  @Test
  void an_alert_policy_fires_and_its_alert_is_worked_on() throws Exception {
    Answer policy =
        post(
            "/alert-policies",
            """
            {"name":"By hand","operations":["Add-BlockedSenderAddress"],"severity":"Low",
             "notificationEnabled":false}
            """);
    assertThat(policy.status()).isEqualTo(201);
    post(RESTRICTED, "{\"type\":\"user\",\"name\":\"bert@example.org\",\"reason\":\"test\"}");
    JsonNode alerts = get("/alerts", "/alerts?alertPolicy=By%20hand").body().path("items");
    assertThat(alerts).hasSize(1);
    String path = "/alerts/" + alerts.get(0).path("id").asText();
    Answer seen = get("/alerts/{id}", path);
    assertThat(seen.body().path("auditRecords")).hasSize(1);
    Answer changed =
        client.call(
            "PATCH",
            "/alerts/{id}",
            path,
            "{\"status\":\"InProgress\",\"assignedTo\":\"carla\",\"comment\":\"calling\"}",
            Map.of("If-Match", seen.etag()));
    assertThat(changed.status()).isEqualTo(200);
    assertThat(get("/alerts/{id}", path).body().path("comments")).hasSize(1);
    Answer late =
        client.call(
            "PATCH",
            "/alerts/{id}",
            path,
            "{\"status\":\"Resolved\"}",
            Map.of("If-Match", seen.etag()));
    assertThat(late.status()).isEqualTo(412);
  }

  @Test
  void lists_come_in_pages_without_gap_or_double() throws Exception {
    for (int i = 0; i < 7; i++) {
      post(RESTRICTED, "{\"type\":\"user\",\"name\":\"u" + i + "@example.org\",\"reason\":\"\"}");
    }
    List<String> names = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String place = "";
    do {
      JsonNode page = get(RESTRICTED, RESTRICTED + "?limit=3" + place).body();
      page.path("items").forEach(item -> names.add(item.path("name").asText()));
      sizes.add(page.path("items").size());
      place = page.has("next") ? "&behind=" + page.path("next").asText() : "";
      // Who is released in between takes nobody else along.
      String first = RESTRICTED + "/user/" + names.getFirst() + "/release";
      client.call("POST", ENTITY + "/release", first, "{}", Map.of());
    } while (!place.isEmpty());
    assertThat(sizes).containsExactly(3, 3, 1);
    assertThat(names).hasSize(7).doesNotHaveDuplicates();

    List<String> alerts = new ArrayList<>();
    do {
      JsonNode page = get("/alerts", "/alerts?limit=3" + place).body();
      page.path("items").forEach(item -> alerts.add(item.path("id").asText()));
      place = page.has("next") ? "&behind=" + page.path("next").asText() : "";
      post(RESTRICTED, "{\"type\":\"user\",\"name\":\"u0@example.org\",\"reason\":\"\"}");
    } while (!place.isEmpty());
    assertThat(alerts).hasSize(7).doesNotHaveDuplicates();
    assertThat(get("/alerts", "/alerts?behind=gone").status()).isEqualTo(404);

    Set<Long> numbers = new TreeSet<>();
    int found = 0;
    String behind = "";
    do {
      JsonNode page = get("/audit-records", "/audit-records?limit=4" + behind).body();
      page.path("items").forEach(item -> numbers.add(item.path("number").asLong()));
      found += page.path("items").size();
      behind = page.has("next") ? "&behind=" + page.path("next").asText() : "";
    } while (!behind.isEmpty());
    assertThat(numbers).hasSize(found);
    assertThat(get("/audit-verification", "/audit-verification").body().path("records").asInt())
        .isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({"0, 422", "1, 201", "320, 201", "321, 422"})
  void a_name_is_neither_empty_nor_longer_than_an_address(int length, int status) throws Exception {
    String name = "x".repeat(length);
    Answer answer =
        post(RESTRICTED, "{\"type\":\"user\",\"name\":\"" + name + "\",\"reason\":\"\"}");
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"recipientLimitPerDay\":10001}|422|recipientLimitPerDay has to be a whole number",
        "{\"recipientLimitPerDay\":\"5\"}|422|recipientLimitPerDay has to be a whole number",
        "{\"recipientLimitPerDy\":5}|422|recipientLimitPerDy is not known here",
        "{\"mode\":\"enforce\"}|422|mode has to be one of Enforce, Monitor",
        "{\"notifyOutboundSpam\":true}|422|NotifyOutboundSpam is on, but its list",
        "[]|422|the body has to be an object",
        "{|400|The body is not JSON"
      })
  void what_is_wrong_with_a_body_is_said(String body, int status, String words) throws Exception {
    Answer answer = patch(POLICIES + "/Default", body, "*");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body().path("detail").asText()).contains(words);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "/restricted-entities?limit=0,'limit' has to be",
        "/restricted-entities?limit=1001,'limit' has to be",
        "/outbound-spam-policies?cursor=-1,'cursor' has to be",
        "/restricted-entities?behind=1,'behind' is 'next'",
        "/restricted-entities?behind=1-_,'behind' is 'next'",
        "/restricted-entities?limits=5,There is no parameter 'limits' here",
        "/restricted-entities?type=group,'type' is one of",
        "/audit-records?from=yesterday,'from' has to be a time",
        "/audit-records?text=a&text=b,'text' may be given once",
        "/audit-records?operation=Nothing,There is no operation 'Nothing'",
        "/audit-records?behind=1,'behind' is 'next'"
      })
  void what_is_wrong_with_a_question_is_said(String path, String words) throws Exception {
    Answer answer = get(path.substring(0, path.indexOf('?')), path);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("detail").asText()).contains(words);
  }

  @Test
  void who_may_not_is_refused_and_who_is_nobody_is_told_so() throws Exception {
    String body = "{\"type\":\"user\",\"name\":\"a@example.org\",\"reason\":\"\"}";
    try (RestClient reader = new RestClient(running.url(), "reader-token");
        RestClient mailServer = new RestClient(running.url(), "mx-token");
        RestClient nobody = new RestClient(running.url(), "")) {
      assertThat(reader.call("GET", RESTRICTED, RESTRICTED, "", Map.of()).status()).isEqualTo(200);
      assertThat(reader.call("POST", RESTRICTED, RESTRICTED, body, Map.of()).status())
          .isEqualTo(403);
      assertThat(mailServer.call("GET", RESTRICTED, RESTRICTED, "", Map.of()).status())
          .isEqualTo(403);
      Answer unknown = nobody.call("POST", RESTRICTED, RESTRICTED, body, Map.of());
      assertThat(unknown.status()).isEqualTo(401);
      assertThat(unknown.headers()).containsEntry("www-authenticate", "Bearer");
    }
  }

  @Test
  void what_is_nowhere_and_what_is_no_json_are_problems_too() throws Exception {
    Answer nowhere = client.send("GET", "/api/v1/nothing", "", Map.of());
    assertThat(nowhere.status()).isEqualTo(404);
    assertThat(nowhere.headers()).containsEntry("content-type", "application/problem+json");
    Answer form =
        client.call(
            "POST",
            RESTRICTED,
            RESTRICTED,
            "type=user",
            Map.of("Content-Type", "application/x-www-form-urlencoded"));
    assertThat(form.status()).isEqualTo(415);
  }
}
