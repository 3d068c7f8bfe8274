package org.sluice.core.alert;

import org.sluice.core.limit.LimitKind;

/**
 * How near senders are to one limit now.
 *
 * @param half how many have used half of it or more
 * @param near how many have used 80 % or more, those at the limit included
 * @param most the greatest part that anybody has used, in thousandths
 */
public record Nearness(LimitKind limit, int half, int near, int most) {
  /** Half, in thousandths. */
  static final int HALF = 500;

  /** 80 %, in thousandths. */
  static final int NEAR = 800;

  static Nearness none(LimitKind limit) {
    return new Nearness(limit, 0, 0, 0);
  }

  /** With one more sender, who has used a part of it. */
  Nearness with(int part) {
    return part == 0
        ? this
        : new Nearness(
            limit,
            half + (part >= HALF ? 1 : 0),
            near + (part >= NEAR ? 1 : 0),
            Math.max(most, part));
  }
}
