package org.sluice.core.outbox;

import java.time.Instant;

/**
 * Something to be delivered to one receiver.
 *
 * @param key tells it from everything else that was ever to be delivered: putting the same key into
 *     the outbox again changes nothing
 * @param channel how it leaves
 * @param to an address, the name of a receiver in the configuration, or empty where there is only
 *     one
 * @param content what is said
 * @param created since when it has to be delivered
 */
public record Outgoing(String key, Channel channel, String to, Content content, Instant created) {}
