# Made from the code by `./sluice reference`; not edited.

function Get-BlockedSenderAddress {
    <#
    .SYNOPSIS
    Users who may not send now. An unknown address gives an empty result.
    .PARAMETER SenderAddress
    Only this user.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$SenderAddress,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-BlockedSenderAddress' -Bound $PSBoundParameters
    }
}

function Remove-BlockedSenderAddress {
    <#
    .SYNOPSIS
    Lifts a user's restriction at once; the user's usage starts afresh.
    .PARAMETER SenderAddress
    The user.
    .PARAMETER Reason
    Why, for the history.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$SenderAddress,
        [Parameter()]
        [string]$Reason
    )
    process {
        if ($PSCmdlet.ShouldProcess("$SenderAddress")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Remove-BlockedSenderAddress' -Bound $PSBoundParameters
        }
    }
}

function Add-BlockedSenderAddress {
    <#
    .SYNOPSIS
    Restricts a user by hand (Sluice's own).
    .PARAMETER SenderAddress
    The user.
    .PARAMETER Reason
    Why, for the history.
    .PARAMETER Until
    When it lifts itself; without it, an administrator lifts it.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$SenderAddress,
        [Parameter()]
        [string]$Reason,
        [Parameter()]
        [datetime]$Until
    )
    process {
        if ($PSCmdlet.ShouldProcess("$SenderAddress")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Add-BlockedSenderAddress' -Bound $PSBoundParameters
        }
    }
}

function Get-BlockedConnector {
    <#
    .SYNOPSIS
    Connectors that may not send now.
    .PARAMETER ConnectorId
    Only this connector, by its id or name.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromPipelineByPropertyName)]
        [string]$ConnectorId,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-BlockedConnector' -Bound $PSBoundParameters
    }
}

function Remove-BlockedConnector {
    <#
    .SYNOPSIS
    Lifts a connector's restriction at once; its usage starts afresh.
    .PARAMETER ConnectorId
    The connector, by its id or name.
    .PARAMETER Reason
    Why, for the history.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipelineByPropertyName)]
        [string]$ConnectorId,
        [Parameter()]
        [string]$Reason
    )
    process {
        if ($PSCmdlet.ShouldProcess("$ConnectorId")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Remove-BlockedConnector' -Bound $PSBoundParameters
        }
    }
}

function Add-BlockedConnector {
    <#
    .SYNOPSIS
    Restricts a connector by hand (Sluice's own).
    .PARAMETER ConnectorId
    The connector, by its id or name.
    .PARAMETER Reason
    Why, for the history.
    .PARAMETER Until
    When it lifts itself; without it, an administrator lifts it.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipelineByPropertyName)]
        [string]$ConnectorId,
        [Parameter()]
        [string]$Reason,
        [Parameter()]
        [datetime]$Until
    )
    process {
        if ($PSCmdlet.ShouldProcess("$ConnectorId")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Add-BlockedConnector' -Bound $PSBoundParameters
        }
    }
}

function Get-RestrictionHistory {
    <#
    .SYNOPSIS
    Every restriction an entity had, newest first (Sluice's own).
    .PARAMETER SenderAddress
    The user.
    .PARAMETER ConnectorId
    The connector, by its id or name.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromPipelineByPropertyName)]
        [string]$SenderAddress,
        [Parameter(ValueFromPipelineByPropertyName)]
        [string]$ConnectorId,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-RestrictionHistory' -Bound $PSBoundParameters
    }
}

function Get-HostedOutboundSpamFilterPolicy {
    <#
    .SYNOPSIS
    Outbound spam policies.
    .PARAMETER Identity
    Only this policy.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-HostedOutboundSpamFilterPolicy' -Bound $PSBoundParameters
    }
}

