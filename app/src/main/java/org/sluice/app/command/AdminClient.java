package org.sluice.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Calls cmdlets of a running server, all pages of them. */
final class AdminClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;

  private final ServerPlace place;

  AdminClient(ServerPlace place) {
    this.place = place;
  }

  /** What a cmdlet answered: objects without their type annotations. */
  record Result(List<ObjectNode> rows, List<String> warnings) {}

  /** Where the server is, as the command line reaches it. */
  String url() {
    return place.url();
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /**
   * Calls one cmdlet.
   *
   * @throws CommandRefused if the server refuses, or there is none
   */
  Result call(String cmdlet, ObjectNode parameters) {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode input = body.putObject("CmdletInput");
    input.put("CmdletName", cmdlet);
    input.set("Parameters", parameters);
    List<ObjectNode> rows = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    String url = place.url() + "/adminapi/beta/organization/InvokeCommand";
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      while (!url.isEmpty()) {
        JsonNode answer = post(http, url, body);
        answer.path("value").forEach(row -> rows.add(bare(row)));
        if (warnings.isEmpty()) {
          answer.path("@adminapi.warnings").forEach(w -> warnings.add(w.asText()));
        }
        url = answer.path("@odata.nextLink").asText("");
      }
    }
    return new Result(rows, warnings);
  }

  /**
   * Copies an answer of any length as it arrives.
   *
   * @param path behind the organization's, with its query
   * @throws CommandRefused if the server refuses, or there is none
   */
  void download(String path, OutputStream into) {
    String url = place.url() + "/adminapi/beta/organization/" + path;
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<InputStream> response =
          http.send(
              HttpRequest.newBuilder(URI.create(url))
                  .header("Authorization", "Bearer " + place.token())
                  .GET()
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() == OK) {
          body.transferTo(into);
          into.flush();
        } else {
          var _ = answer(response.statusCode(), JSON.readTree(body));
        }
      }
    } catch (IOException e) {
      throw new CommandRefused("The answer of " + place.url() + " was not complete: " + e, e);
    } catch (IllegalArgumentException e) {
      throw notAUrl(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandRefused("Interrupted", e);
    }
  }

  private CommandRefused notAUrl(IllegalArgumentException e) {
    return new CommandRefused("\"" + place.url() + "\" is not a URL: " + e.getMessage(), e);
  }

  private static ObjectNode bare(JsonNode row) {
    ObjectNode bare = JSON.createObjectNode();
    row.properties()
        .forEach(property -> {
          if (!property.getKey().contains("@")) {
            bare.set(property.getKey(), property.getValue());
          }
        });
    return bare;
  }

  private JsonNode post(HttpClient http, String url, ObjectNode body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .timeout(PATIENCE)
              .header("Authorization", "Bearer " + place.token())
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
              .build();
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return answer(response.statusCode(), JSON.readTree(response.body()));
    } catch (JsonProcessingException e) {
      throw new CommandRefused(url + " did not answer as a Sluice does: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandRefused(
          "No Sluice answers at "
              + place.url()
              + " ("
              + place.described()
              + "): "
              + e
              + ". Start it with `./sluice serve`.",
          e);
    } catch (IllegalArgumentException e) {
      throw notAUrl(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandRefused("Interrupted", e);
    }
  }

  private JsonNode answer(int status, JsonNode body) {
    if (status == OK) {
      return body;
    }
    if (status == UNAUTHORIZED) {
      throw new CommandRefused(
          "The server does not know the token of " + place.described() + ". Was it restarted?");
    }
    String message = body.path("error").path("message").asText("");
    throw new CommandRefused(message.isEmpty() ? "The server answered " + status : message);
  }
}
