package org.sluice.protocol.smtp;

/**
 * The closed list of what no line and no content may hold. Each of them is where one SMTP server
 * sees a line end, or the end of a message, and another does not; that difference is how one
 * message is smuggled into another (CVE-2023-51764, CVE-2023-51765, CVE-2023-51766).
 */
public enum Fault {
  BARE_LF("a line feed without a carriage return before it"),
  BARE_CR("a carriage return without a line feed after it"),
  NUL("a NUL octet"),
  LINE_TOO_LONG("a line that is too long");

  private final String explanation;

  Fault(String explanation) {
    this.explanation = explanation;
  }

  /** What was found, for the client and for the log. */
  public String explanation() {
    return explanation;
  }
}
