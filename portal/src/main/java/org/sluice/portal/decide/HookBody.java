package org.sluice.portal.decide;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a hook's request and passes over the message's contents, so that a large message takes no
 * memory and never reaches a log.
 */
final class HookBody {
  private static final String MESSAGE = "message";
  private static final String HEADERS = "headers";

  private HookBody() {}

  static JsonNode read(ObjectMapper json, InputStream body) throws IOException {
    ObjectNode request = json.createObjectNode();
    try (JsonParser parser = json.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new NotUnderstood("The body has to be a JSON object.");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals(MESSAGE) && parser.currentToken() == JsonToken.START_OBJECT) {
          request.set(MESSAGE, headersAlone(json, parser));
        } else {
          request.set(name, json.<JsonNode>readTree(parser));
        }
      }
    }
    return request;
  }

  private static JsonNode headersAlone(ObjectMapper json, JsonParser parser) throws IOException {
    ObjectNode message = json.createObjectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = parser.currentName().equals(HEADERS);
      parser.nextToken();
      if (wanted) {
        message.set(HEADERS, json.<JsonNode>readTree(parser));
      } else {
        parser.skipChildren();
      }
    }
    return message;
  }
}
