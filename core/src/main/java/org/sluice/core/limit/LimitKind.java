package org.sluice.core.limit;

/** The closed list of limits, each with its window and where it comes from. */
public enum LimitKind {
  MESSAGES_PER_MINUTE("messages per minute", "sliding 60 s", false),
  RECIPIENTS_PER_MESSAGE("recipients per message", "message", false),
  EXTERNAL_RECIPIENTS_PER_HOUR("external recipients per hour", "sliding 60 min", true),
  INTERNAL_RECIPIENTS_PER_HOUR("internal recipients per hour", "sliding 60 min", true),
  RECIPIENTS_PER_DAY("recipients per day", "sliding 24 h", true),
  RECIPIENT_RATE("recipient rate limit", "sliding 24 h", false),
  ORGANIZATION_EXTERNAL_RECIPIENTS("organization external recipients", "sliding 24 h", false);

  private final String title;
  private final String window;
  private final boolean ofPolicy;

  LimitKind(String title, String window, boolean ofPolicy) {
    this.title = title;
    this.window = window;
    this.ofPolicy = ofPolicy;
  }

  /** The name that people read. */
  public String title() {
    return title;
  }

  /** The window in words. */
  public String window() {
    return window;
  }

  /** Whether an outbound spam policy sets it and its action follows. */
  public boolean ofPolicy() {
    return ofPolicy;
  }
}
