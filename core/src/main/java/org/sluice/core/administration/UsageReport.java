package org.sluice.core.administration;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.policy.Explanation;
import org.sluice.core.restriction.Restriction;

/**
 * What a sender has used of each limit that applies to it, and why those apply.
 *
 * @param restriction the open restriction, if the sender is restricted
 */
public record UsageReport(
    String sender, Explanation policy, Optional<Restriction> restriction, List<Line> lines) {
  public UsageReport {
    lines = List.copyOf(lines);
  }

  /**
   * One limit.
   *
   * @param most the limit; 0 is none
   * @param used within the window now
   * @param frees when the oldest part of what is used leaves the window
   */
  public record Line(LimitKind limit, long most, long used, Optional<Instant> frees) {
    /** What is left; empty where there is no limit. */
    public Optional<Long> remaining() {
      return most == 0 ? Optional.empty() : Optional.of(Math.max(0, most - used));
    }
  }
}
