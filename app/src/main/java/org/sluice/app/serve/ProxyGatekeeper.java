package org.sluice.app.serve;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.Submission;
import org.sluice.core.report.ReportDesk;
import org.sluice.server.proxy.Gatekeeper;

/** The way to the guard as the proxy asks it. Thread-safe. */
record ProxyGatekeeper(Door door, ReportDesk desk, Supplier<Settings> inForce)
    implements Gatekeeper {

  @Override
  public CompletionStage<Decision> ask(Submission submission) {
    return door.ask(submission);
  }

  @Override
  public CompletionStage<Void> withdraw(Submission submission) {
    return door.withdraw(submission);
  }

  @Override
  public Settings settings() {
    return inForce.get();
  }
}
