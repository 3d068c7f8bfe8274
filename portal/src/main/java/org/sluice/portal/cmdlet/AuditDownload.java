package org.sluice.portal.cmdlet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.Refusal;
import org.sluice.core.audit.AuditQuery;

/**
 * {@code GET …/AuditLog?Format=csv|json}: the records of a search, all of them. The query takes
 * those parameters of {@code Search-UnifiedAuditLog} that say which records are wanted, whatever
 * the case of their names; of a list each value is a parameter of its own. Others are refused.
 */
final class AuditDownload {
  private static final Logger LOG = LoggerFactory.getLogger(AuditDownload.class);
  private static final int BAD_REQUEST = 400;
  private static final String FORMAT = "Format";

  private final Administration administration;

  AuditDownload(Administration administration) {
    this.administration = administration;
  }

  void answer(Actor actor, Context context) {
    try {
      String wanted = format(context);
      if (!wanted.matches("(?i)csv|json")) {
        throw CmdletError.invalid("Format is csv or json, not '" + wanted + "'.");
      }
      AuditExport.Form form = AuditExport.Form.valueOf(wanted.toUpperCase(Locale.ROOT));
      Optional<AuditQuery> query = AuditCmdlets.query(arguments(context));
      query.ifPresent(q -> AuditExport.begin(pages(actor, q)));
      context.contentType(form.mediaType());
      write(actor, context, form, query);
    } catch (CmdletError e) {
      refuse(context, e);
    } catch (Refusal e) {
      refuse(context, CmdletError.of(e, "Search-UnifiedAuditLog"));
    }
  }

  private static String format(Context context) {
    return context.queryParamMap().entrySet().stream()
        .filter(p -> Arguments.same(p.getKey(), FORMAT))
        .flatMap(p -> p.getValue().stream())
        .reduce((first, second) -> first + " and " + second)
        .orElse("csv");
  }

  private AuditExport.Pages pages(Actor actor, AuditQuery query) {
    return (place, most) -> administration.audit().search(actor, query, place, most);
  }

  private void write(
      Actor actor, Context context, AuditExport.Form form, Optional<AuditQuery> query) {
    try {
      AuditExport.write(
          form,
          query.map(q -> pages(actor, q)).orElse((place, most) -> List.of()),
          context.outputStream());
    } catch (IOException e) {
      LOG.info("An export was broken off by its reader: {}", e.toString());
    }
  }

  private static Arguments arguments(Context context) {
    ObjectNode sent = JsonNodeFactory.instance.objectNode();
    Cmdlet search = Cmdlets.find("Search-UnifiedAuditLog").orElseThrow();
    sent.put("StartDate", "1970-01-01");
    sent.put("EndDate", "9999-01-01");
    Map<Parameter, List<String>> given = new LinkedHashMap<>();
    context
        .queryParamMap()
        .forEach((name, values) -> {
          if (!Arguments.same(name, FORMAT)) {
            given.computeIfAbsent(parameter(search, name), p -> new ArrayList<>()).addAll(values);
          }
        });
    given.forEach((parameter, values) -> put(sent, parameter, values));
    return Binding.bind(search, sent);
  }

  /** One that is not understood would leave out, or let in, what nobody asked for. */
  private static Parameter parameter(Cmdlet search, String name) {
    return search.parameters().stream()
        .filter(p -> Arguments.same(p.name(), name) && !p.name().startsWith("Session"))
        .findFirst()
        .orElseThrow(() ->
            CmdletError.invalid(
                "An export has no parameter '"
                    + name
                    + "'. It takes Format and those of Search-UnifiedAuditLog that say which"
                    + " records are wanted: "
                    + search.parameters().stream()
                        .map(Parameter::name)
                        .filter(p -> !p.startsWith("Session"))
                        .collect(Collectors.joining(", "))
                    + ". It always has all of them."));
  }

  private static void put(ObjectNode sent, Parameter parameter, List<String> values) {
    if (parameter.kind() == Parameter.Kind.TEXTS) {
      ArrayNode list = sent.withArray(parameter.name());
      values.forEach(list::add);
    } else if (values.size() == 1) {
      sent.put(parameter.name(), values.getFirst());
    } else {
      throw CmdletError.invalid(
          parameter.name() + " is given once, not " + values.size() + " times.");
    }
  }

  private static void refuse(Context context, CmdletError e) {
    CmdletSite.answer(
        context,
        BAD_REQUEST,
        Envelope.error("BadRequest", e.type(), String.valueOf(e.getMessage())));
  }
}
