package org.sluice.core.limit;

/**
 * One instant on both clocks.
 *
 * @param wallMillis Unix time in milliseconds, for people and for calendar days
 * @param steadyMillis steady milliseconds, for windows (see {@link SteadyClock})
 */
public record Moment(long wallMillis, long steadyMillis) {

  /** The wall clock's reading that belongs to a steady instant, as the clocks stand now. */
  public long wallOf(long steady) {
    return steady + wallMillis - steadyMillis;
  }
}
