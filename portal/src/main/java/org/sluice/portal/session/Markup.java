package org.sluice.portal.session;

import io.javalin.http.Context;
import java.util.List;

/** Builds a page that stands alone. What people or browsers wrote is escaped. Immutable. */
final class Markup {
  private final List<String> stylesheets;

  /**
   * @param stylesheets paths on this server
   */
  Markup(List<String> stylesheets) {
    this.stylesheets = List.copyOf(stylesheets);
  }

  /** Text as it stands between tags and in quoted attributes. */
  static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(each);
      }
    }
    return safe.toString();
  }

  /** Answers with a page; {@code body} is markup. */
  void show(Context context, int status, String title, String body) {
    StringBuilder head = new StringBuilder();
    for (String path : stylesheets) {
      head.append("<link rel=\"stylesheet\" href=\"").append(escape(path)).append("\">\n");
    }
    context
        .status(status)
        .contentType("text/html; charset=utf-8")
        .result(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s · Sluice</title>
            %s</head>
            <body>
            <main id="content"><div class="sheet"><div class="head"><h1>%s</h1></div>
            %s</div></main>
            </body>
            </html>
            """
                .formatted(escape(title), head, escape(title), body));
  }

  /** What went wrong, where it is heard; nothing if nothing did. */
  static String problem(String words) {
    return words.isEmpty()
        ? ""
        : "<div class=\"problem\" role=\"alert\">" + escape(words) + "</div>\n";
  }

  static String paragraph(String words) {
    return "<p>" + escape(words) + "</p>\n";
  }

  /** A form that is sent to a path; {@code fields} is markup. */
  static String form(String path, String fields, String button) {
    return "<form method=\"post\" action=\""
        + escape(path)
        + "\">\n"
        + fields
        + "<div class=\"end\"><button class=\"primary\" type=\"submit\">"
        + escape(button)
        + "</button></div>\n</form>\n";
  }

  /**
   * A field with its label.
   *
   * @param autocomplete what password stores know it by
   */
  static String field(String name, String label, String type, String autocomplete, String value) {
    String id = escape(name);
    return "<div class=\"field\"><label for=\""
        + id
        + "\">"
        + escape(label)
        + "</label><input id=\""
        + id
        + "\" name=\""
        + id
        + "\" type=\""
        + escape(type)
        + "\" autocomplete=\""
        + escape(autocomplete)
        + "\" value=\""
        + escape(value)
        + "\" required maxlength=\"254\" spellcheck=\"false\"></div>\n";
  }

  static String hidden(String name, String value) {
    return "<input type=\"hidden\" name=\""
        + escape(name)
        + "\" value=\""
        + escape(value)
        + "\">\n";
  }
}
