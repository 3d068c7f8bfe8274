package org.sluice.core.restriction;

/** What the sender had used, the crossing attempt included. */
public record Counts(int internalInHour, int externalInHour, int internalInDay, int externalInDay) {
  /** Nothing. */
  public static final Counts NONE = new Counts(0, 0, 0, 0);
}
