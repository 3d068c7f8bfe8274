package org.sluice.app.command;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The shorter words for the common cmdlets. */
public final class ClientCommands {
  private ClientCommands() {}

  /**
   * Adds them to the program's commands; only the one that is asked for, if one is. To make one
   * takes reading all its parameters by reflection, which for all of them is many times as long as
   * the server needs to lift a restriction.
   *
   * @param arguments of the program
   */
  public static void addTo(
      CommandLine line,
      PrintStream out,
      PrintStream err,
      Map<String, String> environment,
      List<String> arguments) {
    Map<String, Supplier<Object>> all = all(new Surroundings(out, err, environment));
    if (!arguments.isEmpty() && all.containsKey(arguments.getFirst())) {
      all.keySet().retainAll(List.of(arguments.getFirst()));
    }
    all.forEach((name, command) -> line.addSubcommand(name, command.get()));
    line.setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static Map<String, Supplier<Object>> all(Surroundings around) {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("restricted", () -> new RestrictedCommand(around));
    all.put("policy", () -> new PolicyCommand(around));
    all.put("alert", () -> new AlertCommand(around));
    all.put(AlertPolicyCommand.NAME, () -> new AlertPolicyCommand(around));
    all.put("audit", () -> new AuditCommand(around));
    all.put("administrator", () -> new AdministratorCommand(around));
    all.put("token", () -> new TokenCommand(around));
    all.put("usage", () -> new UsageCommand(around));
    return all;
  }
}
