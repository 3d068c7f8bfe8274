package org.sluice.server.delegation;

/**
 * Bounds of the server.
 *
 * @param maxConnections connections beyond it are closed at once
 * @param idleMillis a connection without a request for so long is closed
 * @param frameMillis a request must be whole this long after its first byte
 */
public record DelegationBounds(int maxConnections, long idleMillis, long frameMillis) {}
