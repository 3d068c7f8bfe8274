# Made from the code by `./sluice reference`; not edited.
@{
    RootModule = 'Sluice.psm1'
    ModuleVersion = '0.1.0'
    GUID = '0f6f5b0e-6f0d-4d53-9d0c-6a3c0c2f9a41'
    Author = 'The Sluice project'
    Copyright = 'The Sluice project. Apache-2.0.'
    Description = 'Exchange''s cmdlets for outgoing mail, carried out by a Sluice server.'
    PowerShellVersion = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FunctionsToExport = @(
        'Connect-Sluice',
        'Disconnect-Sluice',
        'Get-BlockedSenderAddress',
        'Remove-BlockedSenderAddress',
        'Add-BlockedSenderAddress',
        'Get-BlockedConnector',
        'Remove-BlockedConnector',
        'Add-BlockedConnector',
        'Get-RestrictionHistory',
        'Get-HostedOutboundSpamFilterPolicy',
        'New-HostedOutboundSpamFilterPolicy',
        'Set-HostedOutboundSpamFilterPolicy',
        'Remove-HostedOutboundSpamFilterPolicy',
        'Update-HostedOutboundSpamFilterPolicy',
        'Get-HostedOutboundSpamFilterRule',
        'New-HostedOutboundSpamFilterRule',
        'Set-HostedOutboundSpamFilterRule',
        'Remove-HostedOutboundSpamFilterRule',
        'Enable-HostedOutboundSpamFilterRule',
        'Disable-HostedOutboundSpamFilterRule',
        'Get-SenderUsage',
        'Get-EffectiveOutboundSpamPolicy',
        'Get-LimitsEnforcementStatus',
        'Get-ProtectionAlert',
        'New-ProtectionAlert',
        'Set-ProtectionAlert',
        'Remove-ProtectionAlert',
        'Get-Alert',
        'Set-Alert',
        'Get-AlertNotification',
        'Restart-AlertNotification',
        'Test-AlertNotification',
        'Search-UnifiedAuditLog',
        'Get-AdminAuditLogConfig',
        'Set-AdminAuditLogConfig',
        'Test-UnifiedAuditLog',
        'Get-ManagementUser',
        'New-ManagementUser',
        'Set-ManagementUser',
        'Remove-ManagementUser',
        'Reset-ManagementUser',
        'Get-ManagementUserSession',
        'Remove-ManagementUserSession',
        'Get-ApiToken',
        'New-ApiToken',
        'Remove-ApiToken'
    )
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    PrivateData = @{
        PSData = @{
            Tags = @('Sluice', 'Postfix', 'Mail', 'Exchange')
        }
    }
}
