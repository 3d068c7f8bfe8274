package org.sluice.store.postgresql;

import java.time.Duration;

/**
 * Where the database is, and how long anybody waits for it.
 *
 * @param url {@code jdbc:postgresql://…}
 * @param user the role; empty for that of the URL or the process
 * @param password empty for none
 * @param pool the most connections of this node, beside the one that listens
 * @param answer how long a statement may take
 * @param lease how long a delivery is a node's before another may take it over
 */
public record Place(
    String url, String user, String password, int pool, Duration answer, Duration lease) {
  /** How long a statement may take if nobody says otherwise. */
  public static final Duration ANSWER = Duration.ofSeconds(4);

  /**
   * How long a delivery is a node's if nobody says otherwise: longer than the longest dialogue with
   * a mail server, so that only a node that is gone loses one.
   */
  public static final Duration LEASE = Duration.ofMinutes(10);

  /** With the usual patience. */
  public Place(String url, String user, String password, int pool) {
    this(url, user, password, pool, ANSWER, LEASE);
  }

  /** The URL without what may be secret in it. */
  public String shown() {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }

  @Override
  public String toString() {
    return "Place[" + shown() + "]";
  }
}