function New-HostedOutboundSpamFilterPolicy {
    <#
    .SYNOPSIS
    Makes a policy; it applies to nobody until a rule binds it.
    .PARAMETER Name
    The policy's name.
    .PARAMETER AdminDisplayName
    A description.
    .PARAMETER RecipientLimitExternalPerHour
    External recipients in sliding 60 minutes; 0 is none.
    .PARAMETER RecipientLimitInternalPerHour
    Internal recipients in sliding 60 minutes; 0 is none.
    .PARAMETER RecipientLimitPerDay
    Recipients in sliding 24 hours; 0 leaves the recipient rate limit alone.
    .PARAMETER ActionWhenThresholdReached
    What follows when a limit is crossed.
    .PARAMETER Mode
    Monitor records and refuses nothing (Sluice's own).
    .PARAMETER StoreLoss
    What follows when charges cannot be recorded (Sluice's own).
    .PARAMETER Profile
    The advised limits at once; single limits beside it win (Sluice's own).
    .PARAMETER AutoForwardingMode
    Whether automatic external forwards pass, at doors that see the header; Automatic is Off.
    .PARAMETER BccSuspiciousOutboundMail
    Whether messages that exceed a limit are copied.
    .PARAMETER BccSuspiciousOutboundAdditionalRecipients
    Who gets the copies.
    .PARAMETER NotifyOutboundSpam
    Whether people are told that the policy restricts a sender.
    .PARAMETER NotifyOutboundSpamRecipients
    Who is told.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory)]
        [string]$Name,
        [Parameter()]
        [string]$AdminDisplayName,
        [Parameter()]
        [ValidateRange(0, 10000)]
        [int]$RecipientLimitExternalPerHour,
        [Parameter()]
        [ValidateRange(0, 10000)]
        [int]$RecipientLimitInternalPerHour,
        [Parameter()]
        [ValidateRange(0, 10000)]
        [int]$RecipientLimitPerDay,
        [Parameter()]
        [ValidateSet('BlockUserForToday', 'BlockUser', 'Alert')]
        [string]$ActionWhenThresholdReached,
        [Parameter()]
        [ValidateSet('Enforce', 'Monitor')]
        [string]$Mode,
        [Parameter()]
        [ValidateSet('Open', 'Closed', 'Local')]
        [string]$StoreLoss,
        [Parameter()]
        [ValidateSet('Standard', 'Strict')]
        [string]$Profile,
        [Parameter()]
        [ValidateSet('Automatic', 'On', 'Off')]
        [string]$AutoForwardingMode,
        [Parameter()]
        [bool]$BccSuspiciousOutboundMail,
        [Parameter()]
        [string[]]$BccSuspiciousOutboundAdditionalRecipients,
        [Parameter()]
        [bool]$NotifyOutboundSpam,
        [Parameter()]
        [string[]]$NotifyOutboundSpamRecipients
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Name")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'New-HostedOutboundSpamFilterPolicy' -Bound $PSBoundParameters
        }
    }
}

