package org.sluice.core.administration;

/** What an administrator may do. Each role may also do what those after it may. */
public enum Role {
  GlobalAdministrator("Global Administrator"),
  SecurityAdministrator("Security Administrator"),
  SecurityReader("Security Reader");

  private final String title;

  Role(String title) {
    this.title = title;
  }

  /** The name people read. */
  public String title() {
    return title;
  }

  /** Whether this role may do what needs the other. */
  public boolean includes(Role needed) {
    return compareTo(needed) <= 0;
  }
}
