package org.sluice.core.restriction;

import java.time.Instant;

/** How long a restriction lasts. */
public sealed interface Block {
  /** Whether it ends earlier than another. */
  default boolean endsBefore(Block other) {
    return switch (this) {
      case Until(Instant end) ->
          switch (other) {
            case Until(Instant otherEnd) -> end.isBefore(otherEnd);
            case UntilLifted() -> true;
          };
      case UntilLifted() -> false;
    };
  }

  /** Lifts itself at this instant. */
  record Until(Instant end) implements Block {}

  /** Lasts until an administrator lifts it. */
  record UntilLifted() implements Block {}
}
