package org.sluice.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sluice.app.reference.PowerShellModule;
import org.sluice.app.reference.ReferencePages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice reference}: for developers, after a closed list has changed. */
@Command(
    name = "reference",
    hidden = true,
    description = "Writes the reference pages and the PowerShell module's cmdlets.")
final class ReferenceCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", arity = "0..1")
  private Path folder = Path.of("docs/reference");

  @Option(names = "--module", paramLabel = "FOLDER")
  private Path module = Path.of("powershell/Sluice");

  @Override
  public Integer call() throws IOException {
    for (Map.Entry<String, String> page : ReferencePages.all().entrySet()) {
      Files.writeString(folder.resolve(page.getKey()), page.getValue());
    }
    for (Map.Entry<String, String> file :
        PowerShellModule.files(VersionCommand.VERSION).entrySet()) {
      Files.writeString(module.resolve(file.getKey()), file.getValue());
    }
    return Main.DONE;
  }
}
