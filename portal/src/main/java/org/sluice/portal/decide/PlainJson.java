package org.sluice.portal.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Set;
import org.sluice.core.decision.Decision;
import org.sluice.core.mail.SmtpReply;
import org.sluice.core.mail.Submission.Stage;

/** The small JSON of {@code POST /decide}; docs/guides/http.md describes it. */
final class PlainJson {
  private static final Set<String> FIELDS =
      Set.of(
          "stage",
          "id",
          "login",
          "client",
          "from",
          "author",
          "recipients",
          "recipientCount",
          "queueId",
          "automaticForward",
          "headers");

  private PlainJson() {}

  static Question question(JsonNode body) {
    if (!body.isObject()) {
      throw new NotUnderstood("The body has to be a JSON object.");
    }
    Fields.onlyKnown(body, FIELDS);
    return new Question(
        stage(Fields.text(body, "stage")),
        Fields.text(body, "id"),
        Fields.text(body, "login"),
        Fields.text(body, "client"),
        Fields.text(body, "from"),
        Fields.text(body, "author"),
        Fields.texts(body, "recipients"),
        Math.max(
            Fields.number(body, "recipientCount", Fields.MOST_COUNTED),
            Fields.size(body, "recipients")),
        Fields.text(body, "queueId"),
        Fields.truth(body, "automaticForward"),
        Fields.headers(body, "headers"));
  }

  private static Stage stage(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "sender" -> Stage.SENDER;
      case "recipient" -> Stage.RECIPIENT;
      case "message" -> Stage.MESSAGE;
      default ->
          throw NotUnderstood.field(
              "stage", "\"sender\", \"recipient\" or \"message\"", '"' + word + '"');
    };
  }

  static ObjectNode answer(Decision decision) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    switch (decision) {
      case Decision.Permit _ -> answer.put("action", "permit");
      case Decision.Defer defer -> refusal(answer, "defer", defer.reply(), defer.reference());
      case Decision.Reject reject -> refusal(answer, "reject", reject.reply(), reject.reference());
    }
    answer.put("reason", decision.reason().explanation());
    ArrayNode copies = answer.putArray("copies");
    decision.copies().forEach(copies::add);
    return answer;
  }

  private static void refusal(ObjectNode answer, String action, SmtpReply reply, String reference) {
    answer.put("action", action);
    answer.put("code", reply.code());
    answer.put("status", reply.status().toString());
    answer.put("text", reply.text());
    answer.put("reference", reference);
  }
}
