package org.sluice.store.redis;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** What is the matter with a step that failed. */
final class Failures {
  private Failures() {}

  /** The failure itself, without what a stage puts around it. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause != null
            && (failure instanceof CompletionException || failure instanceof ExecutionException)
        ? cause
        : failure;
  }

  /** The same in words, also where it brings none. */
  static String said(Throwable failure) {
    Throwable cause = cause(failure);
    String message = cause.getMessage();
    if (message != null && !message.isBlank()) {
      return message;
    }
    return switch (cause) {
      case TimeoutException _ -> "it did not answer in time";
      case ClosedChannelException _ -> "the connection was closed";
      default -> cause.getClass().getSimpleName();
    };
  }
}
