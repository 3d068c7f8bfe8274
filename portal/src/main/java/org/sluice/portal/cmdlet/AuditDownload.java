package org.sluice.portal.cmdlet;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;
import org.sluice.core.administration.Refusal;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.AuditQuery;

/**
 * {@code GET …/AuditLog?Format=csv|json}: the records of a search, all of them. The query takes the
 * parameters of {@code Search-UnifiedAuditLog}; of a list each value is a parameter of its own.
 */
final class AuditDownload {
  private static final Logger LOG = LoggerFactory.getLogger(AuditDownload.class);
  private static final int BAD_REQUEST = 400;

  private final Administration administration;

  AuditDownload(Administration administration) {
    this.administration = administration;
  }

  void answer(Actor actor, Context context) {
    try {
      String wanted = Optional.ofNullable(context.queryParam("Format")).orElse("csv");
      if (!wanted.matches("(?i)csv|json")) {
        throw CmdletError.invalid("Format is csv or json, not '" + wanted + "'.");
      }
      AuditExport.Form form = AuditExport.Form.valueOf(wanted.toUpperCase(Locale.ROOT));
      Optional<AuditQuery> query = AuditCmdlets.query(arguments(context));
      // Asked once before the first byte, so that a refusal is one.
      query.ifPresent(q -> administration.audit().search(actor, q, AuditPlace.START, 1));
      context.contentType(form.mediaType());
      write(actor, context, form, query);
    } catch (CmdletError e) {
      refuse(context, e);
    } catch (Refusal e) {
      refuse(context, CmdletError.of(e, "Search-UnifiedAuditLog"));
    }
  }

  private void write(
      Actor actor, Context context, AuditExport.Form form, Optional<AuditQuery> query) {
    try {
      AuditExport.write(
          form,
          (place, most) ->
              query.isEmpty()
                  ? List.of()
                  : administration.audit().search(actor, query.get(), place, most),
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
    for (Parameter parameter : search.parameters()) {
      List<String> values = context.queryParams(parameter.name());
      if (values.isEmpty()) {
        continue;
      }
      if (parameter.kind() == Parameter.Kind.TEXTS) {
        values.forEach(sent.putArray(parameter.name())::add);
      } else {
        sent.put(parameter.name(), values.getFirst());
      }
    }
    return Binding.bind(search, sent);
  }

  private static void refuse(Context context, CmdletError e) {
    CmdletSite.answer(
        context,
        BAD_REQUEST,
        Envelope.error("BadRequest", e.type(), String.valueOf(e.getMessage())));
  }
}
