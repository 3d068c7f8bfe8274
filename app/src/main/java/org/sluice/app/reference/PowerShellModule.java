package org.sluice.app.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sluice.portal.cmdlet.Cmdlet;
import org.sluice.portal.cmdlet.Cmdlets;
import org.sluice.portal.cmdlet.Parameter;

/** Writes the part of the PowerShell module that follows from the closed list of cmdlets. */
public final class PowerShellModule {
  private static final String MADE = "# Made from the code by `./sluice reference`; not edited.\n";

  /** What names the object that a cmdlet is about, as it does in the rows of {@code Get-}. */
  private static final Set<String> NAMING = Set.of("SenderAddress", "ConnectorId", "Identity");

  /** Rows have it as a GUID, and not as text. */
  private static final String GUID = "ConnectorId";

  private PowerShellModule() {}

  /** Each file by its name in {@code powershell/Sluice}. */
  public static Map<String, String> files(String version) {
    return Map.of("Cmdlets.ps1", cmdlets(), "Sluice.psd1", manifest(version));
  }

  private static String manifest(String version) {
    String names =
        Stream.concat(
                Stream.of("Connect-Sluice", "Disconnect-Sluice"),
                Cmdlets.ALL.stream().map(Cmdlet::name))
            .map(name -> "        '" + name + "'")
            .collect(Collectors.joining(",\n"));
    return MADE
        + """
        @{
            RootModule = 'Sluice.psm1'
            ModuleVersion = '%s'
            GUID = '0f6f5b0e-6f0d-4d53-9d0c-6a3c0c2f9a41'
            Author = 'The Sluice project'
            Copyright = 'The Sluice project. Apache-2.0.'
            Description = 'Exchange''s cmdlets for outgoing mail, carried out by a Sluice server.'
            PowerShellVersion = '5.1'
            CompatiblePSEditions = @('Desktop', 'Core')
            FunctionsToExport = @(
        %s
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
        """
            .formatted(version, names);
  }

  private static String cmdlets() {
    return MADE
        + Cmdlets.ALL.stream().map(PowerShellModule::function).collect(Collectors.joining());
  }

  private static String function(Cmdlet cmdlet) {
    StringBuilder text = new StringBuilder();
    text.append("\nfunction ").append(cmdlet.name()).append(" {\n    <#\n");
    text.append("    .SYNOPSIS\n    ").append(cmdlet.help()).append('\n');
    List<Parameter> parameters =
        Stream.concat(
                cmdlet.parameters().stream(),
                Cmdlets.COMMON.stream().filter(p -> !cmdlet.changes() && !isPowerShells(p)))
            .toList();
    for (Parameter parameter : parameters) {
      text.append("    .PARAMETER ").append(parameter.name()).append('\n');
      text.append("    ").append(parameter.help()).append('\n');
    }
    text.append("    #>\n    ").append(binding(cmdlet)).append("\n    param(\n");
    text.append(
        parameters.stream()
            .map(parameter -> parameter(cmdlet, parameter))
            .collect(Collectors.joining(",\n")));
    return text.append("\n    )\n    process {\n")
        .append(process(cmdlet))
        .append("    }\n}\n")
        .toString();
  }

  /** PowerShell gives these itself to a cmdlet that says it changes something. */
  private static boolean isPowerShells(Parameter parameter) {
    return parameter.name().equals("WhatIf") || parameter.name().equals("Confirm");
  }

  /** What removes or lifts asks first, as in Exchange; {@code -Confirm:$false} does not. */
  private static String binding(Cmdlet cmdlet) {
    if (!cmdlet.changes()) {
      return "[CmdletBinding()]";
    }
    String impact = cmdlet.name().startsWith("Remove-") ? "High" : "Medium";
    return "[CmdletBinding(SupportsShouldProcess, ConfirmImpact = '" + impact + "')]";
  }

  /** Only what names the object comes down the pipeline: a row's Reason is not the comment. */
  private static String parameter(Cmdlet cmdlet, Parameter parameter) {
    List<String> binding = new ArrayList<>();
    if (!cmdlet.parameters().isEmpty() && cmdlet.parameters().getFirst().equals(parameter)) {
      binding.add("Position = 0");
    }
    if (parameter.required()) {
      binding.add("Mandatory");
    }
    if (comesAlone(cmdlet, parameter)) {
      binding.add("ValueFromPipeline");
    }
    if (NAMING.contains(parameter.name())) {
      binding.add("ValueFromPipelineByPropertyName");
    }
    StringBuilder text = new StringBuilder("        [Parameter(");
    text.append(String.join(", ", binding)).append(")]\n");
    switch (parameter.kind()) {
      case NUMBER ->
          text.append("        [ValidateRange(0, ").append(parameter.most()).append(")]\n");
      case CHOICE ->
          text.append(
              parameter.words().stream()
                  .map(word -> "'" + word + "'")
                  .collect(Collectors.joining(", ", "        [ValidateSet(", ")]\n")));
      case TEXT, TEXTS, BOOLEAN, SWITCH, INSTANT -> {}
    }
    return text.append("        [")
        .append(type(parameter))
        .append("]$")
        .append(parameter.name())
        .toString();
  }

  /**
   * Whether a text may come down the pipeline instead of an object. PowerShell takes a whole object
   * for the text before it converts one of its properties, so what rows do not have as text, or
   * where another property may be the one, comes by its name alone (about_Parameter_Binding).
   */
  private static boolean comesAlone(Cmdlet cmdlet, Parameter parameter) {
    return NAMING.contains(parameter.name())
        && parameter.kind() == Parameter.Kind.TEXT
        && !parameter.name().equals(GUID)
        && cmdlet.parameters().stream().filter(p -> NAMING.contains(p.name())).count() == 1;
  }

  private static String type(Parameter parameter) {
    return switch (parameter.kind()) {
      case TEXT, CHOICE -> "string";
      case TEXTS -> "string[]";
      case NUMBER -> "int";
      case BOOLEAN -> "bool";
      case SWITCH -> "switch";
      case INSTANT -> "datetime";
    };
  }

  private static String process(Cmdlet cmdlet) {
    String call =
        "Invoke-SluiceCmdlet -Caller $PSCmdlet -Name '"
            + cmdlet.name()
            + "' -Bound $PSBoundParameters\n";
    if (!cmdlet.changes()) {
      return "        " + call;
    }
    String target =
        cmdlet.parameters().isEmpty()
            ? "'Sluice'"
            : "\"$" + cmdlet.parameters().getFirst().name() + "\"";
    return "        if ($PSCmdlet.ShouldProcess("
        + target
        + ")) {\n            "
        + call
        + "        }\n";
  }
}
