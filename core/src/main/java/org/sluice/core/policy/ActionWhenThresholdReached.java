package org.sluice.core.policy;

/** What follows when a limit of a policy is crossed. Exchange's names. */
public enum ActionWhenThresholdReached {
  /** Restricted until the next day begins. */
  BlockUserForToday,
  /** Restricted until an administrator lifts it. */
  BlockUser,
  /** Nobody is restricted. */
  Alert
}