function Set-HostedOutboundSpamFilterPolicy {
    <#
    .SYNOPSIS
    Changes a policy; usage that was counted stays.
    .PARAMETER Identity
    The policy's name.
    .PARAMETER AdminDisplayName
    A description.
    .PARAMETER RecipientLimitExternalPerHour
    External recipients in sliding 60 minutes; 0 is none.
    .PARAMETER RecipientLimitInternalPerHour
    Internal recipients in sliding 60 minutes; 0 is none.
    .PARAMETER RecipientLimitPerDay
    Recipients in sliding 24 hours; 0 leaves the recipient rate limit alone.
    .PARAMETER ActionWhenThresholdReached
    What follows when a limit is crossed.
    .PARAMETER Mode
    Monitor records and refuses nothing (Sluice's own).
    .PARAMETER StoreLoss
    What follows when charges cannot be recorded (Sluice's own).
    .PARAMETER Profile
    The advised limits at once; single limits beside it win (Sluice's own).
    .PARAMETER AutoForwardingMode
    Whether automatic external forwards pass, at doors that see the header; Automatic is Off.
    .PARAMETER BccSuspiciousOutboundMail
    Whether messages that exceed a limit are copied.
    .PARAMETER BccSuspiciousOutboundAdditionalRecipients
    Who gets the copies.
    .PARAMETER NotifyOutboundSpam
    Whether people are told that the policy restricts a sender.
    .PARAMETER NotifyOutboundSpamRecipients
    Who is told.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity,
        [Parameter()]
        [string]$AdminDisplayName,
        [Parameter()]
        [ValidateRange(0, 10000)]
        [int]$RecipientLimitExternalPerHour,
        [Parameter()]
        [ValidateRange(0, 10000)]
        [int]$RecipientLimitInternalPerHour,
        [Parameter()]
        [ValidateRange(0, 10000)]
        [int]$RecipientLimitPerDay,
        [Parameter()]
        [ValidateSet('BlockUserForToday', 'BlockUser', 'Alert')]
        [string]$ActionWhenThresholdReached,
        [Parameter()]
        [ValidateSet('Enforce', 'Monitor')]
        [string]$Mode,
        [Parameter()]
        [ValidateSet('Open', 'Closed', 'Local')]
        [string]$StoreLoss,
        [Parameter()]
        [ValidateSet('Standard', 'Strict')]
        [string]$Profile,
        [Parameter()]
        [ValidateSet('Automatic', 'On', 'Off')]
        [string]$AutoForwardingMode,
        [Parameter()]
        [bool]$BccSuspiciousOutboundMail,
        [Parameter()]
        [string[]]$BccSuspiciousOutboundAdditionalRecipients,
        [Parameter()]
        [bool]$NotifyOutboundSpam,
        [Parameter()]
        [string[]]$NotifyOutboundSpamRecipients
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Set-HostedOutboundSpamFilterPolicy' -Bound $PSBoundParameters
        }
    }
}

function Remove-HostedOutboundSpamFilterPolicy {
    <#
    .SYNOPSIS
    Removes a policy and its rule. Default stays.
    .PARAMETER Identity
    The policy's name.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Remove-HostedOutboundSpamFilterPolicy' -Bound $PSBoundParameters
        }
    }
}

function Update-HostedOutboundSpamFilterPolicy {
    <#
    .SYNOPSIS
    Lifts the senders that the policy, as it is now, would not restrict (Sluice's own).
    .PARAMETER Identity
    The policy's name.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Update-HostedOutboundSpamFilterPolicy' -Bound $PSBoundParameters
        }
    }
}

function Get-HostedOutboundSpamFilterRule {
    <#
    .SYNOPSIS
    The rules by priority.
    .PARAMETER Identity
    Only this rule.
    .PARAMETER State
    Only these.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity,
        [Parameter()]
        [ValidateSet('Enabled', 'Disabled')]
        [string]$State,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-HostedOutboundSpamFilterRule' -Bound $PSBoundParameters
    }
}

function New-HostedOutboundSpamFilterRule {
    <#
    .SYNOPSIS
    Binds a policy to senders.
    .PARAMETER Name
    The rule's name.
    .PARAMETER HostedOutboundSpamFilterPolicy
    The policy it binds.
    .PARAMETER Enabled
    Whether it is asked; $true without it.
    .PARAMETER Priority
    Its place; 0 is asked first.
    .PARAMETER From
    Users; one of them suffices.
    .PARAMETER FromMemberOf
    Groups of the configuration.
    .PARAMETER SenderDomainIs
    Domains, with their subdomains.
    .PARAMETER ExceptIfFrom
    Users it is not for.
    .PARAMETER ExceptIfFromMemberOf
    Groups it is not for.
    .PARAMETER ExceptIfSenderDomainIs
    Domains it is not for.
    .PARAMETER Comments
    A note.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory)]
        [string]$Name,
        [Parameter(Mandatory)]
        [string]$HostedOutboundSpamFilterPolicy,
        [Parameter()]
        [bool]$Enabled,
        [Parameter()]
        [ValidateRange(0, 10000)]
        [int]$Priority,
        [Parameter()]
        [string[]]$From,
        [Parameter()]
        [string[]]$FromMemberOf,
        [Parameter()]
        [string[]]$SenderDomainIs,
        [Parameter()]
        [string[]]$ExceptIfFrom,
        [Parameter()]
        [string[]]$ExceptIfFromMemberOf,
        [Parameter()]
        [string[]]$ExceptIfSenderDomainIs,
        [Parameter()]
        [string]$Comments
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Name")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'New-HostedOutboundSpamFilterRule' -Bound $PSBoundParameters
        }
    }
}

