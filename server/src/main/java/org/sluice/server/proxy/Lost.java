package org.sluice.server.proxy;

/** The session cannot go on with one of its sides. */
public final class Lost extends Exception {
  private static final long serialVersionUID = 1;

  /** Who is gone. */
  public enum Side {
    CLIENT,
    NEXT_HOP
  }

  private final Side side;

  public Lost(Side side, String why) {
    super(why, null, false, false);
    this.side = side;
  }

  /** Who is gone. */
  public Side side() {
    return side;
  }

  /** Why, for the log. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
