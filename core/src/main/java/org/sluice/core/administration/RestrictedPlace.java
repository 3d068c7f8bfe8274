package org.sluice.core.administration;

import java.time.Instant;
import java.util.Comparator;
import org.sluice.core.restriction.Restriction;

/**
 * A place in the restricted entities, oldest first, that stays when others are lifted or added.
 * Immutable.
 *
 * @param created when the restriction before the place began
 * @param id its identifier
 */
public record RestrictedPlace(Instant created, String id) {
  /** Before all of them. */
  public static final RestrictedPlace START = new RestrictedPlace(Instant.EPOCH, "");

  static final Comparator<Restriction> ORDER =
      Comparator.comparing(Restriction::created).thenComparing(Restriction::id);

  /** The place behind a restriction. */
  public static RestrictedPlace behind(Restriction restriction) {
    return new RestrictedPlace(restriction.created(), restriction.id());
  }

  /** Whether a restriction comes after the place. */
  public boolean isBefore(Restriction restriction) {
    int order = restriction.created().compareTo(created);
    return order > 0 || (order == 0 && restriction.id().compareTo(id) > 0);
  }
}
