package org.sluice.core.alert;

/** How bad it is. Exchange's names. */
public enum Severity {
  Informational,
  Low,
  Medium,
  High
}
