package org.sluice.store.redis;

import java.util.concurrent.CompletionException;

/** What is the matter with a step that failed. */
final class Failures {
  private Failures() {}

  /** The failure itself, without what a stage puts around it. */
  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
