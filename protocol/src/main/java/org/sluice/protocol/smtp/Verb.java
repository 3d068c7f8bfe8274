package org.sluice.protocol.smtp;

/**
 * The commands that the proxy knows. It passes none that it does not know: one that the next hop
 * understands only because it trusts the proxy (XCLIENT, XFORWARD) must not come from a client.
 */
public enum Verb {
  EHLO,
  HELO,
  MAIL,
  RCPT,
  DATA,
  BDAT,
  RSET,
  NOOP,
  QUIT,
  VRFY,
  EXPN,
  HELP,
  AUTH,
  STARTTLS,
  /** Any other. */
  UNKNOWN;

  static Verb of(String word) {
    for (Verb verb : values()) {
      if (verb != UNKNOWN && verb.name().equalsIgnoreCase(word)) {
        return verb;
      }
    }
    return UNKNOWN;
  }
}
