package org.sluice.core.audit;

import java.util.Optional;
import java.util.stream.Stream;

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
  LIMIT_EXCEEDED("LimitExceeded", RecordType.HygieneEvent),
  SUSPICIOUS_PATTERN("SuspiciousSendingPattern", RecordType.HygieneEvent),
  ORGANIZATION_NEAR_LIMIT("OrganizationNearLimit", RecordType.HygieneEvent),
  ORGANIZATION_LIMIT_REACHED("OrganizationLimitReached", RecordType.HygieneEvent),
  ORGANIZATION_BELOW_LIMIT("OrganizationBelowLimit", RecordType.HygieneEvent),
  STORE_LOST("StoreLost", RecordType.HygieneEvent),
  STORE_BACK("StoreBack", RecordType.HygieneEvent),
  SET_AUDIT_CONFIG("Set-AdminAuditLogConfig", RecordType.ExchangeAdmin),
  RELOAD_CONFIGURATION("Update-Configuration", RecordType.ExchangeAdmin),
  AUDIT_RETENTION("AuditRetention", RecordType.ExchangeAdmin),
  NEW_ALERT_POLICY("New-ProtectionAlert", RecordType.ExchangeAdmin),
  SET_ALERT_POLICY("Set-ProtectionAlert", RecordType.ExchangeAdmin),
  REMOVE_ALERT_POLICY("Remove-ProtectionAlert", RecordType.ExchangeAdmin),
  SET_ALERT("Set-Alert", RecordType.ExchangeAdmin),
  TEST_NOTIFICATION("Test-AlertNotification", RecordType.ExchangeAdmin),
  RESTART_NOTIFICATION("Restart-AlertNotification", RecordType.ExchangeAdmin),
  ALERT_TRIGGERED("AlertTriggered", RecordType.SecurityComplianceAlerts),
  ALERT_CLOSED("AlertClosed", RecordType.SecurityComplianceAlerts),
  USER_LOGGED_IN("UserLoggedIn", RecordType.AzureActiveDirectoryStsLogon),
  USER_LOGIN_FAILED("UserLoginFailed", RecordType.AzureActiveDirectoryStsLogon),
  USER_LOGIN_INTERRUPTED("UserLoginInterrupted", RecordType.AzureActiveDirectoryStsLogon),
  USER_LOGGED_OUT("UserLoggedOut", RecordType.AzureActiveDirectoryStsLogon),
  NEW_ADMINISTRATOR("New-ManagementUser", RecordType.ExchangeAdmin),
  SET_ADMINISTRATOR("Set-ManagementUser", RecordType.ExchangeAdmin),
  REMOVE_ADMINISTRATOR("Remove-ManagementUser", RecordType.ExchangeAdmin),
  RESET_ADMINISTRATOR("Reset-ManagementUser", RecordType.ExchangeAdmin),
  SET_OWN_PASSWORD("SetOwnPassword", RecordType.ExchangeAdmin),
  SET_OWN_SECOND_FACTOR("SetOwnSecondFactor", RecordType.ExchangeAdmin),
  NEW_API_TOKEN("New-ApiToken", RecordType.ExchangeAdmin),
  REMOVE_API_TOKEN("Remove-ApiToken", RecordType.ExchangeAdmin),
  REMOVE_SESSION("Remove-ManagementUserSession", RecordType.ExchangeAdmin);

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

  /** The operation of a title, ignoring case. */
  public static Optional<AuditOperation> of(String title) {
    return Stream.of(values()).filter(o -> o.title.equalsIgnoreCase(title)).findFirst();
  }

  /** Whether it is recorded while the audit log is off too: what the log does to itself. */
  public boolean isAlwaysRecorded() {
    return this == SET_AUDIT_CONFIG || this == AUDIT_RETENTION;
  }

  /** The kind of record. */
  public RecordType recordType() {
    return recordType;
  }
}
