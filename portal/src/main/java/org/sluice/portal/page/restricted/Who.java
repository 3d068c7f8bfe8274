package org.sluice.portal.page.restricted;

import org.sluice.core.administration.Refusal;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.portal.page.frame.Visit;

/** An entity in one field of a form: {@code user:anna@example.org}. */
public final class Who {
  private Who() {}

  /** The field's value. */
  public static String of(RestrictedEntity entity) {
    return entity.kind().name().toLowerCase(java.util.Locale.ROOT) + ":" + entity.name();
  }

  /** The entity that a field's value means. */
  static RestrictedEntity parse(Visit visit, String text) {
    int colon = text.indexOf(':');
    Kind kind =
        Visit.choice(colon < 0 ? "" : text.substring(0, colon), Kind.class)
            .orElseThrow(() ->
                new Refusal(
                    Refusal.Kind.INVALID, "'" + text + "' names no user and no connector."));
    return visit.verbs().restrictions().entity(kind, text.substring(colon + 1).strip());
  }
}
