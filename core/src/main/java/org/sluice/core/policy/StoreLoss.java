package org.sluice.core.policy;

/** What follows when the ledger cannot record a charge. Restrictions are enforced in all three. */
public enum StoreLoss {
  /** Lets pass, uncounted by the limits. */
  Open,
  /** Refuses for now. */
  Closed,
  /** Counts on this node alone. */
  Local
}
