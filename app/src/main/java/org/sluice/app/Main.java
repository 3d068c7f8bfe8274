package org.sluice.app;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.sluice.app.command.ClientCommands;
import org.sluice.app.command.CmdletCommand;
import org.sluice.app.command.CommandRefused;
import org.sluice.app.configuration.BadConfiguration;
import org.sluice.app.demo.DemoCommand;
import org.sluice.app.serve.StartRefused;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The program. Exit status: 0 done, 1 refused, 2 usage. */
@Command(
    name = "sluice",
    description = "The guard on the outbound side of self-hosted mail.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class,
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      CheckCommand.class,
      ConfigCommand.class,
      StoreCommand.class,
      VersionCommand.class,
      TrainCommand.class,
      ReferenceCommand.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "Every cmdlet is a command too, such as",
      "  sluice Get-BlockedSenderAddress -SenderAddress anna@example.org",
      "Exit status: 0 done, 1 refused, 2 usage."
    })
public final class Main {
  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int USAGE = 2;

  private Main() {}

  /** Runs the command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    DemoCommand.quieten(arguments);
    int status = run(System.out, System.err, System.getenv(), arguments);
    System.out.flush();
    System.exit(status);
  }

  /**
   * Runs a command in this process.
   *
   * @return the exit status
   */
  public static int run(
      PrintStream out, PrintStream err, Map<String, String> environment, String... arguments) {
    if (arguments.length > 0 && CmdletCommand.names(arguments[0])) {
      return CmdletCommand.run(out, err, environment, arguments);
    }
    CommandLine line = new CommandLine(new Main());
    ClientCommands.addTo(line, out, err, environment, List.of(arguments));
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setExecutionExceptionHandler((thrown, command, parsed) -> refused(thrown, err));
    line.getSubcommands().values().forEach(Main::explainItself);
    if (arguments.length == 0) {
      line.usage(err);
      return USAGE;
    }
    return line.execute(arguments);
  }

  /** {@code --help} after any command; those that have it keep their own. */
  private static void explainItself(CommandLine line) {
    CommandSpec command = line.getCommandSpec();
    if (command.findOption("--help") == null) {
      command.addOption(
          OptionSpec.builder("-h", "--help").usageHelp(true).description("Shows this.").build());
    }
    line.getSubcommands().values().forEach(Main::explainItself);
  }

  /** Expected refusals are a message; anything else is a fault of ours and keeps its trace. */
  private static int refused(Exception thrown, PrintStream err) throws Exception {
    if (thrown instanceof BadConfiguration
        || thrown instanceof StartRefused
        || thrown instanceof CommandRefused) {
      err.println(thrown.getMessage());
      return REFUSED;
    }
    throw thrown;
  }
}
