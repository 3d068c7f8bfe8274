package org.sluice.portal.page.frame;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Actor;
import org.sluice.core.administration.Administration;

/** One request of one administrator, and how it is answered. */
public final class Visit {
  private static final String NOTE = "note";

  private final Context context;
  private final Actor actor;
  private final Frame frame;
  private final long known;

  Visit(Context context, Actor actor, Frame frame) {
    this.context = context;
    this.actor = actor;
    this.frame = frame;
    this.known = frame.backing().live().known();
  }

  /** Who asks. */
  public Actor actor() {
    return actor;
  }

  /** Whether buttons that need this role are of use. */
  public boolean may(Role role) {
    return actor.role().includes(role);
  }

  /** The same of buttons for what concerns the whole organization. */
  public boolean mayForAll(Role role) {
    return actor.mayForAll(role);
  }

  /** The verbs. */
  public Administration verbs() {
    return backing().administration();
  }

  /** What the pages show. */
  public Backing backing() {
    return frame.backing();
  }

  /** The time. */
  public Instant now() {
    return backing().clock().get();
  }

  /** The request as HTTP has it, for what is no page. */
  public Context http() {
    return context;
  }

  /** A value of the query; empty if it is not there. */
  public String query(String name) {
    String value = context.queryParam(name);
    return value == null ? "" : value.strip();
  }

  /** The same as it is: the name of what was made before may end with a blank. */
  public String identity(String name) {
    String value = context.queryParam(name);
    return value == null ? "" : value;
  }

  /** A number of the query, within bounds; the fallback if it is none. */
  public int number(String name, int fallback, int least, int most) {
    String value = query(name);
    return value.matches("[0-9]{1,9}") ? Math.clamp(Long.parseLong(value), least, most) : fallback;
  }

  /** A word of a closed list in the query, ignoring case; the fallback if it is none of them. */
  public <E extends Enum<E>> E choice(String name, Class<E> type, E fallback) {
    return choice(query(name), type).orElse(fallback);
  }

  /** The constant of a word, ignoring case. */
  public static <E extends Enum<E>> Optional<E> choice(String word, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(word.toLowerCase(Locale.ROOT))) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }

  /** Answers with a page. */
  public void show(Sheet sheet) {
    String note = frame.notes().read(actor.userId(), query(NOTE)).orElse("");
    frame.show(context, actor, sheet, note, known);
  }

  /** Sends the browser to another page, which tells what became of the act. */
  public void go(String path, String note) {
    String key = frame.notes().keep(actor.userId(), note);
    context.redirect(
        path + (path.indexOf('?') < 0 ? "?" : "&") + NOTE + "=" + key, HttpStatus.SEE_OTHER);
  }
}
