package org.sluice.app.reference;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sluice.app.configuration.ConfigurationText;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.decision.Reason;
import org.sluice.portal.cmdlet.Cmdlet;
import org.sluice.portal.cmdlet.Cmdlets;
import org.sluice.portal.cmdlet.Parameter;
import org.sluice.portal.decide.DecisionPages;
import org.sluice.server.proxy.OwnReply;

/** Writes each page from the list that the program itself runs by. */
public final class ReferencePages {
  private static final String MADE = "Made from the code by `./sluice reference`; not edited.\n\n";

  private ReferencePages() {}

  /** Every page by its file name. */
  public static Map<String, String> all() {
    return new TreeMap<>(
        Map.of(
            "configuration.md", ConfigurationText.reference(),
            "cmdlets.md", cmdlets(),
            "replies.md", replies(),
            "audit.md", audit()));
  }

  private static String cmdlets() {
    StringBuilder page = new StringBuilder("# Cmdlets\n\n").append(MADE);
    page.append(
        """
        Called by `POST /adminapi/beta/{organization}/InvokeCommand` with a bearer token, or as a command:
        `./sluice Get-BlockedSenderAddress -SenderAddress anna@example.org`. Every cmdlet also takes:

        """);
    table(page, Cmdlets.COMMON);
    for (Cmdlet cmdlet : Cmdlets.ALL) {
      page.append("\n## ").append(cmdlet.name()).append("\n\n").append(cmdlet.help()).append('\n');
      if (!cmdlet.parameters().isEmpty()) {
        page.append('\n');
        table(page, cmdlet.parameters());
      }
    }
    return page.toString();
  }

  private static void table(StringBuilder page, List<Parameter> parameters) {
    page.append("| Parameter | Value | |\n|---|---|---|\n");
    for (Parameter p : parameters) {
      row(page, "`-" + p.name() + "`" + (p.required() ? " (needed)" : ""), value(p), p.help());
    }
  }

  private static String value(Parameter p) {
    return switch (p.kind()) {
      case TEXT -> "text";
      case TEXTS -> "texts";
      case NUMBER -> "0 to " + p.most();
      case BOOLEAN -> "`$true`, `$false`";
      case SWITCH -> "";
      case CHOICE -> String.join(", ", p.words().stream().map(w -> "`" + w + "`").toList());
      case INSTANT -> "time, ISO 8601";
    };
  }

  private static String replies() {
    StringBuilder page = new StringBuilder("# Replies\n\n").append(MADE);
    page.append(
        """
        What a client is told, and why. A reference joins each refusal to a line of Sluice's log. In the sender list Postfix
        replaces enhanced statuses beyond 5.1.8 by 5.1.0.

        | Reason | Reply |
        |---|---|
        """);
    Stream.of(Reason.values())
        .forEach(r ->
            row(
                page,
                r.explanation(),
                r.refuses() ? "`" + r.code() + " " + r.status() + "` " + r.words() : "passes"));
    ownReplies(page);
    return page.toString();
  }

  private static void ownReplies(StringBuilder page) {
    page.append(
        """

        ## The proxy's own replies

        All else that a client of the proxy reads is the next hop's, word for word.

        """);
    Stream.of(OwnReply.values()).forEach(r -> page.append("- `" + r.text() + "`\n"));
    page.append(
        """

        ## Stalwart's hook

        What it answers for a login whose message it cannot judge:

        """);
    page.append("- `" + DecisionPages.TOO_LARGE_TO_JUDGE + "`\n");
  }

  private static String audit() {
    StringBuilder page = new StringBuilder("# Audit operations\n\n").append(MADE);
    page.append("| Operation | Record type |\n|---|---|\n");
    Stream.of(AuditOperation.values())
        .forEach(o -> row(page, "`" + o.title() + "`", "`" + o.recordType().name() + "`"));
    return page.toString();
  }

  private static void row(StringBuilder page, String... cells) {
    page.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
