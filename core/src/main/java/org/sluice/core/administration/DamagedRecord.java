package org.sluice.core.administration;

import java.util.List;
import org.sluice.core.audit.AuditPlace;
import org.sluice.core.audit.ChainedRecord;

/**
 * An audit record stands in the log and cannot be read: it was changed outside of Sluice, or
 * written by a newer one. A search that left it out would be missed by nobody, so it is refused;
 * who has to go on knows from here where.
 */
public final class DamagedRecord extends Refusal {
  private static final long serialVersionUID = 1L;

  private final transient AuditPlace place;
  private final transient List<ChainedRecord> before;

  /**
   * @param place where it stands
   * @param before what the search read before it, newest first
   */
  public DamagedRecord(AuditPlace place, List<ChainedRecord> before, Throwable cause) {
    super(
        Kind.INVALID,
        "The audit record "
            + place.number()
            + " of "
            + place.creationTime()
            + " cannot be read: it was changed outside of Sluice, or written by a newer one."
            + " `sluice audit verify` tells which; a search that leaves its time out finds the"
            + " others.",
        cause);
    this.place = place;
    this.before = List.copyOf(before);
  }

  /** Where it stands; a search from here goes on behind it. */
  public AuditPlace place() {
    return place;
  }

  /** What the search read before it, newest first. */
  public List<ChainedRecord> before() {
    return before;
  }
}
