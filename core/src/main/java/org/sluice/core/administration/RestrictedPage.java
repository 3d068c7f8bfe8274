package org.sluice.core.administration;

import java.util.List;
import org.sluice.core.restriction.Restriction;

/**
 * A part of the restricted entities.
 *
 * @param rows in the order that was asked for
 * @param from how many are before them
 * @param found how many the query wants in all
 * @param all how many are restricted now, wanted or not
 */
public record RestrictedPage(List<Restriction> rows, int from, int found, int all) {
  public RestrictedPage {
    rows = List.copyOf(rows);
  }
}
