# Sluice for PowerShell: Exchange's cmdlets for outgoing mail, carried out by a Sluice server.
# Works in Windows PowerShell 5.1 and PowerShell 7. The cmdlets themselves are in Cmdlets.ps1, made from the server's own list.
Set-StrictMode -Version 3.0

$script:Connection = $null
$script:MostAttempts = 3
$script:SecondsForAnswer = 100
$script:Common = @(
    'Verbose', 'Debug', 'ErrorAction', 'WarningAction', 'InformationAction', 'ProgressAction', 'ErrorVariable', 'WarningVariable',
    'InformationVariable', 'OutVariable', 'OutBuffer', 'PipelineVariable', 'WhatIf', 'Confirm')

function Connect-Sluice {
    <#
    .SYNOPSIS
    Connects this session to a Sluice server; the other cmdlets then call it.
    .DESCRIPTION
    Without parameters the server on this machine is called at http://127.0.0.1:8025 with the token in the environment as SLUICE_TOKEN.
    The token is sent with each call, so a server on another machine is called by https only.
    .PARAMETER Uri
    Where the server listens for administrators (administration.listen in its configuration).
    .PARAMETER Token
    A bearer token: made by 'sluice token add' or in the portal, or one of [[token]] in the server's configuration.
    .PARAMETER AccessFile
    The file admin.access in the data directory of a server on this machine, instead of Uri and Token.
    .PARAMETER Organization
    Any name; it stands in the URL, as Exchange's clients have it.
    .PARAMETER AllowUnencrypted
    Calls a server on another machine by http. Whoever reads the wire can then administer Sluice.
    .EXAMPLE
    Connect-Sluice -Uri https://sluice.example.org -Token (Read-Host -AsSecureString)
    .EXAMPLE
    Connect-Sluice -AccessFile /var/lib/sluice/admin.access
    #>
    [CmdletBinding(DefaultParameterSetName = 'Token')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'Token')]
        [uri]$Uri = 'http://127.0.0.1:8025',
        [Parameter(ParameterSetName = 'Token')]
        [securestring]$Token,
        [Parameter(Mandatory, ParameterSetName = 'AccessFile')]
        [string]$AccessFile,
        [string]$Organization = 'sluice',
        [switch]$AllowUnencrypted
    )
    if ($PSCmdlet.ParameterSetName -eq 'AccessFile') {
        $lines = @(Get-Content -LiteralPath $AccessFile -TotalCount 2 -ErrorAction Stop)
        if ($lines.Count -lt 2) {
            throw "$AccessFile does not hold a URL and a token. Is the server running?"
        }
        $Uri = [uri]$lines[0]
        $Token = ConvertTo-SecureString -String $lines[1] -AsPlainText -Force
    }
    if (-not $Token) {
        if (-not $env:SLUICE_TOKEN) {
            throw 'A token is needed: give -Token, or -AccessFile, or set the environment variable SLUICE_TOKEN.'
        }
        $Token = ConvertTo-SecureString -String $env:SLUICE_TOKEN -AsPlainText -Force
    }
    if ($Uri.Scheme -ne 'https' -and -not $Uri.IsLoopback -and -not $AllowUnencrypted) {
        throw "$Uri would send the token in the clear. Use https, or -AllowUnencrypted if the way there is safe."
    }
    $before = $script:Connection
    $script:Connection = [pscustomobject]@{
        Uri = $Uri.AbsoluteUri.TrimEnd('/')
        Organization = $Organization
        Token = $Token
    }
    try {
        $null = Send-SluiceCall -Name 'Get-AdminAuditLogConfig' -Parameters @{}
    }
    catch {
        $script:Connection = $before
        throw
    }
    Write-Verbose "Connected to $($script:Connection.Uri)."
}

function Disconnect-Sluice {
    <#
    .SYNOPSIS
    Forgets the server and its token.
    .EXAMPLE
    Disconnect-Sluice
    #>
    [CmdletBinding()]
    param()
    $script:Connection = $null
}

# The parameters that a cmdlet was given, as the server reads them: names and plain values. A date that names no zone is UTC, as the
# server itself and the command line read it.
function ConvertTo-SluiceParameter {
    param([System.Collections.IDictionary]$Bound)
    $sent = @{}
    foreach ($entry in $Bound.GetEnumerator()) {
        if ($script:Common -contains $entry.Key) {
            continue
        }
        if ($entry.Value -is [datetime]) {
            $sent[$entry.Key] = ConvertTo-SluiceTime -Value $entry.Value
        }
        elseif ($entry.Value -is [switch]) {
            $sent[$entry.Key] = [bool]$entry.Value
        }
        else {
            $sent[$entry.Key] = $entry.Value
        }
    }
    $sent
}

# An instant as the server reads it.
function ConvertTo-SluiceTime {
    param([datetime]$Value)
    if ($Value.Kind -eq [System.DateTimeKind]::Unspecified) {
        $Value = [datetime]::SpecifyKind($Value, [System.DateTimeKind]::Utc)
    }
    $Value.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.fffZ', [cultureinfo]::InvariantCulture)
}

# One property as its annotation says; without one, as it is. A list stays a list, be it of one value or of none: the comma keeps
# PowerShell from taking it apart.
function ConvertFrom-SluiceValue {
    param($Value, [string]$Type)
    if ($null -eq $Value) {
        return $null
    }
    switch ($Type) {
        'System.DateTime' {
            if ($Value -is [datetime]) {
                return $Value.ToUniversalTime()
            }
            return [datetime]::Parse(
                $Value, [cultureinfo]::InvariantCulture, [System.Globalization.DateTimeStyles]::RoundtripKind).ToUniversalTime()
        }
        'System.Guid' { return [guid]$Value }
        'System.Int32' { return [int]$Value }
        'System.Int64' { return [long]$Value }
        default {
            if ($Value -is [array]) {
                return , [string[]]$Value
            }
            return $Value
        }
    }
}

