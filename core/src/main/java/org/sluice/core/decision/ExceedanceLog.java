package org.sluice.core.decision;

import java.util.concurrent.CompletionStage;

/** Port: keeps what a policy let pass above its limit. Thread-safe. */
public interface ExceedanceLog {

  /**
   * Records it, once per crossing. The stage completes when it is durable, or when it is known that
   * it cannot be and has been reported; it does not fail, because the message passes all the same.
   */
  CompletionStage<Void> record(Exceedance exceedance);
}
