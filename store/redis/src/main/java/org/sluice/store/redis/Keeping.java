package org.sluice.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;

/** Whether a server keeps what it counts, as it says of itself. Thread-safe. */
final class Keeping {
  private static final Pattern POLICY = Pattern.compile("(?m)^maxmemory_policy:([\\w-]+)");

  private final Logger log;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * @param log where it is told what a server may forget, once
   */
  Keeping(Logger log) {
    this.log = log;
  }

  /** A server has said this of itself. */
  void heard(String information) {
    concerns(information).stream().filter(told::add).forEach(log::warn);
  }

  /**
   * What it may forget.
   *
   * @param information its answer to INFO
   */
  static List<String> concerns(String information) {
    List<String> concerns = new ArrayList<>();
    if (information.contains("aof_enabled:0")) {
      concerns.add(
          "Redis writes no log of what it counts (appendonly no): after a crash it is back empty, or as"
              + " old as its last snapshot, and nodes have to fill it again. Set appendonly yes");
    }
    POLICY
        .matcher(information)
        .results()
        .map(found -> found.group(1))
        .filter(policy -> !policy.equals("noeviction"))
        .forEach(policy ->
            concerns.add(
                "Redis forgets senders when its memory is full (maxmemory-policy "
                    + policy
                    + "), and nobody sees it. Set maxmemory-policy noeviction"));
    return concerns;
  }
}
