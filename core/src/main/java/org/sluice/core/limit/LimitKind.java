package org.sluice.core.limit;

/** The closed list of limits, each with its window and where it comes from. */
public enum LimitKind {
  MESSAGES_PER_MINUTE("messages per minute", "sliding 60 s", false, 1),
  RECIPIENTS_PER_MESSAGE("recipients per message", "message", false, 2),
  EXTERNAL_RECIPIENTS_PER_HOUR("external recipients per hour", "sliding 60 min", true, 4),
  INTERNAL_RECIPIENTS_PER_HOUR("internal recipients per hour", "sliding 60 min", true, 8),
  RECIPIENTS_PER_DAY("recipients per day", "sliding 24 h", true, 16),
  RECIPIENT_RATE("recipient rate limit", "sliding 24 h", false, 32),
  ORGANIZATION_EXTERNAL_RECIPIENTS("organization external recipients", "sliding 24 h", false, 64);

  private final String title;
  private final String window;
  private final boolean ofPolicy;
  private final int bit;

  LimitKind(String title, String window, boolean ofPolicy, int bit) {
    this.title = title;
    this.window = window;
    this.ofPolicy = ofPolicy;
    this.bit = bit;
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

  /** One bit of seven, for sets of kinds. */
  int bit() {
    return bit;
  }

  /** Whether a refusal heals by itself and the message it refused gives back what it counted. */
  public boolean heals() {
    return this == RECIPIENT_RATE || this == ORGANIZATION_EXTERNAL_RECIPIENTS;
  }
}
