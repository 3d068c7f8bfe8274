package org.sluice.portal.page.frame;

import java.util.Map;
import org.sluice.core.administration.Refusal;

/** What a refusal of the verbs looks like. */
public final class Refused {
  private Refused() {}

  /**
   * The words of a refusal that a form can answer, shown again as it was filled in.
   *
   * @throws Refusal the refusal itself if it cannot: of an actor who may not, or of a store that is
   *     lost
   */
  public static String words(Refusal refusal) {
    return switch (refusal.kind()) {
      case NOT_FOUND, INVALID, CONFLICT -> String.valueOf(refusal.getMessage());
      case FORBIDDEN, UNRECORDABLE -> throw refusal;
    };
  }

  static Sheet sheet(Refusal refusal) {
    String title =
        switch (refusal.kind()) {
          case NOT_FOUND -> "Not found";
          case INVALID -> "Not accepted";
          case CONFLICT -> "In the way of something else";
          case FORBIDDEN -> "Not allowed";
          case UNRECORDABLE -> "The store does not answer";
        };
    return new Sheet(
        title,
        Place.OVERVIEW,
        "frame/refused",
        Map.of("title", title, "words", String.valueOf(refusal.getMessage())));
  }
}
