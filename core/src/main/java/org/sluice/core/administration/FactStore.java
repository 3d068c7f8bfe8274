package org.sluice.core.administration;

import java.util.List;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Standing;

/**
 * Port: the facts that administrators read and change. A method that changes returns once the
 * change and its audit record are durable, both or neither; if they cannot be, it throws {@link
 * Refusal} and nothing changed. Listing and delisting add their own HygieneEvent record in the same
 * step. Thread-safe; methods block.
 */
public interface FactStore extends PolicyBooks {

  /** Every open restriction, oldest first. */
  List<Restriction> open();

  /** Where an entity stands: its open restriction, its last lift of two days. From memory. */
  Standing standing(RestrictedEntity entity);

  /** Every restriction an entity ever had, newest first, at most {@code most}. */
  List<Restriction> history(RestrictedEntity entity, int most);

  /**
   * Adds a restriction, or replaces the open one of the same entity.
   *
   * @return what is kept: never older than the one that it replaces
   */
  Restriction restrict(Restriction restriction, AuditRecord record);

  /** Ends open restrictions; each carries its lift. One record for all. */
  void lift(List<Restriction> lifted, AuditRecord record);
}
