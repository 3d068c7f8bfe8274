package org.sluice.core.alert;

import java.util.List;
import org.sluice.core.audit.AuditOperation;

/**
 * When an alert fires, how bad it is and who is told.
 *
 * @param name unique, ignoring case
 * @param system whether it is one of those that are shipped
 * @param enabled whether it fires
 * @param operations the activities; one of them suffices
 * @param filter which of their records count
 * @param comment a note
 */
public record AlertPolicy(
    String name,
    boolean system,
    boolean enabled,
    Severity severity,
    Category category,
    List<AuditOperation> operations,
    AlertFilter filter,
    Trigger trigger,
    Telling telling,
    String comment) {
  public AlertPolicy {
    operations = List.copyOf(operations);
  }

  /** The same under another name. */
  AlertPolicy named(String other) {
    return new AlertPolicy(
        other, system, enabled, severity, category, operations, filter, trigger, telling, comment);
  }

  /** The same with another switch, severity and telling: what may be changed of a system policy. */
  public AlertPolicy with(boolean on, Severity how, Telling whom) {
    return new AlertPolicy(
        name, system, on, how, category, operations, filter, trigger, whom, comment);
  }
}
