package org.sluice.portal.cmdlet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.Refusal;
import org.sluice.core.administration.Rehearsed;
import org.sluice.core.decision.Settings;

/** From a call's JSON to its answer's: which cmdlet, with what, one page of what it says. */
final class Invocation {
  /** The most objects of one page. */
  static final int MOST_PAGE = 1_000;

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  private final Administration administration;
  private final Supplier<Settings> settings;
  private final AuditSessions sessions = new AuditSessions();

  Invocation(Administration administration, Supplier<Settings> settings) {
    this.administration = administration;
    this.settings = settings;
  }

  /** An HTTP status and its body. */
  record Answer(int status, ObjectNode body) {}

  /**
   * Which part of the result.
   *
   * @param url of the call, without a query
   * @param token the {@code $skiptoken} of the page, or empty for the first
   * @param size objects of a page, 1 to {@value #MOST_PAGE}
   */
  record Page(String url, String token, int size) {}

  Answer call(Actor actor, JsonNode body, Page page) {
    try {
      return answered(actor, body, page);
    } catch (CmdletError e) {
      return new Answer(
          BAD_REQUEST, Envelope.error("BadRequest", e.type(), String.valueOf(e.getMessage())));
    }
  }

  private Answer answered(Actor actor, JsonNode body, Page page) {
    JsonNode input = body.path("CmdletInput");
    JsonNode name = input.path("CmdletName");
    if (!name.isTextual()) {
      throw CmdletError.invalid(
          "The body has no CmdletInput.CmdletName. It looks like"
              + " {\"CmdletInput\":{\"CmdletName\":\"Get-BlockedSenderAddress\","
              + "\"Parameters\":{}}}.");
    }
    Cmdlet cmdlet =
        Cmdlets.find(name.asText()).orElseThrow(() -> CmdletError.unknownCmdlet(name.asText()));
    JsonNode parameters = input.path("Parameters");
    if (!parameters.isObject() && !parameters.isMissingNode() && !parameters.isNull()) {
      throw CmdletError.invalid("CmdletInput.Parameters is not an object.");
    }
    Arguments arguments =
        Binding.bind(
            cmdlet, parameters.isObject() ? parameters : JsonNodeFactory.instance.objectNode());
    Continuation from = Continuation.of(page.token(), page.size());
    Call call =
        new Call(
            administration, settings.get(), actor, arguments, from, sessions, new ArrayList<>());
    List<Row> rows = run(cmdlet, call);
    // Whatever is asked for: who looks anywhere has to know that no alert fires.
    administration.audit().warning().ifPresent(call::warn);
    return page(rows, call, page);
  }

  private static List<Row> run(Cmdlet cmdlet, Call call) {
    if (cmdlet.changes() && call.arguments().truth("WhatIf")) {
      return rehearsed(cmdlet, call);
    }
    try {
      List<Row> rows = cmdlet.action().apply(call);
      int most = Math.max(0, resultSize(call.arguments()) - call.from().gone());
      return rows.subList(0, Math.min(rows.size(), most));
    } catch (Refusal e) {
      throw CmdletError.of(e, cmdlet.name());
    }
  }

  /** Refused as the cmdlet itself would be to who may not call it. */
  private static List<Row> rehearsed(Cmdlet cmdlet, Call call) {
    try {
      var _ = cmdlet.action().apply(call.rehearsed());
      throw new IllegalStateException(cmdlet.name() + " changes nothing, and says that it does");
    } catch (Rehearsed e) {
      call.warn(
          "What if: "
              + cmdlet.name()
              + " would be carried out with "
              + call.arguments().forAudit()
              + ". Nothing was changed.");
      return List.of();
    } catch (Refusal e) {
      throw CmdletError.of(e, cmdlet.name());
    }
  }

  private static int resultSize(Arguments arguments) {
    String size = arguments.text("ResultSize").orElse("Unlimited");
    if (Arguments.same(size, "Unlimited")) {
      return Integer.MAX_VALUE;
    }
    if (!size.matches("[0-9]{1,9}")) {
      throw CmdletError.badValue(
          Cmdlets.COMMON.getLast(), size, "A number or Unlimited is needed.");
    }
    return Integer.parseInt(size);
  }

  private static Answer page(List<Row> rows, Call call, Page page) {
    int from = Math.min(call.from().left(), rows.size());
    int to = Math.min(rows.size(), from + page.size());
    String next = to < rows.size() ? page.url() + "?%24skiptoken=" + call.from().behind(to) : "";
    String context =
        page.url().replaceFirst("/[^/]*$", "/\\$metadata#Collection(Exchange.GenericHashTable)");
    return new Answer(OK, Envelope.answer(context, call.warnings(), rows.subList(from, to), next));
  }
}
