package org.sluice.core.administration;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.policy.Explanation;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;

/**
 * What a sender has used of each limit that applies to it, and why those apply.
 *
 * @param restriction the open restriction, if the sender is restricted
 */
public record UsageReport(
    RestrictedEntity entity,
    Explanation policy,
    Optional<Restriction> restriction,
    List<Line> lines) {
  public UsageReport {
    lines = List.copyOf(lines);
  }

  /** The name that people and scripts use. */
  public String sender() {
    return entity.name();
  }

  /**
   * The limit of the sender itself of which the greatest part is used; messages per minute are left
   * out, because they are free again before anyone could look.
   */
  public Optional<Line> nearest() {
    return lines.stream()
        .filter(line -> line.limit() != LimitKind.MESSAGES_PER_MINUTE)
        .filter(line -> line.limit() != LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS)
        .filter(line -> line.most() > 0 && line.used() > 0)
        .max(Comparator.comparingDouble(Line::part));
  }

  /**
   * Whether nothing of the sender itself is counted in any window: within a day it sent nothing.
   */
  public boolean isIdle() {
    return lines.stream()
        .filter(line -> line.limit() != LimitKind.ORGANIZATION_EXTERNAL_RECIPIENTS)
        .allMatch(line -> line.used() == 0);
  }

  /** The part that is used of the nearest limit: 0 is nothing, 1 all of it. */
  public double part() {
    return nearest().map(Line::part).orElse(0.0);
  }

  /**
   * One limit.
   *
   * @param most the limit; 0 is none
   * @param used within the window now
   * @param frees when the oldest part of what is used leaves the window
   */
  public record Line(LimitKind limit, long most, long used, Optional<Instant> frees) {
    /** The part that is used: 0 is nothing or no limit, 1 all of it. */
    public double part() {
      return most == 0 ? 0 : (double) used / most;
    }

    /** What is left; empty where there is no limit. */
    public Optional<Long> remaining() {
      return most == 0 ? Optional.empty() : Optional.of(Math.max(0, most - used));
    }
  }
}
