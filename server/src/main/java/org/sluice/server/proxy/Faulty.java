package org.sluice.server.proxy;

import org.sluice.protocol.smtp.Fault;

/** A line that is none; after it nobody can know where the next one begins. */
public final class Faulty extends Exception {
  private static final long serialVersionUID = 1;

  private final Fault fault;

  Faulty(Fault fault) {
    super(fault.explanation(), null, false, false);
    this.fault = fault;
  }

  /** What was wrong. */
  public Fault fault() {
    return fault;
  }
}
