package org.sluice.core.administration;

import java.util.List;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.policy.PolicyBook;

/** Port: the policies and rules. Thread-safe; {@link #keep} blocks. */
public interface PolicyBooks {

  /** The policies and rules now. From memory. */
  PolicyBook book();

  /**
   * Replaces the policies and rules in one step with the records of what was done to them. The
   * caller has serialized its changes; those of other nodes are known by the book that the change
   * was made of.
   *
   * @param records at least one, in the order of the changes
   */
  void keep(PolicyBook before, PolicyBook after, List<AuditRecord> records);
}
