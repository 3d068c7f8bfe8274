/**
 * The policy delegation protocol of Postfix (SMTPD_POLICY_README): bytes to core's words and back.
 * No sockets, no threads, no clock.
 *
 * <p>What is asked about: RCPT is one recipient, END-OF-MESSAGE the whole message. DATA gets no
 * opinion: it knows no more than END-OF-MESSAGE, where a refusal still reaches the client before
 * the MTA takes responsibility. The states before RCPT name no recipient and count nothing.
 */
@NullMarked
package org.sluice.protocol.delegation;

import org.jspecify.annotations.NullMarked;
