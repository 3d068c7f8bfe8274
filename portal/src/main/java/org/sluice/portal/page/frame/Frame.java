package org.sluice.portal.page.frame;

import io.javalin.http.Context;
import java.util.Map;
import org.sluice.core.administration.Actor;

/**
 * Puts sheets into the frame. What browsers may do with it says the server's guard. Thread-safe.
 */
public final class Frame {
  /** Where pages hear of changes. */
  public static final String LIVE = "/live";

  private final Backing backing;
  private final Assets assets = new Assets();
  private final Notes notes = new Notes();

  public Frame(Backing backing) {
    this.backing = backing;
  }

  Backing backing() {
    return backing;
  }

  Notes notes() {
    return notes;
  }

  /** The static files. */
  public Assets assets() {
    return assets;
  }

  /** Answers with a sheet within the frame. */
  void show(Context context, Actor actor, Sheet sheet, String note) {
    String body = Templates.render(sheet.template(), sheet.values());
    String warning = backing.administration().audit().warning().isPresent() ? WARNING : "";
    Chrome chrome =
        new Chrome(
            sheet.title(), sheet.place(), actor, warning, note, sheet.hasPlots(), LIVE, assets);
    html(context, Templates.render("frame/page", Map.of("chrome", chrome, "body", body)));
  }

  private static final String WARNING =
      "Audit log is off: alerts cannot fire, and nothing that happens is recorded.";

  /** Answers with a page that stands alone, for somebody who may not be known. */
  public void alone(Context context, String title, String words) {
    html(
        context,
        Templates.render("frame/alone", Map.of("title", title, "words", words, "assets", assets)));
  }

  private static void html(Context context, String html) {
    context.contentType("text/html; charset=utf-8").result(html);
  }
}
