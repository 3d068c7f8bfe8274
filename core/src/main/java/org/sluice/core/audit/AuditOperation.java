package org.sluice.core.audit;

/** The closed list of what is recorded. An administrative act bears the name of its cmdlet. */
public enum AuditOperation {
  ADD_BLOCKED_SENDER_ADDRESS("Add-BlockedSenderAddress", RecordType.ExchangeAdmin),
  REMOVE_BLOCKED_SENDER_ADDRESS("Remove-BlockedSenderAddress", RecordType.ExchangeAdmin),
  ADD_BLOCKED_CONNECTOR("Add-BlockedConnector", RecordType.ExchangeAdmin),
  REMOVE_BLOCKED_CONNECTOR("Remove-BlockedConnector", RecordType.ExchangeAdmin),
  NEW_POLICY("New-HostedOutboundSpamFilterPolicy", RecordType.ExchangeAdmin),
  SET_POLICY("Set-HostedOutboundSpamFilterPolicy", RecordType.ExchangeAdmin),
  REMOVE_POLICY("Remove-HostedOutboundSpamFilterPolicy", RecordType.ExchangeAdmin),
  UPDATE_POLICY_RESTRICTIONS("Update-HostedOutboundSpamFilterPolicy", RecordType.ExchangeAdmin),
  NEW_RULE("New-HostedOutboundSpamFilterRule", RecordType.ExchangeAdmin),
  SET_RULE("Set-HostedOutboundSpamFilterRule", RecordType.ExchangeAdmin),
  REMOVE_RULE("Remove-HostedOutboundSpamFilterRule", RecordType.ExchangeAdmin),
  ENABLE_RULE("Enable-HostedOutboundSpamFilterRule", RecordType.ExchangeAdmin),
  DISABLE_RULE("Disable-HostedOutboundSpamFilterRule", RecordType.ExchangeAdmin),
  LISTED("Listed", RecordType.HygieneEvent),
  DELISTED("Delisted", RecordType.HygieneEvent),
  LIMIT_EXCEEDED("LimitExceeded", RecordType.HygieneEvent);

  private final String title;
  private final RecordType recordType;

  AuditOperation(String title, RecordType recordType) {
    this.title = title;
    this.recordType = recordType;
  }

  /** The operation as searches and scripts name it. */
  public String title() {
    return title;
  }

  /** The kind of record. */
  public RecordType recordType() {
    return recordType;
  }
}
