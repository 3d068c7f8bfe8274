package org.sluice.portal.look;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/**
 * Pages outside of the portal's frame: for somebody who may not be known, and for one's own
 * account. What browsers may do with them says the server's guard. Thread-safe.
 */
public final class Alone {
  private final Assets assets = new Assets();

  /**
   * Answers with a page.
   *
   * @param template what is within the frame
   */
  public void show(
      Context context, int status, String title, String template, Map<String, Object> values) {
    String body = Templates.render(template, values);
    context
        .status(status)
        .contentType("text/html; charset=utf-8")
        .result(
            Templates.render(
                "frame/alone", Map.of("title", title, "body", body, "assets", assets)));
  }

  /** Answers with words. */
  public void say(Context context, int status, String title, List<String> words) {
    show(context, status, title, "frame/words", Map.of("words", words, "link", Link.OVERVIEW));
  }

  /** Answers with words and where to go on. */
  public void say(Context context, int status, String title, String words, Link link) {
    show(context, status, title, "frame/words", Map.of("words", List.of(words), "link", link));
  }

  /** Where somebody goes on. */
  public record Link(String path, String words) {
    /** The first page. */
    public static final Link OVERVIEW = new Link("/", "Overview");

    /** The door. */
    public static final Link SIGN_IN = new Link("/sign-in", "Sign in");
  }
}