function Set-HostedOutboundSpamFilterRule {
    <#
    .SYNOPSIS
    Changes a rule.
    .PARAMETER Identity
    The rule's name.
    .PARAMETER HostedOutboundSpamFilterPolicy
    The policy it binds.
    .PARAMETER Priority
    Its place; 0 is asked first.
    .PARAMETER From
    Users; one of them suffices.
    .PARAMETER FromMemberOf
    Groups of the configuration.
    .PARAMETER SenderDomainIs
    Domains, with their subdomains.
    .PARAMETER ExceptIfFrom
    Users it is not for.
    .PARAMETER ExceptIfFromMemberOf
    Groups it is not for.
    .PARAMETER ExceptIfSenderDomainIs
    Domains it is not for.
    .PARAMETER Comments
    A note.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity,
        [Parameter()]
        [string]$HostedOutboundSpamFilterPolicy,
        [Parameter()]
        [ValidateRange(0, 10000)]
        [int]$Priority,
        [Parameter()]
        [string[]]$From,
        [Parameter()]
        [string[]]$FromMemberOf,
        [Parameter()]
        [string[]]$SenderDomainIs,
        [Parameter()]
        [string[]]$ExceptIfFrom,
        [Parameter()]
        [string[]]$ExceptIfFromMemberOf,
        [Parameter()]
        [string[]]$ExceptIfSenderDomainIs,
        [Parameter()]
        [string]$Comments
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Set-HostedOutboundSpamFilterRule' -Bound $PSBoundParameters
        }
    }
}

function Remove-HostedOutboundSpamFilterRule {
    <#
    .SYNOPSIS
    Removes a rule; its policy stays and applies to nobody.
    .PARAMETER Identity
    The rule's name.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Remove-HostedOutboundSpamFilterRule' -Bound $PSBoundParameters
        }
    }
}

function Enable-HostedOutboundSpamFilterRule {
    <#
    .SYNOPSIS
    Switches a rule on.
    .PARAMETER Identity
    The rule's name.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Enable-HostedOutboundSpamFilterRule' -Bound $PSBoundParameters
        }
    }
}

function Disable-HostedOutboundSpamFilterRule {
    <#
    .SYNOPSIS
    Switches a rule off.
    .PARAMETER Identity
    The rule's name.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Disable-HostedOutboundSpamFilterRule' -Bound $PSBoundParameters
        }
    }
}

function Get-SenderUsage {
    <#
    .SYNOPSIS
    Each limit of a sender: used, remaining, when it frees (Sluice's own).
    .PARAMETER SenderAddress
    The user, or a connector's name.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$SenderAddress,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-SenderUsage' -Bound $PSBoundParameters
    }
}

function Get-EffectiveOutboundSpamPolicy {
    <#
    .SYNOPSIS
    Which policy applies to a sender, and what each rule said (Sluice's own).
    .PARAMETER SenderAddress
    The user, or a connector's name.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$SenderAddress,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-EffectiveOutboundSpamPolicy' -Bound $PSBoundParameters
    }
}

function Get-LimitsEnforcementStatus {
    <#
    .SYNOPSIS
    The organization's external recipient limit and its usage.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-LimitsEnforcementStatus' -Bound $PSBoundParameters
    }
}

function Get-ProtectionAlert {
    <#
    .SYNOPSIS
    Alert policies: when an alert fires, and who is told.
    .PARAMETER Identity
    Only this one.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-ProtectionAlert' -Bound $PSBoundParameters
    }
}

