package org.sluice.e2e;

import java.nio.file.Path;
import java.util.List;
import org.sluice.testkit.Eventually;

/** The policy of everybody, ordered on one node and awaited on all. */
final class DefaultPolicy {
  private DefaultPolicy() {}

  /**
   * Orders it, and waits until each node has it.
   *
   * @param nodes their data directories; the first is ordered
   * @param most external recipients per hour; per day there is no limit
   */
  static void set(List<Path> nodes, int most, String storeLoss) {
    String[] order = {
      "policy",
      "set",
      "Default",
      "--external-per-hour",
      "" + most,
      "--per-day",
      "0",
      "--store-loss",
      storeLoss
    };
    Eventually.holds("it is ordered", () -> Shell.sluice(nodes.getFirst(), order).status() == 0);
    for (Path node : nodes) {
      Eventually.holds(
          node + " has it",
          () ->
              Shell.sluice(node, "policy", "show", "Default").text().contains(storeLoss)
                  && Shell.sluice(node, "policy", "list", "--output", "csv")
                      .text()
                      .contains("," + most + ","));
    }
  }
}
