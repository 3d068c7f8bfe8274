package org.sluice.core.audit;

import java.util.UUID;

/**
 * A record at its place in the log.
 *
 * @param number its place: 1 is the first record ever, and no number is left out
 * @param previous the hash of the record before it, {@link AuditChain#GENESIS} for the first; 64
 *     lower-case hexadecimal digits
 * @param hash its own hash, which covers {@code previous}; of the same form
 */
public record ChainedRecord(long number, AuditRecord record, String previous, String hash) {

  /** The identifier that scripts know it by: the hash's first 128 bits as a GUID. */
  public String id() {
    return new UUID(
            Long.parseUnsignedLong(hash.substring(0, 16), 16),
            Long.parseUnsignedLong(hash.substring(16, 32), 16))
        .toString();
  }
}