function New-ProtectionAlert {
    <#
    .SYNOPSIS
    Makes an alert policy.
    .PARAMETER Name
    Its name.
    .PARAMETER ThreatType
    What it looks at; Activity without it.
    .PARAMETER Category
    What it is about.
    .PARAMETER Severity
    How bad it is.
    .PARAMETER Operation
    Operations of the audit log; one of them suffices.
    .PARAMETER Filter
    Which records count: ObjectId -like '*@example.org'.
    .PARAMETER AggregationType
    None: each event; SimpleAggregation: more than -Threshold within -TimeWindow.
    .PARAMETER Threshold
    Events that do not yet fire.
    .PARAMETER TimeWindow
    Minutes for which an event counts; 60 if it is not said.
    .PARAMETER Disabled
    $true turns it off.
    .PARAMETER NotificationEnabled
    Send email notifications.
    .PARAMETER NotifyUser
    Email recipients: addresses, or TenantAdmins.
    .PARAMETER NotifyUserThrottleThreshold
    The most mails a day; 0 is no limit.
    .PARAMETER Comment
    A note.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory)]
        [string]$Name,
        [Parameter()]
        [ValidateSet('Activity')]
        [string]$ThreatType,
        [Parameter()]
        [ValidateSet('AccessGovernance', 'DataGovernance', 'DataLossPrevention', 'MailFlow', 'ThreatManagement', 'Others')]
        [string]$Category,
        [Parameter()]
        [ValidateSet('Informational', 'Low', 'Medium', 'High')]
        [string]$Severity,
        [Parameter()]
        [string[]]$Operation,
        [Parameter()]
        [string]$Filter,
        [Parameter()]
        [ValidateSet('None', 'SimpleAggregation')]
        [string]$AggregationType,
        [Parameter()]
        [ValidateRange(0, 10000)]
        [int]$Threshold,
        [Parameter()]
        [ValidateRange(0, 1440)]
        [int]$TimeWindow,
        [Parameter()]
        [bool]$Disabled,
        [Parameter()]
        [bool]$NotificationEnabled,
        [Parameter()]
        [string[]]$NotifyUser,
        [Parameter()]
        [ValidateRange(0, 10000)]
        [int]$NotifyUserThrottleThreshold,
        [Parameter()]
        [string]$Comment
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Name")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'New-ProtectionAlert' -Bound $PSBoundParameters
        }
    }
}

function Set-ProtectionAlert {
    <#
    .SYNOPSIS
    Changes an alert policy; of a system one only Disabled, Severity, NotifyUser, NotificationEnabled and NotifyUserThrottleThreshold.
    .PARAMETER Identity
    The alert policy's name.
    .PARAMETER Category
    What it is about.
    .PARAMETER Severity
    How bad it is.
    .PARAMETER Operation
    Operations of the audit log; one of them suffices.
    .PARAMETER Filter
    Which records count: ObjectId -like '*@example.org'.
    .PARAMETER AggregationType
    None: each event; SimpleAggregation: more than -Threshold within -TimeWindow.
    .PARAMETER Threshold
    Events that do not yet fire.
    .PARAMETER TimeWindow
    Minutes for which an event counts; 60 if it is not said.
    .PARAMETER Disabled
    $true turns it off.
    .PARAMETER NotificationEnabled
    Send email notifications.
    .PARAMETER NotifyUser
    Email recipients: addresses, or TenantAdmins.
    .PARAMETER NotifyUserThrottleThreshold
    The most mails a day; 0 is no limit.
    .PARAMETER Comment
    A note.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity,
        [Parameter()]
        [ValidateSet('AccessGovernance', 'DataGovernance', 'DataLossPrevention', 'MailFlow', 'ThreatManagement', 'Others')]
        [string]$Category,
        [Parameter()]
        [ValidateSet('Informational', 'Low', 'Medium', 'High')]
        [string]$Severity,
        [Parameter()]
        [string[]]$Operation,
        [Parameter()]
        [string]$Filter,
        [Parameter()]
        [ValidateSet('None', 'SimpleAggregation')]
        [string]$AggregationType,
        [Parameter()]
        [ValidateRange(0, 10000)]
        [int]$Threshold,
        [Parameter()]
        [ValidateRange(0, 1440)]
        [int]$TimeWindow,
        [Parameter()]
        [bool]$Disabled,
        [Parameter()]
        [bool]$NotificationEnabled,
        [Parameter()]
        [string[]]$NotifyUser,
        [Parameter()]
        [ValidateRange(0, 10000)]
        [int]$NotifyUserThrottleThreshold,
        [Parameter()]
        [string]$Comment
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Set-ProtectionAlert' -Bound $PSBoundParameters
        }
    }
}

