package org.sluice.core.mail;

/**
 * A reply on one line (RFC 5321, section 4.2; RFC 2034).
 *
 * @param code 400 to 599 in a refusal
 * @param status the enhanced status
 * @param text printable, no line break, at most {@value #MAX_TEXT} characters
 */
public record SmtpReply(int code, EnhancedStatus status, String text) {
  /**
   * Postfix cuts a reply at 510 bytes and puts the sender's address and "Sender address rejected: "
   * before ours, so the text leaves room for both.
   */
  public static final int MAX_TEXT = 400;

  public SmtpReply {
    if (text.length() > MAX_TEXT || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "A reply text is at most " + MAX_TEXT + " printable ASCII characters: " + text);
    }
  }

  /** Whether the client should try again later (4yz). */
  public boolean isTemporary() {
    return code < 500;
  }

  /** {@code 550 5.1.8 Access denied, …}. */
  @Override
  public String toString() {
    return code + " " + status + " " + text;
  }
}
