package org.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Running;
import org.sluice.app.rest.RestClient.Answer;
import org.sluice.testkit.PostgresServer;

/**
 * Calls every operation of the OpenAPI document with what it allows, what is nearly that, and
 * anything: the answer is never a failure of ours, and always has the form that the document says.
 */
class RestFuzzTest {
  private static final int CALLS_EACH = 60;
  private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");
  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "Default",
          "anna@example.org",
          "../../etc/passwd",
          "a/b",
          "%00",
          "\u0000",
          "\r\nX-Injected: 1",
          "<script>alert(1)</script>",
          "'; DROP TABLE restriction; --",
          "=1+1",
          "\ud83d\ude00@\u00fc.example",
          "\ud800",
          "9223372036854775808",
          "-1",
          "2026-02-30T25:61:00Z",
          "+999999999-12-31T23:59:59Z",
          "x".repeat(1_100));

  @TempDir private Path data;

  @Test
  void nothing_that_is_asked_makes_the_server_fail() throws Exception {
    fuzz("");
  }

  @Test
  void nor_does_it_with_the_facts_in_postgresql() throws Exception {
    PostgresServer.shared().makeDatabase("fuzz");
    fuzz(
        "[postgresql]\nurl = \"%s\"\nuser = \"postgres\"\n"
            .formatted(PostgresServer.shared().url("fuzz")));
  }

  private void fuzz(String store) throws Exception {
    long seed = Long.getLong("sluice.seed", new Random().nextLong());
    Random random = new Random(seed);
    try (Running running = Running.start(data, "[proxy]\ntrying-mailbox = false\n" + store);
        RestClient client = new RestClient(running.url(), running.token())) {
      for (var path : client.document().path("paths").properties()) {
        for (var operation : path.getValue().properties()) {
          for (int i = 0; i < CALLS_EACH; i++) {
            call(client, random, seed, path.getKey(), operation.getKey(), operation.getValue());
          }
        }
      }
      assertThat(client.call("GET", "/alerts", "/alerts", "", Map.of()).status()).isEqualTo(200);
    }
  }

  private static void call(
      RestClient client, Random random, long seed, String template, String method, JsonNode said)
      throws Exception {
    String path = path(random, template) + query(random, said);
    String body = body(random, said);
    Map<String, String> headers = new HashMap<>();
    if (random.nextBoolean()) {
      headers.put("If-Match", pick(random, List.of("*", "\"x\"", "W/\"x\"", ",,\"", "x")));
    }
    try {
      Answer answer = client.call(method.toUpperCase(Locale.ROOT), template, path, body, headers);
      assertThat(answer.status()).as(answer.body().toString()).isLessThan(500);
    } catch (AssertionError e) {
      throw new AssertionError(
          "-Dsluice.seed=" + seed + ": " + method + " " + path + " " + headers + " " + body, e);
    }
  }

  private static String path(Random random, String template) {
    Matcher names = NAME.matcher(template);
    StringBuilder path = new StringBuilder();
    while (names.find()) {
      String value =
          names.group(1).equals("type")
              ? pick(random, List.of("user", "connector", "USER", "group"))
              : odd(random);
      names.appendReplacement(
          path, Matcher.quoteReplacement(encode(value.isBlank() ? "x" : value)));
    }
    return names.appendTail(path).toString();
  }

  /** A path of dots means another place before it ever reaches the server. */
  private static String encode(String value) {
    return URLEncoder.encode(value.replace("../", ""), StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("%2F", "-")
        .replace("%00", "-");
  }

  private static String query(Random random, JsonNode said) {
    List<String> parts = new ArrayList<>();
    for (JsonNode parameter : said.path("parameters")) {
      if (parameter.path("in").asText().equals("query") && random.nextInt(3) == 0) {
        JsonNode value = value(random, parameter.path("schema"));
        String text = value.isValueNode() ? value.asText() : value.toString();
        parts.add(
            parameter.path("name").asText()
                + "="
                + URLEncoder.encode(text, StandardCharsets.UTF_8));
      }
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  private static String body(Random random, JsonNode said) {
    JsonNode schema = said.at("/requestBody/content/application~1json/schema");
    if (schema.isMissingNode()) {
      return "";
    }
    // JSON can say half of a character, and UTF-8 cannot.
    String body = value(random, schema).toString().replace("\ud800", "\\ud800");
    return random.nextInt(10) == 0 ? body.substring(0, random.nextInt(body.length())) : body;
  }

  /** Mostly what the schema allows; at times something else. */
  private static JsonNode value(Random random, JsonNode schema) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (random.nextInt(12) == 0) {
      return pick(
          random,
          List.of(
              json.nullNode(),
              json.booleanNode(true),
              json.numberNode(Long.MIN_VALUE),
              json.numberNode(1.5),
              json.arrayNode(),
              json.objectNode().put("x", 1),
              json.textNode(odd(random))));
    }
    return switch (schema.path("type").asText()) {
      case "boolean" -> json.booleanNode(random.nextBoolean());
      case "integer" -> json.numberNode(random.nextInt(-2, 11_000));
      case "array" -> {
        ArrayNode array = json.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(value(random, schema.path("items")));
        }
        yield array;
      }
      case "object" -> object(random, schema);
      default -> json.textNode(text(random, schema));
    };
  }

  private static ObjectNode object(Random random, JsonNode schema) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    for (var property : schema.path("properties").properties()) {
      if (required.contains(property.getKey()) || random.nextInt(3) == 0) {
        object.set(property.getKey(), value(random, property.getValue()));
      }
    }
    return object;
  }

  private static String text(Random random, JsonNode schema) {
    if (schema.has("enum")) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size())).asText();
    }
    if (schema.path("format").asText().equals("date-time") && random.nextInt(4) > 0) {
      String year = pick(random, List.of("2030", "2030", "2030", "+999999999", "-999999999"));
      return year + "-01-0" + random.nextInt(1, 9) + "T00:00:00Z";
    }
    return odd(random);
  }

  private static String odd(Random random) {
    return pick(random, ODD);
  }

  private static <T> T pick(Random random, List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
