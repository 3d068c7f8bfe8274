package org.sluice.core.decision;

/** Whose address chooses the policy. Count and restriction stay on the submitter in both. */
public enum PolicyBy {
  SUBMITTER,
  /** The visible From, as in Exchange. */
  AUTHOR
}
