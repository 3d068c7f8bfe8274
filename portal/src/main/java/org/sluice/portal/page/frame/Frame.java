package org.sluice.portal.page.frame;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Map;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.portal.look.Alone;
import org.sluice.portal.look.Assets;
import org.sluice.portal.look.Templates;

/**
 * Puts sheets into the frame. What browsers may do with it says the server's guard. Thread-safe.
 */
public final class Frame {
  /** Where pages hear of changes. */
  public static final String LIVE = "/live";

  private final Backing backing;
  private final Assets assets = new Assets();
  private final Alone alone = new Alone();
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

  /**
   * Answers with a sheet within the frame.
   *
   * @param known up to which change the sheet knows ({@link Live#known})
   */
  void show(Context context, Actor actor, Sheet sheet, String note, long known) {
    String body = Templates.render(sheet.template(), sheet.values());
    String warning = backing.administration().audit().warning().isPresent() ? WARNING : "";
    String live = LIVE + "?" + Live.SINCE + "=" + known;
    Chrome chrome =
        new Chrome(
            sheet.title(),
            sheet.place(),
            actor,
            warning,
            note,
            actor.mayForAll(Role.GlobalAdministrator),
            sheet.hasPlots(),
            live,
            assets);
    context
        .contentType("text/html; charset=utf-8")
        .result(Templates.render("frame/page", Map.of("chrome", chrome, "body", body)));
  }

  private static final String WARNING =
      "Audit log is off: alerts cannot fire, and nothing that happens is recorded.";

  /** Answers with a page that stands alone, for somebody who may not be known. */
  public void alone(Context context, HttpStatus status, String title, String words) {
    alone.say(context, status.getCode(), title, List.of(words));
  }
}
