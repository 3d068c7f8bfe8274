package org.sluice.app.command;

import java.util.List;
import java.util.Map;

/** A column of a table: a property and what stands above it. */
record Column(String property, String heading) {
  private static final Map<String, List<Column>> OF_CMDLETS =
      Map.of(
          "Search-UnifiedAuditLog",
          of("CreationDate", "RecordType", "Operations", "UserIds", "AuditData"),
          "Get-Alert",
          of("Identity", "Created", "Severity", "AlertPolicy", "Entity", "Status", "AssignedTo"),
          "Get-AlertNotification",
          of("Identity", "Channel", "To", "State", "Node", "Attempts", "Changed", "LastError"),
          "Get-ProtectionAlert",
          List.of(
              of("Name"),
              of("Disabled"),
              of("Severity"),
              new Column("NotificationEnabled", "Mail"),
              new Column("NotifyUser", "To"),
              new Column("NotifyUserThrottleThreshold", "Per day")),
          "Get-ManagementUserSession",
          of("UserId", "Began", "Seen", "ClientIP", "Browser", "SignedIn"),
          "Get-BlockedSenderAddress",
          of("SenderAddress", "CreatedDatetime", "TemporaryBlock", "Reason"),
          "Get-BlockedConnector",
          of("Name", "ConnectorId", "CreatedDatetime", "TemporaryBlock", "Reason"),
          "Get-RestrictionHistory",
          of(
              "Entity",
              "Created",
              "Block",
              "RestrictedBy",
              "Lifted",
              "LiftedBy",
              "Comment",
              "Reason"),
          "Get-HostedOutboundSpamFilterPolicy",
          List.of(
              of("Name"),
              new Column("RecipientLimitExternalPerHour", "External/hour"),
              new Column("RecipientLimitInternalPerHour", "Internal/hour"),
              new Column("RecipientLimitPerDay", "Per day"),
              new Column("ActionWhenThresholdReached", "Action"),
              of("Mode"),
              of("StoreLoss")),
          "Get-HostedOutboundSpamFilterRule",
          List.of(
              of("Priority"),
              of("Name"),
              new Column("HostedOutboundSpamFilterPolicy", "Policy"),
              of("State"),
              of("From"),
              of("FromMemberOf"),
              of("SenderDomainIs")));

  static Column of(String property) {
    return new Column(property, property);
  }

  static List<Column> of(String... properties) {
    return List.of(properties).stream().map(Column::of).toList();
  }

  /** The columns of a cmdlet's table; empty for all. */
  static List<Column> ofCmdlet(String cmdlet) {
    return OF_CMDLETS.getOrDefault(cmdlet, List.of());
  }
}
