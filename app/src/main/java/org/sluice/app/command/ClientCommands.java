package org.sluice.app.command;

import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine;

/** The shorter words for the common cmdlets. */
public final class ClientCommands {
  private ClientCommands() {}

  /** Adds them to the program's commands. */
  public static void addTo(
      CommandLine line, PrintStream out, PrintStream err, Map<String, String> environment) {
    Surroundings around = new Surroundings(out, err, environment);
    line.addSubcommand("restricted", new RestrictedCommand(around));
    line.addSubcommand("policy", new PolicyCommand(around));
    line.addSubcommand("alert", new AlertCommand(around));
    line.addSubcommand(AlertPolicyCommand.NAME, new AlertPolicyCommand(around));
    line.addSubcommand("audit", new AuditCommand(around));
    line.addSubcommand("administrator", new AdministratorCommand(around));
    line.addSubcommand("token", new TokenCommand(around));
    line.addSubcommand("usage", new UsageCommand(around));
    line.setCaseInsensitiveEnumValuesAllowed(true);
  }
}
