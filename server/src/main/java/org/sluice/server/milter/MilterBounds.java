package org.sluice.server.milter;

/**
 * Bounds of the server.
 *
 * @param maxConnections connections beyond it are closed at once
 * @param idleMillis a connection without a packet for so long is closed; an MTA is silent while its
 *     client sends a message
 * @param packetMillis a packet must be whole this long after its first byte
 */
public record MilterBounds(int maxConnections, long idleMillis, long packetMillis) {}
