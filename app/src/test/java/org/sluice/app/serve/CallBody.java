package org.sluice.app.serve;

import java.time.Instant;
import java.util.Set;
import org.sluice.portal.cmdlet.Cmdlet;
import org.sluice.portal.cmdlet.Parameter;

/** A call of any cmdlet with what it needs. */
final class CallBody {
  private CallBody() {}

  static String of(Cmdlet cmdlet, Instant now) {
    StringBuilder parameters = new StringBuilder();
    for (Parameter p : cmdlet.parameters()) {
      boolean asked = p.required() || Set.of("SenderAddress", "To").contains(p.name());
      if (asked) {
        parameters.append(parameters.isEmpty() ? "" : ",");
        parameters.append('"').append(p.name()).append("\":").append(value(p, now));
      }
    }
    return "{\"CmdletInput\":{\"CmdletName\":\""
        + cmdlet.name()
        + "\",\"Parameters\":{"
        + parameters
        + "}}}";
  }

  private static String value(Parameter p, Instant now) {
    return switch (p.kind()) {
      case TEXT -> p.name().equals("Identity") ? "\"ffffffff\"" : "\"x@example.org\"";
      case TEXTS -> "[\"x@example.org\"]";
      case NUMBER -> "1";
      case BOOLEAN, SWITCH -> "true";
      case CHOICE -> '"' + p.words().getFirst() + '"';
      case INSTANT -> '"' + now.toString() + '"';
    };
  }
}
