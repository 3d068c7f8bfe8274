package org.sluice.server.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The closed list of what the proxy says in its own words; all else is the next hop's. */
public enum OwnReply {
  NEXT_HOP_UNREACHABLE("421 4.3.2 The next hop cannot be reached, try again later"),
  NEXT_HOP_LOST("421 4.4.2 The next hop was lost, try again later"),
  TOO_MANY_CONNECTIONS("421 4.7.0 Too many connections, try again later"),
  TOO_MANY_MISTAKES("421 4.7.0 Too many errors"),
  TOO_MANY_COMMANDS("421 4.7.0 Too many commands without a message"),
  TOO_SLOW("421 4.4.2 Timeout exceeded"),
  ENDING("421 4.3.2 The service is ending, try again later"),
  FAILED("421 4.3.0 Internal error, try again later"),
  SENDER_TAKEN("250 2.1.0 Ok"),
  RECIPIENT_TAKEN("250 2.1.5 Ok"),
  REPORTED("250 2.0.0 Taken; why it is not delivered is told by mail"),
  START_TLS("220 2.0.0 Ready to start TLS"),
  GO_ON("354 End data with <CR><LF>.<CR><LF>"),
  CHUNK_TAKEN("250 2.0.0 Chunk taken"),
  NOT_REPORTED("451 4.3.0 Temporary failure, please try again later"),
  LIFTED("451 4.3.0 You may send again since a moment ago, please try again"),
  TOO_MANY_RECIPIENTS("452 4.5.3 Too many recipients"),
  IDENTITY_UNKNOWN("454 4.7.0 The name of this login cannot be read, use another mechanism"),
  NOT_A_COMMAND("500 5.5.2 Command not recognized"),
  BAD_ARGUMENT("501 5.5.4 Syntax error in parameters"),
  BAD_SENDER("501 5.1.7 Bad sender address syntax, it stands in angle brackets"),
  BAD_RECIPIENT("501 5.1.3 Bad recipient address syntax, it stands in angle brackets"),
  BAD_SEQUENCE("503 5.5.1 Bad sequence of commands"),
  NO_CHUNKING("502 5.5.1 BDAT is not offered here"),
  NO_MECHANISM("504 5.5.4 Authentication mechanism not supported"),
  ENCRYPT_FIRST("538 5.7.11 Encryption required, use STARTTLS first"),
  BAD_LINE("550 5.5.2 A line ends with <CR><LF> and has no other control character"),
  BAD_CONTENT("550 5.6.11 The message has a bare <CR> or <LF>, or a NUL, which is not allowed"),
  LONG_LINE("550 5.6.0 The message has a line that is too long"),
  NO_RECIPIENTS("554 5.5.1 No valid recipients"),
  NO_BINARY("555 5.5.4 BINARYMIME is not supported");

  private final String text;

  OwnReply(String text) {
    this.text = text;
  }

  /** Code, enhanced status and words, without CRLF. */
  public String text() {
    return text;
  }

  byte[] bytes() {
    return (text + "\r\n").getBytes(US_ASCII);
  }
}
