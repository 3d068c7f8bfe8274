package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.app.Running;
import org.sluice.portal.http.Tokens;
import org.sluice.testkit.Eventually;

/** Decisions over HTTP, as a mail server asks for them. */
class DecideTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path data;
  private final HttpClient http = HttpClient.newHttpClient();
  private Running running;

  private record Answer(int status, JsonNode body) {}

  @BeforeEach
  void start() {
    running =
        Running.start(
            data,
            """
            [proxy]
            trying-mailbox = false
            [senders]
            accepted-domains = ["example.org"]
            [[token]]
            name = "mx1"
            role = "MailServer"
            sha256 = "%s"
            [[token]]
            name = "reader"
            role = "SecurityReader"
            sha256 = "%s"
            """
                .formatted(Tokens.digest("mx-token"), Tokens.digest("reader-token")));
  }

  @AfterEach
  void stop() {
    http.close();
    running.close();
  }

  private Answer post(String path, String token, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(running.url() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }

  /** A hook's request whose contents are 100 MiB and more. */
  private Answer postLarge(String request) throws Exception {
    int at = request.indexOf("\"contents\":\"") + "\"contents\":\"".length();
    byte[] mebibyte = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    List<byte[]> parts = new ArrayList<>(Collections.nCopies(100, mebibyte));
    parts.addFirst(request.substring(0, at).getBytes(StandardCharsets.UTF_8));
    parts.add(request.substring(at).getBytes(StandardCharsets.UTF_8));
    HttpRequest asked =
        HttpRequest.newBuilder(URI.create(running.url() + "/stalwart/mta-hook"))
            .header("Authorization", "Bearer mx-token")
            .POST(HttpRequest.BodyPublishers.ofByteArrays(parts))
            .build();
    HttpResponse<String> response = http.send(asked, HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }

  private void sluice(String... words) {
    assertThat(running.say(words).status()).isZero();
  }

  private static String message(String id, int recipients) {
    StringBuilder to = new StringBuilder();
    for (int i = 0; i < recipients; i++) {
      to.append(i == 0 ? "" : ",").append("\"r").append(i).append("@x.test\"");
    }
    return "{\"stage\":\"message\",\"id\":\"%s\",\"login\":\"anna@example.org\",\"client\":\"192.0.2.1\",\"from\":\"anna@example.org\",\"recipients\":[%s]}"
        .formatted(id, to);
  }

  @Test
  void a_message_is_judged_whole_and_its_sender_is_then_refused_at_mail() throws Exception {
    sluice("policy", "set", "Default", "--external-per-hour", "3");
    Answer first = post("/decide", "mx-token", message("m1", 3));
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.body().path("action").asText()).isEqualTo("permit");
    assertThat(post("/decide", "mx-token", message("m1", 3)).body().path("action").asText())
        .as("asked again")
        .isEqualTo("permit");
    JsonNode crossing = post("/decide", "mx-token", message("m2", 1)).body();
    assertThat(crossing.path("action").asText()).isEqualTo("reject");
    assertThat(crossing.path("code").asInt()).isEqualTo(550);
    assertThat(crossing.path("status").asText()).isEqualTo("5.1.8");
    assertThat(crossing.path("text").asText()).startsWith("Access denied, bad outbound sender");
    assertThat(crossing.path("reference").asText()).hasSize(8);
    JsonNode mail =
        post("/decide", "mx-token", "{\"stage\":\"sender\",\"login\":\"anna@example.org\"}").body();
    assertThat(mail.path("status").asText()).isEqualTo("5.1.8");
  }

  @ParameterizedTest
  @CsvSource({"'',401", "wrong,401", "reader-token,401", "mx-token,200"})
  void only_a_mail_server_may_ask(String token, int status) throws Exception {
    assertThat(post("/decide", token, message("m1", 1)).status()).isEqualTo(status);
    assertThat(post("/stalwart/mta-hook", token, "{\"context\":{\"stage\":\"CONNECT\"}}").status())
        .isEqualTo(status);
  }

  @Test
  void a_mail_servers_token_administers_nothing() throws Exception {
    Answer answer =
        post(
            "/adminapi/beta/example.org/InvokeCommand",
            "mx-token",
            "{\"CmdletInput\":{\"CmdletName\":\"Get-BlockedSenderAddress\",\"Parameters\":{}}}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().toString()).contains("role definition");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|The body has to be a JSON object",
        "{|The body is no JSON",
        "{\"stage\":\"rcpt\"}|\"stage\" has to be \"sender\", \"recipient\" or \"message\"",
        "{\"stage\":\"message\",\"recipient\":\"a@b\"}|There is no field \"recipient\"",
        "{\"stage\":\"message\",\"recipients\":\"a@b\"}|\"recipients\" has to be a list",
        "{\"stage\":\"message\",\"recipients\":[1]}|\"recipients\" has to be a list of texts",
        "{\"stage\":\"message\",\"recipientCount\":-1}|a whole number from 0",
        "{\"stage\":\"message\",\"login\":7}|\"login\" has to be a text",
        "{\"stage\":\"message\",\"automaticForward\":\"no\"}|true or false",
        "{\"stage\":\"message\",\"headers\":[[\"From\"]]}|a list of pairs",
      })
  void a_question_that_is_not_understood_is_told_and_counts_nothing(String body, String words)
      throws Exception {
    Answer answer = post("/decide", "mx-token", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("error").asText()).contains(words);
  }

  @Test
  void a_body_beyond_its_bound_is_too_large() throws Exception {
    assertThat(post("/decide", "mx-token", " ".repeat(1 << 20) + "{}").status()).isEqualTo(413);
    assertThat(post("/decide", "mx-token", " ".repeat((1 << 20) - 2) + "{}").status())
        .as("at the bound: read, and not understood")
        .isEqualTo(400);
  }

  @Test
  void an_automatic_forward_is_seen_in_the_headers() throws Exception {
    String forward =
        """
        {"stage":"message","login":"anna@example.org","from":"stranger@elsewhere.test","recipients":["a@x.test"],
         "headers":[["From","stranger@elsewhere.test"],["X-Sieve-Redirected-From","anna@example.org"]]}
        """;
    JsonNode refused = post("/decide", "mx-token", forward).body();
    assertThat(refused.path("status").asText()).isEqualTo("5.7.520");
    sluice("policy", "set", "Default", "--auto-forwarding", "On");
    assertThat(post("/decide", "mx-token", forward).body().path("action").asText())
        .isEqualTo("permit");
  }

  private static String hook(String stage, String queueId, int recipients, int contents) {
    StringBuilder to = new StringBuilder();
    for (int i = 0; i < recipients; i++) {
      to.append(i == 0 ? "" : ",").append("{\"address\":\"r").append(i).append("@x.test\"}");
    }
    return """
    {"context":{"stage":"%s","sasl":{"login":"anna@example.org","method":"plain"},
      "client":{"ip":"192.0.2.1","port":34567,"ptr":"mail.example.com","ehlo":"mail.example.com","activeConnections":1},
      "tls":{"version":"1.3","cipher":"TLS_AES_256_GCM_SHA384","cipherBits":256},
      "server":{"name":"Stalwart","port":465,"ip":"192.0.2.2"},"queue":{"id":"%s"},"protocol":{"version":1}},
     "envelope":{"from":{"address":"anna@example.org","parameters":{"size":12345}},"to":[%s]},
     "message":{"headers":[["From","Anna <anna@example.org>"],["Subject","Hello"]],
      "serverHeaders":[["Received","from mail.example.com"]],"contents":"%s","size":12345}}
    """
        .formatted(stage, queueId, to, "x".repeat(contents));
  }

  @Test
  void stalwart_reads_its_own_words() throws Exception {
    sluice("policy", "set", "Default", "--external-per-hour", "2");
    for (String stage : List.of("CONNECT", "EHLO", "AUTH", "MAIL", "RCPT")) {
      assertThat(post("/stalwart/mta-hook", "mx-token", hook(stage, "", 1, 0)).body())
          .isEqualTo(JSON.readTree("{\"action\":\"accept\",\"modifications\":[]}"));
    }
    assertThat(
            post("/stalwart/mta-hook", "mx-token", hook("DATA", "1", 2, 30_000_000))
                .body()
                .path("action")
                .asText())
        .as("a message of 30 MB is passed over")
        .isEqualTo("accept");
    JsonNode refused = post("/stalwart/mta-hook", "mx-token", hook("DATA", "2", 1, 0)).body();
    assertThat(refused.path("action").asText()).isEqualTo("reject");
    assertThat(refused.path("response").path("status").asInt()).isEqualTo(550);
    assertThat(refused.path("response").path("enhancedStatus").asText()).isEqualTo("5.1.8");
    assertThat(refused.path("response").path("message").asText())
        .startsWith("Access denied, bad outbound sender");
    assertThat(
            post("/stalwart/mta-hook", "mx-token", hook("MAIL", "", 0, 0))
                .body()
                .path("action")
                .asText())
        .as("already at MAIL")
        .isEqualTo("reject");
  }

  private static String action(Answer answer) {
    assertThat(answer.status()).isEqualTo(200);
    return answer.body().path("action").asText();
  }

  /** What a sender chooses must not lead to an answer that lets the message pass unjudged. */
  @Test
  void long_addresses_are_judged_and_counted_one_by_one() throws Exception {
    sluice("policy", "set", "Default", "--external-per-hour", "2");
    String begin = "x".repeat(1_000);
    String request =
        hook("DATA", "1", 0, 0)
            .replace(
                "\"to\":[]",
                "\"to\":[{\"address\":\"%1$sa@x.test\"},{\"address\":\"%1$sb@x.test\"}]")
            .formatted(begin);
    assertThat(action(post("/stalwart/mta-hook", "mx-token", request))).isEqualTo("accept");
    assertThat(action(post("/stalwart/mta-hook", "mx-token", request)))
        .as("asked again: the same two")
        .isEqualTo("accept");
    String from =
        hook("DATA", "2", 1, 0)
            .replace("anna@example.org\",\"parameters", begin + "@example.org\",\"parameters");
    assertThat(from).contains(begin);
    assertThat(action(post("/stalwart/mta-hook", "mx-token", from))).isEqualTo("reject");
    String mail =
        hook("MAIL", "", 0, 0)
            .replace("anna@example.org\",\"parameters", begin + "@example.org\",\"parameters");
    assertThat(action(post("/stalwart/mta-hook", "mx-token", mail))).isEqualTo("reject");
    assertThat(
            action(
                post(
                    "/decide",
                    "mx-token",
                    "{\"stage\":\"message\",\"login\":\"anna@example.org\",\"from\":\"%1$s@x.test\",\"author\":\"%1$s\",\"recipients\":[\"%1$s@x.test\"]}"
                        .formatted(begin))))
        .isEqualTo("reject");
  }

  @Test
  void a_long_address_of_an_own_domain_is_internal() throws Exception {
    sluice("policy", "set", "Default", "--external-per-hour", "1");
    String inside =
        "{\"stage\":\"message\",\"login\":\"anna@example.org\",\"recipients\":[\"%sa@example.org\",\"%sb@example.org\"]}";
    String begin = "x".repeat(1_001);
    assertThat(action(post("/decide", "mx-token", inside.formatted(begin, begin))))
        .isEqualTo("permit");
    assertThat(action(post("/decide", "mx-token", message("m1", 1)))).isEqualTo("permit");
  }

  @Test
  void recipients_beyond_the_bound_are_counted() throws Exception {
    assertThat(action(post("/stalwart/mta-hook", "mx-token", hook("DATA", "1", 10_001, 0))))
        .isEqualTo("reject");
    assertThat(action(post("/decide", "mx-token", message("m1", 10_001)))).isEqualTo("reject");
    assertThat(
            action(
                post(
                    "/decide",
                    "mx-token",
                    "{\"stage\":\"message\",\"login\":\"bert@example.org\",\"recipientCount\":99999999999}")))
        .isEqualTo("reject");
  }

  @Test
  void a_header_that_is_too_large_is_refused_for_a_login_and_no_business_of_anybody_else()
      throws Exception {
    String large =
        hook("DATA", "1", 1, 10).replace("\"Hello\"", "\"" + "x".repeat((1 << 20) + 1) + "\"");
    Answer refused = post("/stalwart/mta-hook", "mx-token", large);
    assertThat(action(refused)).isEqualTo("reject");
    assertThat(refused.body().path("response").path("status").asInt()).isEqualTo(552);
    assertThat(refused.body().path("response").path("enhancedStatus").asText()).isEqualTo("5.3.4");
    assertThat(
            action(
                post(
                    "/stalwart/mta-hook",
                    "mx-token",
                    large.replace("\"login\":\"anna@example.org\"", "\"login\":null"))))
        .isEqualTo("accept");
    String most = hook("DATA", "1", 1, 10).replace("\"Hello\"", "\"" + "x".repeat(1 << 20) + "\"");
    assertThat(action(post("/stalwart/mta-hook", "mx-token", most))).isEqualTo("accept");
  }

  @Test
  void a_message_that_is_too_large_to_be_judged_is_in_the_log_without_control_characters()
      throws Exception {
    String large =
        hook("DATA", "q1\\n2", 1, 10)
            .replace("\"Hello\"", "\"" + "x".repeat((1 << 20) + 1) + "\"")
            .replace("\"login\":\"anna@", "\"login\":\"anna\\r@");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream standard = System.err;
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(action(post("/stalwart/mta-hook", "mx-token", large))).isEqualTo("reject");
      Eventually.holds(
          "it is in the log",
          () ->
              said.toString(StandardCharsets.UTF_8)
                  .contains(
                      "refused: it is too large to be judged (login anna?@example.org, client"
                          + " 192.0.2.1, queue id q1?2)"));
    } finally {
      System.setErr(standard);
    }
  }

  /** Of two requests beyond the bound, the one with all that matters before it is judged. */
  @Test
  void a_message_beyond_the_bound_is_judged_by_what_came_before() throws Exception {
    sluice("policy", "set", "Default", "--external-per-hour", "1");
    assertThat(action(postLarge(hook("DATA", "1", 1, 1)))).isEqualTo("accept");
    assertThat(action(postLarge(hook("DATA", "2", 1, 1)))).isEqualTo("reject");
    Answer unknown = postLarge("{\"message\":{\"contents\":\"x\"}}");
    assertThat(action(unknown)).isEqualTo("reject");
    assertThat(unknown.body().path("response").path("status").asInt()).isEqualTo(552);
  }

  @Test
  void a_copy_is_a_recipient_that_stalwart_adds() throws Exception {
    sluice(
        "policy",
        "set",
        "Default",
        "--external-per-hour",
        "1",
        "--action",
        "Alert",
        "--copy-to",
        "abuse@example.org");
    post("/stalwart/mta-hook", "mx-token", hook("DATA", "1", 1, 0));
    assertThat(post("/stalwart/mta-hook", "mx-token", hook("DATA", "2", 1, 0)).body())
        .isEqualTo(
            JSON.readTree(
                "{\"action\":\"accept\",\"modifications\":[{\"type\":\"addRecipient\",\"value\":\"abuse@example.org\"}]}"));
  }
}
