package org.sluice.portal.decide;

import java.io.IOException;

/** A body beyond its bound. */
final class TooLarge extends IOException {
  private static final long serialVersionUID = 1L;

  TooLarge(long most) {
    super("The body has more than " + most + " bytes.");
  }
}