# An object without the annotations that stood beside its properties.
function ConvertFrom-SluiceObject {
    param($Object)
    $types = @{}
    foreach ($property in $Object.PSObject.Properties) {
        if ($property.Name.EndsWith('@data.type')) {
            $types[$property.Name.Substring(0, $property.Name.Length - '@data.type'.Length)] = $property.Value
        }
    }
    $plain = [ordered]@{}
    foreach ($property in $Object.PSObject.Properties) {
        if (-not $property.Name.Contains('@')) {
            $plain[$property.Name] = ConvertFrom-SluiceValue -Value $property.Value -Type $types[$property.Name]
        }
    }
    [pscustomobject]$plain
}

# The answer of one HTTP request; a server that says "too many" is asked again after the time it names.
function Send-SluiceRequest {
    param([string]$Uri, [string]$Body)
    $plain = (New-Object System.Net.NetworkCredential('', $script:Connection.Token)).Password
    $request = @{
        Uri = $Uri
        Method = 'Post'
        Headers = @{ Authorization = "Bearer $plain"; Prefer = 'odata.maxpagesize=1000' }
        ContentType = 'application/json; charset=utf-8'
        Body = [System.Text.Encoding]::UTF8.GetBytes($Body)
        TimeoutSec = $script:SecondsForAnswer
        UseBasicParsing = $true
        ErrorAction = 'Stop'
    }
    for ($attempt = 1; ; $attempt++) {
        try {
            return Invoke-RestMethod @request
        }
        catch {
            $wait = Get-SluiceWait -ErrorRecord $_
            if ($wait -le 0 -or $attempt -ge $script:MostAttempts) {
                throw (New-SluiceError -ErrorRecord $_)
            }
            Write-Verbose "The server asks to wait $wait seconds."
            Start-Sleep -Seconds $wait
        }
    }
}

# Seconds to wait before trying again; 0 if there is no point.
function Get-SluiceWait {
    param([System.Management.Automation.ErrorRecord]$ErrorRecord)
    $response = $ErrorRecord.Exception.PSObject.Properties['Response']
    if (-not $response -or -not $response.Value -or [int]$response.Value.StatusCode -ne 429) {
        return 0
    }
    $headers = $response.Value.Headers
    if ($headers -is [System.Net.WebHeaderCollection]) {
        return [int]$headers['Retry-After']
    }
    [int][System.Linq.Enumerable]::First($headers.GetValues('Retry-After'))
}

# What the server said, as an exception whose text a person can act on.
function New-SluiceError {
    param([System.Management.Automation.ErrorRecord]$ErrorRecord)
    $said = $null
    if ($ErrorRecord.ErrorDetails -and $ErrorRecord.ErrorDetails.Message) {
        try {
            $said = ($ErrorRecord.ErrorDetails.Message | ConvertFrom-Json).error.message
        }
        catch {
            $said = $ErrorRecord.ErrorDetails.Message
        }
    }
    if (-not $said) {
        $said = "The server $($script:Connection.Uri) did not answer: $($ErrorRecord.Exception.Message)"
    }
    New-Object System.InvalidOperationException($said, $ErrorRecord.Exception)
}

# A link that leads to the connected server; the token follows no other.
function Confirm-SluiceLink {
    param([string]$Link)
    $own = [uri]$script:Connection.Uri
    $to = $null
    if (-not [uri]::TryCreate($Link, [System.UriKind]::Absolute, [ref]$to) -or
        $to.Scheme -ne $own.Scheme -or $to.Host -ne $own.Host -or $to.Port -ne $own.Port) {
        throw (New-Object System.InvalidOperationException(
            "The next page is at $Link, which is not the connected server $own, so the token was not sent there. Is access.url on the server $own?"))
    }
    $Link
}

# Calls a cmdlet of the server; writes each object of its answer, of all pages.
function Send-SluiceCall {
    param([string]$Name, [hashtable]$Parameters)
    if (-not $script:Connection) {
        throw (New-Object System.InvalidOperationException('No Sluice server is connected. Run Connect-Sluice first.'))
    }
    $body = @{ CmdletInput = @{ CmdletName = $Name; Parameters = $Parameters } } | ConvertTo-Json -Depth 5 -Compress
    $next = '{0}/adminapi/beta/{1}/InvokeCommand' -f $script:Connection.Uri, [uri]::EscapeDataString($script:Connection.Organization)
    while ($next) {
        $answer = Send-SluiceRequest -Uri $next -Body $body
        foreach ($warning in $answer.'@adminapi.warnings') {
            Write-Warning $warning
        }
        foreach ($object in $answer.value) {
            ConvertFrom-SluiceObject -Object $object
        }
        $link = $answer.PSObject.Properties['@odata.nextLink']
        $next = if ($link) { Confirm-SluiceLink -Link $link.Value } else { $null }
    }
}

# What every cmdlet does. An error ends this object of the pipeline, not the pipeline, as in Exchange.
function Invoke-SluiceCmdlet {
    param(
        [System.Management.Automation.PSCmdlet]$Caller,
        [string]$Name,
        [System.Collections.IDictionary]$Bound
    )
    try {
        Send-SluiceCall -Name $Name -Parameters (ConvertTo-SluiceParameter -Bound $Bound)
    }
    catch {
        $Caller.WriteError(
            (New-Object System.Management.Automation.ErrorRecord(
                $_.Exception, "$Name,Sluice", [System.Management.Automation.ErrorCategory]::InvalidOperation, $null)))
    }
}

. (Join-Path -Path $PSScriptRoot -ChildPath 'Cmdlets.ps1')
