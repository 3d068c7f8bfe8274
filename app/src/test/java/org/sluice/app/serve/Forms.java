package org.sluice.app.serve;

import java.util.ArrayList;
import java.util.List;

/** What the portal's forms send: names and values in turn. */
final class Forms {
  private Forms() {}

  /** An outbound spam policy without its name; {@code external} recipients an hour. */
  static String[] policy(String external, String... more) {
    return with(
        List.of(
            "external",
            external,
            "internal",
            "9",
            "day",
            "9",
            "action",
            "BlockUser",
            "mode",
            "Enforce",
            "store-loss",
            "Local",
            "forwarding",
            "Automatic"),
        more);
  }

  /** An alert policy that no event brings by itself. */
  static String[] alertPolicy(String name) {
    return with(
        List.of(
            "name",
            name,
            "status",
            "on",
            "severity",
            "Low",
            "category",
            "Others",
            "operation",
            "Set-Alert",
            "aggregation",
            "None",
            "daily-limit",
            "0"));
  }

  private static String[] with(List<String> fields, String... more) {
    List<String> all = new ArrayList<>(fields);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
