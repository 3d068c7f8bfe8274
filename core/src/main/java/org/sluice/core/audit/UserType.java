package org.sluice.core.audit;

/** What the author of a record is. Exchange's names. */
public enum UserType {
  /** Somebody without a role. */
  Regular,
  /** An administrator. */
  Admin,
  /** Sluice itself. */
  System
}
