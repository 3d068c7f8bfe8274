package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.app.Running;
import org.sluice.app.Visitor;

/** The cmdlet call as a script makes it: over HTTP. */
class CmdletCallTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path data;
  private final HttpClient http = HttpClient.newHttpClient();
  private Running running;
  private String base = "";
  private String token = "";

  private record Answer(int status, JsonNode body, HttpResponse<String> response) {}

  @BeforeEach
  void start() {
    running = Running.start(data, "[proxy]\nlisten = [\"127.0.0.1:0\"]\n");
    base = running.url() + "/adminapi/beta/example.org/";
    token = running.token();
  }

  @AfterEach
  void stop() {
    http.close();
    running.close();
  }

  private Answer post(String url, String authorization, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), JSON.readTree(response.body()), response);
  }

  private static String call(String cmdlet, String parameters) {
    return "{\"CmdletInput\":{\"CmdletName\":\""
        + cmdlet
        + "\",\"Parameters\":"
        + parameters
        + "}}";
  }

  private Answer invoke(String cmdlet, String parameters, String... headers) throws Exception {
    return post(base + "InvokeCommand", "Bearer " + token, call(cmdlet, parameters), headers);
  }

  @Test
  void without_a_valid_token_nothing_is_answered() throws Exception {
    for (String authorization : List.of("", "Bearer", "Bearer wrong", "Basic " + token)) {
      Answer answer =
          post(base + "InvokeCommand", authorization, call("Get-BlockedSenderAddress", "{}"));
      assertThat(answer.status()).as(authorization).isEqualTo(401);
      assertThat(answer.response().headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(answer.body().has("value")).isFalse();
    }
  }

  @Test
  void objects_carry_type_annotations_before_their_properties() throws Exception {
    invoke("Add-BlockedSenderAddress", "{\"SenderAddress\":\"anna@example.org\"}");
    Answer answer = invoke("Get-BlockedSenderAddress", "{}");
    assertThat(answer.status()).isEqualTo(200);
    JsonNode row = answer.body().path("value").get(0);
    assertThat(row.path("SenderAddress").asText()).isEqualTo("anna@example.org");
    assertThat(row.path("CreatedDatetime@data.type").asText()).isEqualTo("System.DateTime");
    assertThat(answer.body().path("@odata.context").asText()).contains("$metadata#");
    assertThat(answer.body().path("adminapi.warnings@odata.type").asText())
        .isEqualTo("#Collection(String)");
  }

  @Test
  void an_error_has_its_text_once_for_people_and_once_with_its_type() throws Exception {
    Answer answer =
        invoke("Remove-BlockedSenderAddress", "{\"SenderAddress\":\"anna@example.org\"}");
    assertThat(answer.status()).isEqualTo(400);
    JsonNode error = answer.body().path("error");
    assertThat(error.path("message").asText()).contains("couldn't be found");
    assertThat(error.path("details").get(0).path("message").asText())
        .startsWith("|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|");
    assertThat(invoke("Get-Nothing", "{}").body().path("error").path("message").asText())
        .contains("is not recognized as the name of a cmdlet");
    assertThat(invoke("Get-BlockedSenderAddress", "{\"X\":1}").body().toString())
        .contains("ParameterBindingException");
  }

  @Test
  void pages_follow_each_other_by_their_links() throws Exception {
    for (int i = 0; i < 5; i++) {
      invoke("Add-BlockedSenderAddress", "{\"SenderAddress\":\"u" + i + "@example.org\"}");
    }
    List<String> sizes = new ArrayList<>();
    assertThat(restricted("{}", sizes)).hasSize(5).doesNotHaveDuplicates();
    assertThat(sizes).containsExactly("2", "2", "1");
    sizes.clear();
    assertThat(restricted("{\"ResultSize\":\"3\"}", sizes)).hasSize(3).doesNotHaveDuplicates();
    assertThat(sizes).containsExactly("2", "1");
    restrict("again");
    assertThat(invoke("Get-BlockedSenderAddress", "{\"ResultSize\":\"3\"}").body().path("value"))
        .hasSize(3);
  }

  /** Who is restricted, fetched page by page while the first of them is released. */
  private List<String> restricted(String parameters, List<String> sizes) throws Exception {
    List<String> rows = new ArrayList<>();
    String url = base + "InvokeCommand";
    while (!url.isEmpty()) {
      Answer answer =
          post(
              url,
              "Bearer " + token,
              call("Get-BlockedSenderAddress", parameters),
              "Prefer",
              "odata.maxpagesize=2");
      answer.body().path("value").forEach(row -> rows.add(row.path("SenderAddress").asText()));
      sizes.add(Integer.toString(answer.body().path("value").size()));
      if (sizes.size() == 1) {
        String first = "{\"SenderAddress\":\"" + rows.getFirst() + "\"}";
        assertThat(invoke("Remove-BlockedSenderAddress", first).status()).isEqualTo(200);
      }
      url = answer.body().path("@odata.nextLink").asText("");
    }
    return rows;
  }

  private void restrict(String name) throws Exception {
    String sender = "{\"SenderAddress\":\"" + name + "@example.org\"}";
    assertThat(invoke("Add-BlockedSenderAddress", sender).status()).isEqualTo(200);
  }

  /** The places and numbers of each row of an answer, fetched page by page while the log grows. */
  private List<String> rowsWhileItGrows(String parameters, String grower) throws Exception {
    List<String> rows = new ArrayList<>();
    String url = base + "InvokeCommand";
    while (!url.isEmpty()) {
      Answer answer =
          post(
              url,
              "Bearer " + token,
              call("Search-UnifiedAuditLog", parameters),
              "Prefer",
              "odata.maxpagesize=2");
      for (JsonNode row : answer.body().path("value")) {
        assertThat(row.path("ResultCount").asInt()).isEqualTo(8);
        rows.add(row.path("ResultIndex").asInt() + " " + row.path("Identity").asText());
      }
      restrict(grower + rows.size());
      url = answer.body().path("@odata.nextLink").asText("");
    }
    return rows;
  }

  @Test
  void pages_of_the_audit_log_are_of_one_answer_however_the_log_grows() throws Exception {
    for (int i = 0; i < 8; i++) {
      restrict("u" + i);
    }
    String search =
        "{\"StartDate\":\"1970-01-01\",\"EndDate\":\"9999-01-01\",\"Operations\":"
            + "[\"Add-BlockedSenderAddress\"],\"ResultSize\":\"%d\"%s}";
    List<String> alone = rowsWhileItGrows(search.formatted(5, ""), "a");
    assertThat(alone).hasSize(5).doesNotHaveDuplicates();
    assertThat(alone).extracting(row -> row.charAt(0)).containsExactly('1', '2', '3', '4', '5');
  }

  @Test
  void a_session_of_the_audit_log_misses_nothing_however_the_log_grows() throws Exception {
    for (int i = 0; i < 8; i++) {
      restrict("u" + i);
    }
    String search =
        "{\"StartDate\":\"1970-01-01\",\"EndDate\":\"9999-01-01\",\"Operations\":"
            + "[\"Add-BlockedSenderAddress\"],\"ResultSize\":\"5\","
            + "\"SessionId\":\"s\",\"SessionCommand\":\"ReturnLargeSet\"}";
    List<String> rows = new ArrayList<>(rowsWhileItGrows(search, "a"));
    rows.addAll(rowsWhileItGrows(search, "b"));
    assertThat(rows).hasSize(8);
    assertThat(rows).extracting(row -> row.charAt(0) - '0').containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(rows).extracting(row -> row.substring(2)).doesNotHaveDuplicates();
  }

  @Test
  void who_comes_through_the_proxy_is_led_on_through_it_and_others_as_they_came(
      @TempDir Path other) {
    String more =
        "[proxy]\nlisten = [\"127.0.0.1:0\"]\n"
            + "[access]\nurl = \"https://sluice.example.org\"\n";
    try (Running proxied = Running.start(other, more)) {
      for (String user : List.of("a@example.org", "b@example.org")) {
        proxied.say("restricted", "restrict", user);
      }
      assertThat(linkUnder(proxied, "sluice.example.org"))
          .contains(
              "\"@odata.context\":\"https://sluice.example.org/adminapi/beta/x/$metadata#",
              "\"@odata.nextLink\":\"https://sluice.example.org/adminapi/beta/x/InvokeCommand?");
      assertThat(linkUnder(proxied, "127.0.0.1:8025"))
          .contains("\"@odata.nextLink\":\"http://127.0.0.1:8025/adminapi/beta/x/InvokeCommand?");
    }
  }

  private static String linkUnder(Running proxied, String host) {
    return new Visitor(proxied.url())
        .under(host)
        .send(
            "POST",
            "/adminapi/beta/x/InvokeCommand",
            call("Get-BlockedSenderAddress", "{}"),
            "Authorization",
            "Bearer " + proxied.token(),
            "Content-Type",
            "application/json",
            "Prefer",
            "odata.maxpagesize=1")
        .body();
  }

  /** Below, at and above each bound. */
  @ParameterizedTest
  @CsvSource({"0, 400", "1, 200", "5000, 200", "5001, 400"})
  void a_search_is_for_one_to_five_thousand_records(int most, int status) throws Exception {
    restrict("u");
    Answer answer =
        invoke(
            "Search-UnifiedAuditLog",
            "{\"StartDate\":\"1970-01-01\",\"EndDate\":\"9999-01-01\",\"ResultSize\":\"%d\"}"
                .formatted(most));
    assertThat(answer.status()).isEqualTo(status);
    if (status == 400) {
      assertThat(answer.body().path("error").path("message").asText())
          .contains("1 to 5000 records, not " + most);
    }
  }

  @Test
  void a_search_for_none_is_refused_to_who_may_not_search() throws Exception {
    String mailServer =
        invoke("New-ApiToken", "{\"Name\":\"mx2\",\"Role\":\"MailServer\"}")
            .body()
            .path("value")
            .get(0)
            .path("Token")
            .asText();
    assertThat(mailServer).isNotEmpty();
    String search =
        "{\"StartDate\":\"1970-01-01\",\"EndDate\":\"9999-01-01\",\"ResultSize\":\"0\"}";
    Answer refused =
        post(
            base + "InvokeCommand", "Bearer " + mailServer, call("Search-UnifiedAuditLog", search));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().toString()).contains("UnauthorizedAccessException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.999999999999999999.1",
        "1.1.1.999999999999999999",
        "1.1.999999999.999999999",
        "1.999999999999999999.0.0",
        "999999999.1.0.0",
        "1....",
        "-1",
        "x",
        "1.1.1"
      })
  void a_token_that_was_made_up_is_no_fault_of_the_server(String made) throws Exception {
    restrict("u");
    String search = "{\"StartDate\":\"1970-01-01\",\"EndDate\":\"9999-01-01\"}";
    Answer answer =
        post(
            base + "InvokeCommand?%24skiptoken=" + made,
            "Bearer " + token,
            call("Search-UnifiedAuditLog", search));
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void a_batch_has_at_most_ten_calls_each_with_its_own_answer() throws Exception {
    String one = "{\"id\":\"%d\",\"method\":\"POST\",\"url\":\"InvokeCommand\",\"body\":%s}";
    String good = one.formatted(1, call("Get-BlockedSenderAddress", "{}"));
    String bad = one.formatted(2, call("Get-Nothing", "{}"));
    Answer two =
        post(base + "$batch", "Bearer " + token, "{\"requests\":[" + good + "," + bad + "]}");
    assertThat(two.status()).isEqualTo(200);
    JsonNode responses = two.body().path("responses");
    assertThat(responses.get(0).path("status").asInt()).isEqualTo(200);
    assertThat(responses.get(0).path("id").asText()).isEqualTo("1");
    assertThat(responses.get(1).path("status").asInt()).isEqualTo(400);

    String eleven = String.join(",", java.util.Collections.nCopies(11, good));
    assertThat(post(base + "$batch", "Bearer " + token, "{\"requests\":[" + eleven + "]}").status())
        .isEqualTo(400);
  }

  @Test
  void what_is_no_call_is_told_and_changes_nothing() throws Exception {
    String bearer = "Bearer " + token;
    assertThat(post(base + "InvokeCommand", bearer, "{").status()).isEqualTo(400);
    assertThat(post(base + "InvokeCommand", bearer, "[]").status()).isEqualTo(400);
    for (String half : List.of("{\"x\":[\"\\ud800\"]}", "{\"\\udc00\":1}")) {
      var refused = post(base + "InvokeCommand", bearer, half);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body().toString()).contains("half of a character");
    }
    assertThat(post(base + "InvokeCommand", bearer, "{}").body().toString())
        .contains("CmdletInput.CmdletName");
    assertThat(post(base + "Nowhere", bearer, "{}").status()).isEqualTo(404);
    String large = "{\"x\":\"" + "y".repeat(2 << 20) + "\"}";
    assertThat(post(base + "InvokeCommand", bearer, large).status()).isEqualTo(413);
  }
}
