package org.sluice.portal.page.frame;

import java.util.Map;
import org.sluice.core.administration.Refusal;

/** What a refusal of the verbs looks like. */
final class Refused {
  private Refused() {}

  static Sheet sheet(Refusal refusal) {
    String title =
        switch (refusal.kind()) {
          case NOT_FOUND -> "Not found";
          case INVALID -> "Not accepted";
          case CONFLICT -> "In the way of something else";
          case FORBIDDEN -> "Not allowed";
          case UNRECORDABLE -> "Could not be recorded";
        };
    return new Sheet(
        title,
        Place.OVERVIEW,
        "frame/refused",
        Map.of("title", title, "words", String.valueOf(refusal.getMessage())));
  }
}
