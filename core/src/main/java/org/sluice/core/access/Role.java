package org.sluice.core.access;

/**
 * What the holder of a session or token may do. Each administrator's role may also do what those
 * after it may; a mail server asks for decisions and administers nothing.
 */
public enum Role {
  GlobalAdministrator("Global Administrator"),
  SecurityAdministrator("Security Administrator"),
  SecurityReader("Security Reader"),
  MailServer("Mail Server");

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
    return switch (needed) {
      case MailServer -> this == MailServer || this == GlobalAdministrator;
      case GlobalAdministrator, SecurityAdministrator, SecurityReader -> compareTo(needed) <= 0;
    };
  }
}
