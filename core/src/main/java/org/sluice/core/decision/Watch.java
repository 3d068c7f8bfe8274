package org.sluice.core.decision;

import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.Moment;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.Submission;

/**
 * Port: sees every balance on its way, to warn before a limit is reached. Called on the request
 * path: it must not block, and in the common case not allocate. Thread-safe.
 */
@FunctionalInterface
public interface Watch {
  /** Sees nothing. */
  Watch NOBODY = (sender, submission, limits, balance, moment) -> {};

  /** A charge was answered. */
  void seen(
      SenderIdentity sender, Submission submission, Limits limits, Balance balance, Moment moment);
}