function Remove-ProtectionAlert {
    <#
    .SYNOPSIS
    Removes an alert policy that is no system one.
    .PARAMETER Identity
    The alert policy's name.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Remove-ProtectionAlert' -Bound $PSBoundParameters
        }
    }
}

function Get-Alert {
    <#
    .SYNOPSIS
    Alerts, newest first; with -Identity one, its comments and the audit records behind it (Sluice's own).
    .PARAMETER Identity
    One alert, by its identifier or the beginning of it.
    .PARAMETER Status
    Only these.
    .PARAMETER Entity
    Only about this user, connector or object.
    .PARAMETER AlertPolicy
    Only of this alert policy.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity,
        [Parameter()]
        [ValidateSet('New', 'InProgress', 'Resolved')]
        [string]$Status,
        [Parameter()]
        [string]$Entity,
        [Parameter()]
        [string]$AlertPolicy,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-Alert' -Bound $PSBoundParameters
    }
}

function Set-Alert {
    <#
    .SYNOPSIS
    Carries an alert through its life (Sluice's own).
    .PARAMETER Identity
    The alert, by its identifier or the beginning of it.
    .PARAMETER Status
    How far it has come.
    .PARAMETER AssignedTo
    Who looks after it.
    .PARAMETER Classification
    What it turned out to be.
    .PARAMETER Comment
    Added to those that are there.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity,
        [Parameter()]
        [ValidateSet('New', 'InProgress', 'Resolved')]
        [string]$Status,
        [Parameter()]
        [string]$AssignedTo,
        [Parameter()]
        [ValidateSet('NotSet', 'TruePositive', 'FalsePositive', 'InformationalExpectedActivity')]
        [string]$Classification,
        [Parameter()]
        [string]$Comment
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Set-Alert' -Bound $PSBoundParameters
        }
    }
}

function Get-AlertNotification {
    <#
    .SYNOPSIS
    What became of notifications, newest first (Sluice's own).
    .PARAMETER State
    Only these.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0)]
        [ValidateSet('WAITING', 'SENDING', 'SENT', 'UNCONFIRMED', 'GIVEN_UP')]
        [string]$State,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-AlertNotification' -Bound $PSBoundParameters
    }
}

function Restart-AlertNotification {
    <#
    .SYNOPSIS
    Tries a notification again that waits, is unconfirmed or was given up; or all that were given up (Sluice's own).
    .PARAMETER Identity
    Its number.
    .PARAMETER All
    All that were given up, instead of one.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, ValueFromPipelineByPropertyName)]
        [ValidateRange(0, 2147483647)]
        [int]$Identity,
        [Parameter()]
        [switch]$All
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Restart-AlertNotification' -Bound $PSBoundParameters
        }
    }
}

function Test-AlertNotification {
    <#
    .SYNOPSIS
    Sends a test notice at once and answers what the receiver said (Sluice's own).
    .PARAMETER Channel
    By which way.
    .PARAMETER To
    An address, or the name of a webhook.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0)]
        [ValidateSet('Mail', 'Webhook', 'Syslog')]
        [string]$Channel,
        [Parameter()]
        [string]$To
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Channel")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Test-AlertNotification' -Bound $PSBoundParameters
        }
    }
}

