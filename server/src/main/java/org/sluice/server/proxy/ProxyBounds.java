package org.sluice.server.proxy;

/**
 * Bounds of the proxy. Times are in milliseconds; those towards the next hop are the ones that RFC
 * 5321 (section 4.5.3.2) tells clients to wait.
 *
 * @param maxConnections clients beyond it are told to come back
 * @param connectionsPerClient those of one client address beyond it are told to come back
 * @param clientMillis for the client's next command or next block of content, and for it to take
 *     what it is told
 * @param connectMillis until the next hop takes the connection
 * @param greetingMillis until it greets, TLS included
 * @param commandMillis until it answers a command
 * @param dataMillis until it answers DATA
 * @param blockMillis until it takes a block of content
 * @param endMillis until it answers the end of a message
 * @param messageMillis for all of a message's content, over all its chunks
 */
public record ProxyBounds(
    int maxConnections,
    int connectionsPerClient,
    long clientMillis,
    long connectMillis,
    long greetingMillis,
    long commandMillis,
    long dataMillis,
    long blockMillis,
    long endMillis,
    long messageMillis) {

  /** Lines in a row that the proxy itself does not accept; then the session ends. */
  static final int MOST_MISTAKES = 20;

  /**
   * Commands without a delivered message between them; then the session ends. A message may have
   * {@link #MOST_RECIPIENTS}.
   */
  static final int MOST_COMMANDS = 12_000;

  /** Recipients of a message that nobody's limit counts. */
  static final int MOST_RECIPIENTS = 10_000;

  /** Rounds of one AUTH exchange; SCRAM has two. */
  static final int MOST_ROUNDS = 8;

  /** Content that is read to answer a refused message in its place: 128 MiB. */
  static final long MOST_SWALLOWED = 128L << 20;

  /** For the guard's answer; without one the message passes. */
  static final long JUDGE_MILLIS = 30_000;

  private static final long MINUTE = 60_000;

  /** The times of RFC 5321. */
  public static ProxyBounds of(int maxConnections, int connectionsPerClient, long clientMillis) {
    return new ProxyBounds(
        maxConnections,
        connectionsPerClient,
        clientMillis,
        MINUTE / 2,
        5 * MINUTE,
        5 * MINUTE,
        2 * MINUTE,
        3 * MINUTE,
        10 * MINUTE,
        60 * MINUTE);
  }
}
