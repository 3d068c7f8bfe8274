package org.sluice.core.restriction;

import java.time.Instant;

/**
 * The last thing seen of a sender before it was restricted.
 *
 * @param at when
 * @param clientAddress the SMTP client
 * @param messageId the queue id, or the MTA's mark of the message before it has one
 * @param recipientCount recipients of that message as far as known
 */
public record Evidence(Instant at, String clientAddress, String messageId, int recipientCount) {
  /** Whether nothing was seen: it was restricted by hand. */
  public boolean isEmpty() {
    return clientAddress.isEmpty() && messageId.isEmpty();
  }
}