function Search-UnifiedAuditLog {
    <#
    .SYNOPSIS
    Audit records, newest first. -ResultSize is 1 to 5000, 100 without it. ResultIndex is a record's place among all that match, ResultCount how many match, counted up to 50000. One that cannot be read has Unreadable as its operation, and IsValid is False.
    .PARAMETER StartDate
    The first instant.
    .PARAMETER EndDate
    The first instant no longer wanted.
    .PARAMETER RecordType
    Only records of this type.
    .PARAMETER Operations
    Only these operations.
    .PARAMETER UserIds
    Only what these users did.
    .PARAMETER ObjectIds
    Only what was done to these.
    .PARAMETER FreeText
    A part of the user, the object or a value.
    .PARAMETER SessionId
    Joins calls of one search: each answers what follows the one before. At most 128 characters.
    .PARAMETER SessionCommand
    How a session goes on; both answer newest first, without end.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, Mandatory)]
        [datetime]$StartDate,
        [Parameter(Mandatory)]
        [datetime]$EndDate,
        [Parameter()]
        [ValidateSet('ExchangeAdmin', 'HygieneEvent', 'SecurityComplianceAlerts', 'AzureActiveDirectoryStsLogon')]
        [string]$RecordType,
        [Parameter()]
        [string[]]$Operations,
        [Parameter()]
        [string[]]$UserIds,
        [Parameter()]
        [string[]]$ObjectIds,
        [Parameter()]
        [string]$FreeText,
        [Parameter()]
        [string]$SessionId,
        [Parameter()]
        [ValidateSet('ReturnLargeSet', 'ReturnNextPreviewPage')]
        [string]$SessionCommand,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Search-UnifiedAuditLog' -Bound $PSBoundParameters
    }
}

function Get-AdminAuditLogConfig {
    <#
    .SYNOPSIS
    Whether the audit log is on. While it is off no alert fires.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-AdminAuditLogConfig' -Bound $PSBoundParameters
    }
}

function Set-AdminAuditLogConfig {
    <#
    .SYNOPSIS
    Turns the audit log on or off; that itself is always recorded.
    .PARAMETER UnifiedAuditLogIngestionEnabled
    $false: nothing is recorded and no alert fires.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory)]
        [bool]$UnifiedAuditLogIngestionEnabled
    )
    process {
        if ($PSCmdlet.ShouldProcess("$UnifiedAuditLogIngestionEnabled")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Set-AdminAuditLogConfig' -Bound $PSBoundParameters
        }
    }
}

function Test-UnifiedAuditLog {
    <#
    .SYNOPSIS
    Follows the chain of hashes and names each record that was changed, removed, put in or moved (Sluice's own).
    .PARAMETER Noted
    A head that was noted, NUMBER:HASH, to be held against the log.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0)]
        [string]$Noted,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Test-UnifiedAuditLog' -Bound $PSBoundParameters
    }
}

function Get-ManagementUser {
    <#
    .SYNOPSIS
    Administrators who sign in with a browser (Sluice's own).
    .PARAMETER Identity
    Only this one, by the address.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-ManagementUser' -Bound $PSBoundParameters
    }
}

function New-ManagementUser {
    <#
    .SYNOPSIS
    Adds an administrator, and answers the one-time link for the password (Sluice's own).
    .PARAMETER Name
    The address, by which the person signs in.
    .PARAMETER Role
    What it may do.
    .PARAMETER DisplayName
    The name people read.
    .PARAMETER Domains
    Whose senders are seen and changed; .example.org is every subdomain. None is all.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory)]
        [string]$Name,
        [Parameter(Mandatory)]
        [ValidateSet('GlobalAdministrator', 'SecurityAdministrator', 'SecurityReader')]
        [string]$Role,
        [Parameter()]
        [string]$DisplayName,
        [Parameter()]
        [string[]]$Domains
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Name")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'New-ManagementUser' -Bound $PSBoundParameters
        }
    }
}

