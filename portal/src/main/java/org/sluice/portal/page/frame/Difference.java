package org.sluice.portal.page.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A property that is not what somebody wanted to save. */
public record Difference(String property, String now, String yours) {

  /** Those of two sets of properties that differ, in the order of the first. */
  public static List<Difference> between(Map<String, String> now, Map<String, String> yours) {
    List<Difference> all = new ArrayList<>();
    now.forEach((property, value) -> {
      String wanted = yours.getOrDefault(property, "");
      if (!value.equals(wanted)) {
        all.add(new Difference(property, value, wanted));
      }
    });
    return all;
  }
}
