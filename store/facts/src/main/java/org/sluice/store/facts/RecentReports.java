package org.sluice.store.facts;

import java.util.LinkedHashMap;
import java.util.Map;

/** Who had a report lately; of more than so many the oldest is forgotten. Thread-safe. */
final class RecentReports {
  private final int most;
  private final Map<String, Long> last = new LinkedHashMap<>();

  RecentReports(int most) {
    this.most = most;
  }

  synchronized void note(String account, long steadyMillis) {
    last.remove(account);
    if (last.size() >= most) {
      last.remove(last.keySet().iterator().next());
    }
    last.put(account, steadyMillis);
  }

  /** Whether the account is known to have had one within this time. */
  synchronized boolean had(String account, long steadyMillis, long withinMillis) {
    Long at = last.get(account);
    return at != null && steadyMillis - at < withinMillis;
  }
}
