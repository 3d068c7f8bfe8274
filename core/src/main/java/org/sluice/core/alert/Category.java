package org.sluice.core.alert;

/** What it is about. Exchange's names. */
public enum Category {
  AccessGovernance,
  DataGovernance,
  DataLossPrevention,
  MailFlow,
  ThreatManagement,
  Others
}
