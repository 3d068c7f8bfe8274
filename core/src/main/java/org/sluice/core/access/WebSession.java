package org.sluice.core.access;

import java.time.Instant;

/**
 * A browser in which somebody is signing in or has signed in.
 *
 * @param sha256 of the cookie's value, in hexadecimal digits; the value itself is nowhere
 * @param userId whose
 * @param stage how far the sign-in has come
 * @param clientIp from where it was begun
 * @param browser what it calls itself; at most {@value #MOST_BROWSER} characters
 * @param began when it was begun
 * @param seen when it was last used, to the minute
 * @param byProvider whether a provider vouched for the person; its second factor counts
 */
public record WebSession(
    String sha256,
    String userId,
    Stage stage,
    String clientIp,
    String browser,
    Instant began,
    Instant seen,
    boolean byProvider) {
  /** The longest name of a browser, in characters. */
  public static final int MOST_BROWSER = 200;

  /**
   * The most sessions of one administrator who has signed in; the one that was not used for longest
   * ends first.
   */
  public static final int MOST = 20;

  /**
   * The most sessions of one administrator that lack the second factor, from one client address.
   * They are counted apart: whoever knows a password alone ends none that is signed in.
   */
  public static final int MOST_HALF_FROM_ADDRESS = 5;

  /** The same from all client addresses; far more than are begun while somebody types a code. */
  public static final int MOST_HALF = 200;

  /** How far a sign-in has come. */
  public enum Stage {
    /** The password was right; the second factor is asked for. */
    SECOND_FACTOR,
    /** The password was right; a second factor is needed and there is none yet. */
    ENROLMENT,
    /** Signed in. */
    SIGNED_IN
  }

  public WebSession {
    browser = browser.length() > MOST_BROWSER ? browser.substring(0, MOST_BROWSER) : browser;
  }

  @Override
  public String toString() {
    return "WebSession[" + userId + ", " + stage + "]";
  }
}
