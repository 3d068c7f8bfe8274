package org.sluice.server.socket;

import java.util.concurrent.CompletionStage;
import org.sluice.core.decision.Decision;
import org.sluice.core.mail.Submission;

/** Port: who decides. Called on the event loop; must not block. */
@FunctionalInterface
public interface Doorkeeper {
  /** Decides; the stage may complete on any thread, best on the event loop. */
  CompletionStage<Decision> ask(Submission submission);
}
