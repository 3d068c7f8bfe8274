package org.sluice.portal.decide;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import org.sluice.core.mail.MessageHeaders;

/**
 * A hook's request. The message's contents are passed over, and of its header only what is read is
 * kept, so that a large message takes no memory and never reaches a log.
 *
 * <p>How large a message and its header are is the sender's choice, and a hook that fails may let a
 * message pass: a request beyond its bounds is no mistake, but {@link #isJudged not judged} unless
 * all that matters came before. Not thread-safe: one per request.
 */
final class HookBody {
  /** The most characters of one text that is read, a header field's value for one. */
  static final int MOST_FIELD = 1 << 20;

  private static final String MESSAGE = "message";
  private static final String HEADERS = "headers";
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(MOST_FIELD).build())
              .build());

  private final ObjectNode fields = JSON.createObjectNode();
  private final MessageHeaders headers = new MessageHeaders();
  private boolean whole;
  private boolean headersWhole;

  private HookBody() {}

  /**
   * Reads as far as the bounds go.
   *
   * @throws NotUnderstood if it is not what a hook sends
   * @throws com.fasterxml.jackson.core.JsonProcessingException if it is no JSON
   */
  static HookBody read(InputStream body) throws IOException {
    HookBody read = new HookBody();
    try (JsonParser parser = JSON.createParser(body)) {
      read.all(parser);
      read.whole = true;
    } catch (StreamConstraintsException | TooLarge e) {
      read.whole = false;
    }
    return read;
  }

  /** All but the message. */
  JsonNode fields() {
    return fields;
  }

  MessageHeaders headers() {
    return headers;
  }

  /** Whether all that a decision looks at was read. */
  boolean isJudged() {
    return whole || (headersWhole && fields.has("context") && fields.has("envelope"));
  }

  private void all(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new NotUnderstood("The body has to be a JSON object.");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals(MESSAGE) && parser.currentToken() == JsonToken.START_OBJECT) {
        message(parser);
      } else {
        fields.set(name, JSON.<JsonNode>readTree(parser));
      }
    }
  }

  private void message(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = parser.currentName().equals(HEADERS);
      JsonToken value = parser.nextToken();
      if (wanted && value != JsonToken.VALUE_NULL) {
        header(parser);
      } else {
        parser.skipChildren();
      }
    }
  }

  private void header(JsonParser parser) throws IOException {
    require(parser.currentToken() == JsonToken.START_ARRAY);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      require(parser.currentToken() == JsonToken.START_ARRAY);
      require(parser.nextToken() == JsonToken.VALUE_STRING);
      String name = parser.getText();
      JsonToken value = parser.nextToken();
      require(value != null && value.isScalarValue());
      headers.add(name, parser.getText());
      require(parser.nextToken() == JsonToken.END_ARRAY);
    }
    headersWhole = true;
  }

  private static void require(boolean pairs) {
    if (!pairs) {
      throw new NotUnderstood(
          "\"message.headers\" has to be a list of pairs [\"name\", \"value\"]");
    }
  }
}