function Set-ManagementUser {
    <#
    .SYNOPSIS
    Changes an administrator; another role, other domains or being disabled ends the sessions (Sluice's own).
    .PARAMETER Identity
    The administrator's address.
    .PARAMETER Role
    What it may do.
    .PARAMETER DisplayName
    The name people read.
    .PARAMETER Domains
    Whose senders are seen and changed; .example.org is every subdomain. None is all.
    .PARAMETER AllDomains
    $true lifts the limit to domains.
    .PARAMETER Enabled
    $false lets the person sign in no more.
    .PARAMETER SecondFactorRequired
    Whether a password alone is not enough for this one.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity,
        [Parameter()]
        [ValidateSet('GlobalAdministrator', 'SecurityAdministrator', 'SecurityReader')]
        [string]$Role,
        [Parameter()]
        [string]$DisplayName,
        [Parameter()]
        [string[]]$Domains,
        [Parameter()]
        [bool]$AllDomains,
        [Parameter()]
        [bool]$Enabled,
        [Parameter()]
        [bool]$SecondFactorRequired
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Set-ManagementUser' -Bound $PSBoundParameters
        }
    }
}

function Remove-ManagementUser {
    <#
    .SYNOPSIS
    Removes an administrator, with sessions (Sluice's own).
    .PARAMETER Identity
    The administrator's address.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Remove-ManagementUser' -Bound $PSBoundParameters
        }
    }
}

function Reset-ManagementUser {
    <#
    .SYNOPSIS
    Answers a lost password: none holds, all sessions end, a one-time link sets another (Sluice's own).
    .PARAMETER Identity
    The administrator's address.
    .PARAMETER SecondFactor
    Whether that is lost too.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity,
        [Parameter()]
        [bool]$SecondFactor
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Reset-ManagementUser' -Bound $PSBoundParameters
        }
    }
}

function Get-ManagementUserSession {
    <#
    .SYNOPSIS
    The browsers in which an administrator is signed in (Sluice's own).
    .PARAMETER Identity
    The administrator's address.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-ManagementUserSession' -Bound $PSBoundParameters
    }
}

function Remove-ManagementUserSession {
    <#
    .SYNOPSIS
    Signs an administrator out everywhere (Sluice's own).
    .PARAMETER Identity
    The administrator's address.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Remove-ManagementUserSession' -Bound $PSBoundParameters
        }
    }
}

function Get-ApiToken {
    <#
    .SYNOPSIS
    API tokens that were made here; not those of the configuration (Sluice's own).
    .PARAMETER Identity
    Only this one, by its name.
    .PARAMETER ResultSize
    The most objects to answer: a number, or Unlimited.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity,
        [Parameter()]
        [string]$ResultSize
    )
    process {
        Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Get-ApiToken' -Bound $PSBoundParameters
    }
}

function New-ApiToken {
    <#
    .SYNOPSIS
    Makes an API token, which is answered once and kept nowhere (Sluice's own).
    .PARAMETER Name
    Whose it is, for the audit log.
    .PARAMETER Role
    What it may do.
    .PARAMETER Domains
    Whose senders are seen and changed; .example.org is every subdomain. None is all.
    .PARAMETER Expires
    When it ends; never without it.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, Mandatory)]
        [string]$Name,
        [Parameter(Mandatory)]
        [ValidateSet('GlobalAdministrator', 'SecurityAdministrator', 'SecurityReader', 'MailServer')]
        [string]$Role,
        [Parameter()]
        [string[]]$Domains,
        [Parameter()]
        [datetime]$Expires
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Name")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'New-ApiToken' -Bound $PSBoundParameters
        }
    }
}

function Remove-ApiToken {
    <#
    .SYNOPSIS
    Revokes an API token at once (Sluice's own).
    .PARAMETER Identity
    The token's name.
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param(
        [Parameter(Position = 0, Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [string]$Identity
    )
    process {
        if ($PSCmdlet.ShouldProcess("$Identity")) {
            Invoke-SluiceCmdlet -Caller $PSCmdlet -Name 'Remove-ApiToken' -Bound $PSBoundParameters
        }
    }
}
