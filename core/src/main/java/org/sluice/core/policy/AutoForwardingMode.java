package org.sluice.core.policy;

/** Whether messages that a machine forwards may leave the organization. Exchange's names. */
public enum AutoForwardingMode {
  /** As the service decides, which is {@link #Off}. */
  Automatic,
  /** They may. */
  On,
  /** They are refused. */
  Off;

  /** Whether an automatic external forward passes. */
  public boolean allows() {
    return this == On;
  }
}
