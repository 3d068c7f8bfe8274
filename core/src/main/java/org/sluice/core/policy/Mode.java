package org.sluice.core.policy;

/** Whether a policy acts. */
public enum Mode {
  /** It refuses and restricts. */
  Enforce,
  /** It decides and records what it would have done, and refuses nothing. */
  Monitor
}
