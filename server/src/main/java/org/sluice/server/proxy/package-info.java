/**
 * The SMTP proxy: stands before a next hop, passes what a client says, counts what it sends.
 *
 * <p>It never takes responsibility for a message that it passes: the client reads 250 only after
 * the next hop has said it. One virtual thread for each client, with blocking sockets, reads from
 * top to bottom what happens in a session; back-pressure is a write that waits. Times are watched
 * from outside.
 */
@NullMarked
package org.sluice.server.proxy;

import org.jspecify.annotations.NullMarked;
