package org.sluice.core.policy;

/** The advised profiles; both restrict until an administrator lifts. */
public enum Profile {
  Standard(500, 1000, 1000),
  Strict(400, 800, 800);

  private final int externalPerHour;
  private final int internalPerHour;
  private final int perDay;

  Profile(int externalPerHour, int internalPerHour, int perDay) {
    this.externalPerHour = externalPerHour;
    this.internalPerHour = internalPerHour;
    this.perDay = perDay;
  }

  public int externalPerHour() {
    return externalPerHour;
  }

  public int internalPerHour() {
    return internalPerHour;
  }

  public int perDay() {
    return perDay;
  }
}
