package org.sluice.notify.mail;

import java.util.List;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NoticeKind;

/**
 * The part for those who read HTML: tables and styles of their own on each element, because that is
 * what mail programs agree on; nothing is fetched from anywhere.
 */
final class NoticeHtml {
  private static final String FONT = "font-family:Segoe UI,Helvetica,Arial,sans-serif;";

  private NoticeHtml() {}

  static String of(Content.Notice n) {
    StringBuilder html = new StringBuilder();
    html.append(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>%1$s</title></head>
        <body style="margin:0;padding:0;background:#f3f2f1;">
        <table role="presentation" width="100%%" cellpadding="0" cellspacing="0" style="background:#f3f2f1;">
        <tr><td align="center" style="padding:24px 12px;">
        <table role="presentation" width="600" cellpadding="0" cellspacing="0" style="max-width:600px;width:100%%;background:#ffffff;">
        <tr><td style="height:6px;font-size:0;line-height:0;background:%2$s;">&nbsp;</td></tr>
        <tr><td style="padding:24px 28px 8px;%3$sfont-size:20px;line-height:28px;font-weight:600;color:#201f1e;">%1$s</td></tr>
        <tr><td style="padding:0 28px 16px;%3$sfont-size:15px;line-height:22px;color:#323130;">%4$s</td></tr>
        """
            .formatted(
                escaped(NoticeWords.subject(n)), color(n), FONT, escaped(NoticeWords.summary(n))));
    facts(html, n);
    steps(html, n);
    link(html, n);
    closing(html, n);
    return html.append("</table>\n</td></tr>\n</table>\n</body>\n</html>\n").toString();
  }

  private static String color(Content.Notice n) {
    if (n.kind() == NoticeKind.ALERT_CLOSED) {
      return "#107c10";
    }
    return switch (n.field("Severity")) {
      case "High" -> "#a4262c";
      case "Medium" -> "#ca5010";
      case "Low" -> "#986f0b";
      default -> "#0b5a9d";
    };
  }

  private static void facts(StringBuilder html, Content.Notice n) {
    if (NoticeWords.facts(n).isEmpty()) {
      return;
    }
    html.append(
        "<tr><td style=\"padding:0 28px 8px;\">\n"
            + "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\""
            + " style=\"border-top:1px solid #edebe9;\">\n");
    String cell =
        "padding:7px 0;border-bottom:1px solid #edebe9;"
            + FONT
            + "font-size:14px;line-height:20px;";
    NoticeWords.facts(n)
        .forEach((name, value) ->
            html.append("<tr><td width=\"130\" valign=\"top\" style=\"")
                .append(cell)
                .append("color:#605e5c;\">")
                .append(escaped(name))
                .append("</td><td style=\"")
                .append(cell)
                .append("color:#201f1e;word-break:break-word;\">")
                .append(breakable(value))
                .append("</td></tr>\n"));
    html.append("</table>\n</td></tr>\n");
  }

  private static void steps(StringBuilder html, Content.Notice n) {
    List<String> steps = NoticeWords.steps(n);
    if (steps.isEmpty()) {
      return;
    }
    html.append("<tr><td style=\"padding:12px 28px 4px;")
        .append(FONT)
        .append("font-size:15px;line-height:22px;font-weight:600;color:#201f1e;\">What to do")
        .append("</td></tr>\n<tr><td style=\"padding:0 28px 16px;")
        .append(FONT)
        .append("font-size:14px;line-height:22px;color:#323130;\">\n")
        .append("<ol style=\"margin:0;padding-left:22px;\">\n");
    steps.forEach(step -> html.append("<li>").append(escaped(step)).append("</li>\n"));
    html.append("</ol>\n</td></tr>\n");
  }

  /** Only a link that the configuration gave, and only to the web. */
  private static void link(StringBuilder html, Content.Notice n) {
    String link = n.field("Link");
    if (link.startsWith("https://") || link.startsWith("http://")) {
      html.append("<tr><td style=\"padding:4px 28px 20px;\"><a href=\"")
          .append(escaped(link))
          .append("\" style=\"display:inline-block;padding:10px 18px;background:#0b5a9d;")
          .append("color:#ffffff;text-decoration:none;")
          .append(FONT)
          .append("font-size:14px;line-height:20px;font-weight:600;\">Open in Sluice")
          .append("</a></td></tr>\n");
    }
  }

  private static void closing(StringBuilder html, Content.Notice n) {
    html.append("<tr><td style=\"padding:14px 28px 20px;border-top:1px solid #edebe9;")
        .append(FONT)
        .append("font-size:12px;line-height:18px;color:#605e5c;\">\n");
    NoticeWords.closing(n).forEach(line -> html.append(escaped(line)).append("<br>\n"));
    html.append("Sent by Sluice, which guards outgoing mail. Answers are not read.\n</td></tr>\n");
  }

  /** Long reasons of scripts may break behind their semicolons. */
  private static String breakable(String value) {
    return escaped(value).replaceAll("(?<!&(?:amp|lt|gt|quot|#39));(?=\\S)", ";<wbr>");
  }

  static String escaped(String text) {
    return NoticeWords.plain(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
