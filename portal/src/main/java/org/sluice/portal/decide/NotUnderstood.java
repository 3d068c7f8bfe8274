package org.sluice.portal.decide;

/** A question that cannot be judged; the message names the field, the value and what it may be. */
final class NotUnderstood extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotUnderstood(String message) {
    super(message);
  }

  /** The field has a value of the wrong kind. */
  static NotUnderstood field(String name, String wanted, Object value) {
    String shown = String.valueOf(value);
    return new NotUnderstood(
        "\""
            + name
            + "\" has to be "
            + wanted
            + ", not "
            + (shown.length() > 64 ? shown.substring(0, 64) + "..." : shown));
  }
}
