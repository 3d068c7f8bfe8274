package org.sluice.portal.decide;

/** The guard did not answer in time, or failed; the log says why. */
final class Unanswered extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
