package org.sluice.core.restriction;

import java.time.Instant;

/** How long a restriction lasts. */
public sealed interface Block {
  /** Lifts itself at this instant. */
  record Until(Instant end) implements Block {}

  /** Lasts until an administrator lifts it. */
  record UntilLifted() implements Block {}
}
