# Pester 5: Invoke-Pester powershell/Sluice.Tests.ps1, with SLUICE_URL and SLUICE_TOKEN naming a server to try it on.
BeforeAll {
    Import-Module (Join-Path -Path $PSScriptRoot -ChildPath 'Sluice/Sluice.psd1') -Force
    $script:sender = "pester-$([guid]::NewGuid().ToString('N'))@example.org"
    Connect-Sluice -Uri $env:SLUICE_URL
}

AfterAll {
    Disconnect-Sluice
    Remove-Module Sluice
}

Describe 'The module' {
    It 'gives every cmdlet its help' {
        foreach ($command in Get-Command -Module Sluice) {
            (Get-Help $command.Name).Synopsis | Should -Not -BeNullOrEmpty
        }
    }
}

Describe 'A restriction' {
    It 'is made, listed with its types, and lifted from the pipeline' {
        Add-BlockedSenderAddress -SenderAddress $script:sender -Reason 'Pester'
        $found = Get-BlockedSenderAddress -SenderAddress $script:sender
        $found.SenderAddress | Should -Be $script:sender
        $found.Reason | Should -Be 'Pester'
        $found.CreatedDatetime | Should -BeOfType [datetime]
        $found.CreatedDatetime.Kind | Should -Be 'Utc'
        $found.TemporaryBlock | Should -BeFalse
        $found.PSObject.Properties.Name | Where-Object { $_.Contains('@') } | Should -BeNullOrEmpty

        $found | Remove-BlockedSenderAddress -WhatIf
        Get-BlockedSenderAddress -SenderAddress $script:sender | Should -Not -BeNullOrEmpty

        $found | Remove-BlockedSenderAddress -Confirm:$false -WarningAction SilentlyContinue
        Get-BlockedSenderAddress -SenderAddress $script:sender | Should -BeNullOrEmpty
        (Get-RestrictionHistory -SenderAddress $script:sender | Select-Object -First 1).Comment | Should -Be ''
    }

    It 'has an end that was given as a date' {
        $end = (Get-Date).AddHours(1)
        Add-BlockedSenderAddress -SenderAddress $script:sender -Until $end
        (Get-BlockedSenderAddress -SenderAddress $script:sender).TemporaryBlock | Should -BeTrue
        Remove-BlockedSenderAddress -SenderAddress $script:sender -Confirm:$false -WarningAction SilentlyContinue
    }
}

Describe 'An alert policy' {
    It 'goes down the pipeline by its identity' {
        $name = "pester-$([guid]::NewGuid().ToString('N'))"
        $null = New-ProtectionAlert -Name $name -Operation Set-Alert -WarningAction SilentlyContinue
        Get-ProtectionAlert -Identity $name -WarningAction SilentlyContinue | Set-ProtectionAlert -Severity High
        $found = Get-ProtectionAlert -Identity $name -WarningAction SilentlyContinue
        $found.Identity | Should -Be $name
        $found.Severity | Should -Be 'High'
        $found | Remove-ProtectionAlert -Confirm:$false
        { Get-ProtectionAlert -Identity $name -ErrorAction Stop -WarningAction SilentlyContinue } | Should -Throw "*couldn't be found*"
    }
}

Describe 'A value' {
    It 'that is a list stays one, of none, one or two' {
        InModuleScope Sluice {
            $object = ConvertFrom-SluiceObject -Object ('{"none":[],"one":["a.example"],"two":["a.example","b.example"]}' | ConvertFrom-Json)
            , $object.none | Should -BeOfType [string[]]
            $object.none.Count | Should -Be 0
            , $object.one | Should -BeOfType [string[]]
            $object.one[0] | Should -Be 'a.example'
            $object.two.Count | Should -Be 2
        }
    }

    It 'that is a date without a zone is UTC, and a local one is converted' {
        InModuleScope Sluice {
            ConvertTo-SluiceTime -Value ([datetime]'2026-03-01') | Should -Be '2026-03-01T00:00:00.000Z'
            $local = [datetime]::SpecifyKind([datetime]'2026-03-01', [System.DateTimeKind]::Local)
            ConvertTo-SluiceTime -Value $local | Should -Be ($local.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.fffZ'))
        }
    }
}

Describe 'A mistake' {
    It 'ends its own object of the pipeline and says what is wrong' {
        $problem = $null
        'nobody@example.org', 'nobody.else@example.org' |
            Remove-BlockedSenderAddress -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem.Count | Should -Be 2
        $problem[0].Exception.Message | Should -Match "couldn't be found"
    }

    It 'is a number out of bounds that never leaves this machine' {
        { Set-HostedOutboundSpamFilterPolicy -Identity Default -RecipientLimitExternalPerHour 10001 } | Should -Throw
    }

    It 'is a call without a connection' {
        Disconnect-Sluice
        { Get-BlockedSenderAddress -ErrorAction Stop } | Should -Throw '*Connect-Sluice*'
        Connect-Sluice -Uri $env:SLUICE_URL
    }

    It 'is a next page that is not at the connected server' {
        InModuleScope Sluice {
            $own = $script:Connection.Uri
            Confirm-SluiceLink -Link "$own/next" | Should -Be "$own/next"
            { Confirm-SluiceLink -Link 'http://sluice.example.org/next' } | Should -Throw '*not sent there*'
            { Confirm-SluiceLink -Link '/next' } | Should -Throw '*not sent there*'
        }
    }

    It 'is a token in the clear to another machine' {
        { Connect-Sluice -Uri http://sluice.example.org } | Should -Throw '*in the clear*'
    }
}
