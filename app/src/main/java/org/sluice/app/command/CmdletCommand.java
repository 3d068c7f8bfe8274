package org.sluice.app.command;

import java.io.PrintStream;
import java.util.Map;
import java.util.stream.Stream;
import org.sluice.portal.cmdlet.Cmdlets;
import org.sluice.portal.cmdlet.Parameter;

/** A cmdlet as a command: {@code sluice Get-BlockedSenderAddress -SenderAddress x@example.org}. */
public final class CmdletCommand {
  private static final int DONE = 0;
  private static final int REFUSED = 1;
  private static final int USAGE = 2;

  private CmdletCommand() {}

  /** Whether the word looks like a cmdlet's name: Verb-Noun. */
  public static boolean names(String word) {
    return word.matches("[A-Za-z]+-[A-Za-z]+") && !word.equals(AlertPolicyCommand.NAME);
  }

  /**
   * Runs it.
   *
   * @return the exit status
   */
  public static int run(
      PrintStream out, PrintStream err, Map<String, String> environment, String... arguments) {
    Surroundings around = new Surroundings(out, err, environment);
    try {
      CmdletLine line = CmdletLine.parse(arguments);
      if (line.wantsHelp()) {
        help(out, line);
        return DONE;
      }
      String name = line.cmdlet().name();
      AdminClient.Result result = line.client(around).call(name, line.parameters());
      result.warnings().forEach(w -> err.println("WARNING: " + w));
      Output.print(out, line.format(), Column.ofCmdlet(name), result.rows());
      return DONE;
    } catch (CmdletLine.Misused e) {
      err.println(e.getMessage());
      return USAGE;
    } catch (CommandRefused e) {
      err.println(e.getMessage());
      return REFUSED;
    }
  }

  private static void help(PrintStream out, CmdletLine line) {
    out.println(line.cmdlet().name() + ": " + line.cmdlet().help());
    out.println();
    Stream.concat(line.cmdlet().parameters().stream(), Cmdlets.COMMON.stream())
        .forEach(p -> out.println("  -" + p.name() + kind(p) + "\n      " + p.help()));
    out.println("  --output table|list|json|csv, --data DIR, --server URL");
  }

  private static String kind(Parameter p) {
    String needed = p.required() ? " (needed)" : "";
    return switch (p.kind()) {
      case SWITCH -> "";
      case CHOICE -> " " + String.join("|", p.words()) + needed;
      case TEXT -> " TEXT" + needed;
      case TEXTS -> " A,B,..." + needed;
      case NUMBER -> " 0.." + p.most() + needed;
      case BOOLEAN -> " $true|$false" + needed;
      case INSTANT -> " 2026-01-31T12:00:00Z" + needed;
    };
  }
}
