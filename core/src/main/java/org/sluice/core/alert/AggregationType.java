package org.sluice.core.alert;

/** When events become an alert. Exchange's names. */
public enum AggregationType {
  /** Each event. */
  None,
  /** More than so many events of one entity within a window. */
  SimpleAggregation
}
