/**
 * SMTP as the proxy needs it (RFC 5321 and the extensions it passes): commands, replies, the end of
 * content, the identity in an AUTH exchange. Bytes and words; no sockets, no threads, no clock.
 *
 * <p>Strict where two readers of the same bytes could differ: a line ends with CRLF and nothing
 * else, content ends with CRLF, dot, CRLF and nothing else.
 */
@NullMarked
package org.sluice.protocol.smtp;

import org.jspecify.annotations.NullMarked;
