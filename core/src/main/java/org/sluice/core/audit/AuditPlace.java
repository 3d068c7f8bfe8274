package org.sluice.core.audit;

import java.time.Instant;

/**
 * A place in the order in which a search answers: newest first, and of the same instant the later
 * record first.
 */
public record AuditPlace(Instant creationTime, long number) {
  /** Before everything that is found. */
  public static final AuditPlace START =
      new AuditPlace(Instant.ofEpochMilli(Long.MAX_VALUE), Long.MAX_VALUE);

  /** The place of a record; a search from here goes on behind it. */
  public static AuditPlace of(ChainedRecord record) {
    return new AuditPlace(record.record().creationTime(), record.number());
  }

  /** The place right before the record at this one; a search from there begins with it. */
  public AuditPlace before() {
    return new AuditPlace(creationTime, number + 1);
  }

  /** Whether a record comes behind this place. */
  public boolean isBefore(ChainedRecord record) {
    int order = record.record().creationTime().compareTo(creationTime);
    return order < 0 || (order == 0 && record.number() < number);
  }
}
