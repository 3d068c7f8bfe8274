package org.sluice.app;

import java.util.Arrays;
import org.sluice.app.MigrateCommand.Stage;
import picocli.CommandLine;

/** {@code sluice store migrate} as a process that ends at a stage as if it were killed. */
final class KilledMigration {
  /** As after {@code kill -9}. */
  static final int KILLED = 137;

  private KilledMigration() {}

  /** The stage, then the options of the command. */
  public static void main(String[] words) {
    Stage last = Stage.valueOf(words[0]);
    MigrateCommand command =
        new MigrateCommand(stage -> {
          if (stage == last) {
            Runtime.getRuntime().halt(KILLED);
          }
        });
    System.exit(new CommandLine(command).execute(Arrays.copyOfRange(words, 1, words.length)));
  }
}
