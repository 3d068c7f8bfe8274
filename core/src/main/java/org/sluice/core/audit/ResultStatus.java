package org.sluice.core.audit;

/** How what is recorded went. */
public enum ResultStatus {
  Succeeded,
  Failed
}
