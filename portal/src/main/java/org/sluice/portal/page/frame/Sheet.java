package org.sluice.portal.page.frame;

import java.util.Map;

/**
 * What stands within the frame.
 *
 * @param title the page's, also of its first heading
 * @param place the entry of the navigation that it belongs to
 * @param template without its ending
 * @param values of the template's parameters
 */
public record Sheet(String title, Place place, String template, Map<String, Object> values) {
  public Sheet {
    values = Map.copyOf(values);
  }

  /** Whether there is a plot on it. */
  boolean hasPlots() {
    return Boolean.TRUE.equals(values.get("plots"));
  }
}
