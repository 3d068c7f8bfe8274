package org.sluice.protocol.delegation;

/** The closed list of what makes a request unanswerable; the connection is closed after it. */
public enum Violation {
  FRAME_TOO_LARGE("The request is longer than " + RequestParser.MAX_FRAME_BYTES + " bytes"),
  LINE_TOO_LONG("An attribute is longer than " + RequestParser.MAX_LINE_BYTES + " bytes"),
  TOO_MANY_ATTRIBUTES("The request has more than " + RequestParser.MAX_ATTRIBUTES + " attributes"),
  NO_EQUALS_SIGN("A line is not of the form name=value"),
  NO_REQUEST_TYPE("The request has no attribute 'request'"),
  UNKNOWN_REQUEST_TYPE("The request type is not smtpd_access_policy"),
  BAD_RECIPIENT_COUNT(
      "recipient_count is not a number from 0 to " + RequestParser.MAX_RECIPIENT_COUNT);

  private final String explanation;

  Violation(String explanation) {
    this.explanation = explanation;
  }

  /** For the operator's log. */
  public String explanation() {
    return explanation;
  }
}
