package org.sluice.core.administration;

/** A verb would be carried out now; but it is a rehearsal, and nothing was changed. */
public final class Rehearsed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Rehearsed() {
    super("Nothing was changed: this is a rehearsal", null, false, false);
  }
}
