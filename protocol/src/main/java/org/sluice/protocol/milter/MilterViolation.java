package org.sluice.protocol.milter;

/** The closed list of what makes a dialogue unanswerable; the connection is closed after it. */
public enum MilterViolation {
  EMPTY_PACKET("A packet has no command"),
  PACKET_TOO_LARGE("A packet is longer than its command allows"),
  UNKNOWN_COMMAND("A packet has an unknown command"),
  BAD_NEGOTIATION("The option negotiation is not three numbers of a version from 2 up"),
  BAD_MACROS("A macro packet is not a command and pairs of name and value"),
  BAD_CONNECT("The connection information cannot be read"),
  BAD_ADDRESS("An envelope address does not end"),
  BAD_HEADER("A header field has no name and value that end"),
  NOT_NEGOTIATED("The first packet is not the option negotiation"),
  OUT_OF_ORDER("A packet comes where it may not");

  private final String explanation;

  MilterViolation(String explanation) {
    this.explanation = explanation;
  }

  /** For the operator's log. */
  public String explanation() {
    return explanation;
  }
}
