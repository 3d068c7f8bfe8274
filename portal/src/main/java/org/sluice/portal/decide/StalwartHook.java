package org.sluice.portal.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sluice.core.decision.Decision;
import org.sluice.core.mail.EnhancedStatus;
import org.sluice.core.mail.SmtpReply;
import org.sluice.core.mail.Submission.Stage;

/**
 * Stalwart's MTA hooks (stalw.art/docs/api/mta-hooks, versions 0.10 to 0.16): a JSON request at
 * each stage of the SMTP dialogue, answered with an action, a reply and modifications.
 *
 * <p>At MAIL the sender is asked about, at DATA the message whole; other stages have no opinion.
 */
final class StalwartHook {
  /** What a message reads whose header or whose request is beyond every bound (RFC 3463, 3.4). */
  static final SmtpReply TOO_LARGE =
      new SmtpReply(552, new EnhancedStatus(5, 3, 4), "Message header too large");

  private StalwartHook() {}

  /** The question; empty at a stage at which there is none. */
  static Optional<Question> question(HookBody request) {
    JsonNode body = request.fields();
    JsonNode context = body.path("context");
    String word = Fields.text(context, "stage").toLowerCase(Locale.ROOT);
    return switch (word) {
      case "mail" -> Optional.of(question(request, context, Stage.SENDER));
      case "data" -> Optional.of(question(request, context, Stage.MESSAGE));
      case "connect", "ehlo", "auth", "rcpt" -> Optional.empty();
      default ->
          throw NotUnderstood.field(
              "context.stage", "connect, ehlo, auth, mail, rcpt or data", '"' + word + '"');
    };
  }

  private static Question question(HookBody request, JsonNode context, Stage stage) {
    JsonNode envelope = request.fields().path("envelope");
    String queueId = Fields.text(context.path("queue"), "id");
    return new Question(
        stage,
        stage == Stage.MESSAGE ? queueId : "",
        Fields.text(context.path("sasl"), "login"),
        Fields.text(context.path("client"), "ip"),
        Fields.text(envelope.path("from"), "address"),
        "",
        recipients(envelope.path("to")),
        Fields.size(envelope, "to"),
        queueId,
        false,
        request.headers());
  }

  private static List<String> recipients(JsonNode to) {
    int most = Math.min(to.size(), Fields.MOST_RECIPIENTS);
    List<String> addresses = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      addresses.add(Fields.text(to.path(i), "address"));
    }
    return addresses;
  }

  /** Nobody could say that it is within the limits. */
  static ObjectNode tooLarge() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    reject(answer, TOO_LARGE);
    answer.putArray("modifications");
    return answer;
  }

  static ObjectNode answer(Decision decision) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    switch (decision) {
      case Decision.Permit _ -> answer.put("action", "accept");
      case Decision.Defer defer -> reject(answer, defer.reply());
      case Decision.Reject refused -> reject(answer, refused.reply());
    }
    ArrayNode modifications = answer.putArray("modifications");
    if (decision instanceof Decision.Permit) {
      decision
          .copies()
          .forEach(address ->
              modifications.addObject().put("type", "addRecipient").put("value", address));
    }
    return answer;
  }

  private static void reject(ObjectNode answer, SmtpReply reply) {
    answer.put("action", "reject");
    answer
        .putObject("response")
        .put("status", reply.code())
        .put("enhancedStatus", reply.status().toString())
        .put("message", reply.text())
        .put("disconnect", false);
  }
}
