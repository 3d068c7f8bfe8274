package org.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;
import org.sluice.app.serve.TimeSource;

/** What a server answers to each {@code Get-} cmdlet, where there is one object of every kind. */
final class AnsweredRows implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KAI = "kai@example.org";

  private final RunningServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> access;

  /**
   * Starts a server and makes the objects.
   *
   * @param data an empty folder
   */
  AnsweredRows(Path data) throws IOException, InterruptedException {
    Configuration configuration =
        Configuration.parse(
            "test",
            """
            [delegation]
            listen = ["127.0.0.1:0"]
            [milter]
            listen = []
            [administration]
            listen = "127.0.0.1:0"
            [proxy]
            trying-mailbox = false
            [[connector]]
            name = "scanner"
            networks = ["192.0.2.0/24"]
            [alerts]
            tenant-admins = ["root@example.org"]
            [mail]
            server = "127.0.0.1:1"
            tls = "none"
            from = "sluice@example.org"
            """);
    server = RunningServer.start(new ServeOptions(data, configuration, TimeSource.ofSystem()));
    access = Files.readAllLines(data.resolve("admin.access"));
    call("Add-BlockedSenderAddress", Map.of("SenderAddress", "anna@example.org"));
    call("Add-BlockedConnector", Map.of("ConnectorId", "scanner"));
    call("New-HostedOutboundSpamFilterPolicy", Map.of("Name", "Sales"));
    call(
        "New-HostedOutboundSpamFilterRule",
        Map.of("Name", "Sales", "HostedOutboundSpamFilterPolicy", "Sales", "From", KAI));
    call("New-ApiToken", Map.of("Name", "script", "Role", "SecurityReader"));
    JsonNode invited = call("New-ManagementUser", Map.of("Name", KAI, "Role", "SecurityReader"));
    signIn(invited.path("Link").asText());
  }

  /** The first object that a cmdlet answers, with its annotations. */
  JsonNode of(String get) throws IOException, InterruptedException {
    return call(get, get.endsWith("Session") ? Map.of("Identity", KAI) : Map.of());
  }

  private JsonNode call(String name, Map<String, String> parameters)
      throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode input = body.putObject("CmdletInput").put("CmdletName", name);
    input.set("Parameters", JSON.valueToTree(parameters));
    HttpResponse<String> answer =
        post(
            "/adminapi/beta/example.org/InvokeCommand",
            body.toString(),
            "Content-Type",
            "application/json",
            "Authorization",
            "Bearer " + access.getLast());
    assertThat(answer.statusCode()).as(name + ": " + answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).path("value").path(0);
  }

  private void signIn(String link) throws IOException, InterruptedException {
    String password = URLEncoder.encode("correct horse battery", StandardCharsets.UTF_8);
    form(link, "password=" + password + "&again=" + password);
    form("/sign-in", "name=" + KAI + "&password=" + password);
  }

  private void form(String path, String fields) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        post(
            path,
            fields,
            "Content-Type",
            "application/x-www-form-urlencoded",
            "Sec-Fetch-Site",
            "same-origin");
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isLessThan(400);
  }

  private HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(access.getFirst() + path))
            .headers(headers)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}
