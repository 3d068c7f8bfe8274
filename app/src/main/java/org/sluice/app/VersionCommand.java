package org.sluice.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice version}. */
@Command(name = "version", description = "Prints the version of Sluice and of Java.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {
  static final String VERSION = "0.1.0";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(getVersion()[0]);
    return Main.DONE;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"sluice " + VERSION + " (Java " + Runtime.version() + ")"};
  }
}
