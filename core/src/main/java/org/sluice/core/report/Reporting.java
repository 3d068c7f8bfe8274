package org.sluice.core.report;

/** What became of a message that was to be reported. Each is durable. */
public enum Reporting {
  /** A report waits in the outbox. */
  REPORTED("reported"),
  /** The sender had a report within the hour; the next one tells how many more there were. */
  COUNTED("counted for the next report"),
  /** The sender asked for no report (NOTIFY without FAILURE); the message is dropped. */
  UNWANTED("dropped without a report, as NOTIFY asks");

  private final String words;

  Reporting(String words) {
    this.words = words;
  }

  /** For the operator's log. */
  public String words() {
    return words;
  }
}
