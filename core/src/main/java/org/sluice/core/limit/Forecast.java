package org.sluice.core.limit;

import java.util.EnumMap;
import java.util.Map;

/**
 * A sender's usage and, for each limit that has any, the steady instant at which the oldest bucket
 * leaves its window and the first part of it is free again.
 *
 * @param freesAtMillis steady milliseconds; a kind with no usage is absent
 */
public record Forecast(Usage usage, Map<LimitKind, Long> freesAtMillis) {
  public Forecast {
    freesAtMillis = Map.copyOf(freesAtMillis);
  }

  /** A sender that used nothing. */
  public static final Forecast NONE =
      new Forecast(Usage.NONE, new EnumMap<LimitKind, Long>(LimitKind.class));
}
