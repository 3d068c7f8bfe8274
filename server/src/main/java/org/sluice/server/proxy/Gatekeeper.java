package org.sluice.server.proxy;

import java.util.concurrent.CompletionStage;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.Submission;
import org.sluice.core.report.ReportDesk;

/** Port: who decides. Thread-safe. */
public interface Gatekeeper {

  /** Decides, and counts what it lets pass. */
  CompletionStage<Decision> ask(Submission submission);

  /** Gives back what a message had counted that was not let through after all. */
  CompletionStage<Void> withdraw(Submission submission);

  /** Takes reports about refused messages; closed where refusals are replies. */
  default ReportDesk desk() {
    return ReportDesk.CLOSED;
  }

  /** The settings in force. */
  Settings settings();
}
