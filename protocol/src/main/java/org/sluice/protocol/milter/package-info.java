/**
 * The milter protocol, versions 2 to 6, as Postfix and Sendmail speak it (libmilter's mfdef.h;
 * Postfix's MILTER_README): bytes to core's words and back. No sockets, no threads, no clock.
 *
 * <p>{@link org.sluice.protocol.milter.PacketReader} finds events in a stream, {@link
 * org.sluice.protocol.milter.MilterSession} knows what each means where it stands in the dialogue
 * and what is to be asked, {@link org.sluice.protocol.milter.MilterReplies} writes the answers.
 */
@NullMarked
package org.sluice.protocol.milter;

import org.jspecify.annotations.NullMarked;
