package org.sluice.app.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sluice usage SENDER}. */
@Command(
    name = "usage",
    description = "How much of each limit a sender has used, what remains and when it frees.")
final class UsageCommand implements Callable<Integer> {
  private final Surroundings around;

  @Mixin private ClientOptions options = new ClientOptions();

  @Parameters(
      paramLabel = "SENDER",
      description = "A user's address, a connector's name, or \"organization\".")
  private String sender = "";

  UsageCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    return new Asking(around, options, Format.TABLE)
        .print("Get-SenderUsage", AdminClient.object().put("SenderAddress", sender));
  }
}
