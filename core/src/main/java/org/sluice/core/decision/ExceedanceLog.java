package org.sluice.core.decision;

import java.util.concurrent.CompletionStage;

/** Port: keeps what a policy let pass above its limit. Thread-safe. */
public interface ExceedanceLog {

  /** Whether what is recorded is kept: the audit log is on. */
  default boolean isOn() {
    return true;
  }

  /**
   * Records it: a sender and limit once in 24 hours, as far as one node remembers. The stage
   * completes when it is durable, or when it is known that it cannot be and has been reported; it
   * does not fail, because the message passes all the same.
   */
  CompletionStage<Void> record(Exceedance exceedance);
}
