package org.sluice.core.decision;

import org.sluice.core.mail.EnhancedStatus;

/**
 * The closed list of why a submission was answered as it was. A refusal carries the SMTP code, the
 * enhanced status and the first words of the reply, which scripts know from Exchange.
 */
public enum Reason {
  INBOUND("No login and no connector: inbound mail is not counted"),
  NOT_RESTRICTED("The sender is not restricted"),
  WITHIN_LIMITS("Within every limit"),
  FORWARD_MONITORED("An automatic external forward, let pass by a policy that only monitors"),
  ALERT_ONLY("Above a limit whose policy only alerts"),
  MONITOR("Above a limit whose policy only monitors"),
  RELEASED_TODAY("Above a limit, but an administrator lifted the restriction today"),
  STORE_LOST_OPEN("The ledger cannot record; the policy lets pass"),
  STORE_LOST_CLOSED(
      "The ledger cannot record; the policy refuses for now",
      451,
      new EnhancedStatus(4, 3, 0),
      "Temporary failure, please try again later"),
  RESTRICTED_USER(
      "The user is restricted",
      550,
      new EnhancedStatus(5, 1, 8),
      "Access denied, bad outbound sender"),
  BLOCKED_CONNECTOR(
      "The connector is blocked",
      550,
      new EnhancedStatus(5, 7, 711),
      "Access denied, bad inbound connector"),
  RECIPIENT_RATE(
      "The recipient rate limit is reached",
      550,
      new EnhancedStatus(5, 1, 90),
      "Your message can't be sent because you've reached your daily limit for message recipients"),
  ORGANIZATION_LIMIT(
      "The organization's external recipient limit is reached",
      550,
      new EnhancedStatus(5, 7, 233),
      "Your message can't be sent because your tenant exceeded its daily limit for sending email"
          + " to external recipients"),
  AUTOMATIC_FORWARD(
      "The policy does not allow automatic external forwarding",
      550,
      new EnhancedStatus(5, 7, 520),
      "Access denied, Your organization does not allow external forwarding"),
  TOO_MANY_RECIPIENTS(
      "One more recipient than a message may have",
      452,
      new EnhancedStatus(4, 5, 3),
      "Too many recipients"),
  TOO_MANY_RECIPIENTS_IN_MESSAGE(
      "The message has more recipients than it may",
      550,
      new EnhancedStatus(5, 5, 3),
      "Too many recipients"),
  TOO_MANY_MESSAGES(
      "Too many messages in a minute",
      450,
      new EnhancedStatus(4, 7, 1),
      "Too many messages in a minute");

  private final String explanation;
  private final int code;
  private final EnhancedStatus status;
  private final String words;

  Reason(String explanation) {
    this(explanation, 0, new EnhancedStatus(2, 0, 0), "");
  }

  Reason(String explanation, int code, EnhancedStatus status, String words) {
    this.explanation = explanation;
    this.code = code;
    this.status = status;
    this.words = words;
  }

  /** For the operator. */
  public String explanation() {
    return explanation;
  }

  /** Whether the submission may not pass. */
  public boolean refuses() {
    return code != 0;
  }

  /** The SMTP reply code; 0 where nothing is refused. */
  public int code() {
    return code;
  }

  /** The enhanced status of the refusal. */
  public EnhancedStatus status() {
    return status;
  }

  /** The first words of the refusal. */
  public String words() {
    return words;
  }
}
