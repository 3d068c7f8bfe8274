package org.sluice.store.facts;

import org.sluice.core.administration.Refusal;

/**
 * What is answered, at every door, where the database of the facts took or gave nothing: which
 * words it has for that, and what to look at. They are the database's own, for those of the layers
 * above repeat the statement and its values. Stateless.
 */
final class Unrecorded {
  private Unrecorded() {}

  /** An act that was not carried out, unless nobody knows. */
  static Refusal act(Throwable failure, String advice) {
    Throwable why = failure.getCause() == null ? failure : failure.getCause();
    String words =
        why instanceof UnclearCommit
            ? "It is not known whether this was done: the connection to the database was lost at"
                + " the last step. Look before you repeat it. "
            : "Nothing was changed, because it cannot be recorded: "
                + root(why).getMessage()
                + ". ";
    return new Refusal(Refusal.Kind.UNRECORDABLE, words + advice, failure);
  }

  /** A reading, also one that an act begins with: then nothing was changed. */
  static Refusal reading(Throwable why, String advice) {
    String words =
        why instanceof FactsFailure
            ? String.valueOf(why.getMessage())
            : "The facts cannot be read: " + root(why).getMessage();
    String rest = why instanceof FactsFailure.Busy ? "." : ". " + advice;
    return new Refusal(Refusal.Kind.UNRECORDABLE, words + rest, why);
  }

  static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
