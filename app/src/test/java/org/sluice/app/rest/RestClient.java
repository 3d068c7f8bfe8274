package org.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;

/** Calls the REST interface and holds each answer against the server's own OpenAPI document. */
final class RestClient implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final String token;
  private final JsonNode document;

  record Answer(int status, JsonNode body, Map<String, String> headers) {
    String etag() {
      return headers.getOrDefault("etag", "");
    }
  }

  RestClient(String url, String token) throws IOException, InterruptedException {
    this.url = url;
    this.token = token;
    this.document = send("GET", "/api/openapi.json", "", Map.of()).body();
  }

  JsonNode document() {
    return document;
  }

  /** Calls an operation by its route in the document and looks at the answer's form. */
  Answer call(String method, String template, String path, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    Answer answer = send(method, "/api/v1" + path, body, headers);
    JsonNode operation =
        document.path("paths").path(template).path(method.toLowerCase(java.util.Locale.ROOT));
    assertThat(operation.isObject()).as("%s %s is documented", method, template).isTrue();
    if (answer.status() == 204) {
      assertThat(operation.path("responses").has("204")).isTrue();
      return answer;
    }
    boolean good = answer.status() < 300;
    String type = good ? "application/json" : "application/problem+json";
    JsonNode said =
        good
            ? operation.path("responses").path(Integer.toString(answer.status()))
            : operation.path("responses").path("default");
    assertThat(answer.headers().get("content-type")).isEqualTo(type);
    JsonNode schema = said.path("content").path(type).path("schema");
    assertThat(schema.isObject()).as("%s %s: %d", method, path, answer.status()).isTrue();
    if (schema.has("$ref")) {
      schema = document.at(schema.path("$ref").asText().substring(1));
    }
    JsonSchema form = SCHEMAS.getSchema(schema);
    assertThat(form.validate(answer.body())).as("%s %s", method, path).isEmpty();
    if (!good) {
      assertThat(answer.body().path("status").asInt()).isEqualTo(answer.status());
    }
    return answer;
  }

  Answer send(String method, String path, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    headers.forEach(request::header);
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    JsonNode tree =
        Optional.of(response.body()).filter(b -> !b.isEmpty()).isPresent()
            ? JSON.readTree(response.body())
            : JSON.nullNode();
    Map<String, String> all = new java.util.HashMap<>();
    response.headers().map().forEach((name, values) -> all.put(name, values.getFirst()));
    return new Answer(response.statusCode(), tree, all);
  }

  @Override
  public void close() {
    http.close();
  }
}
