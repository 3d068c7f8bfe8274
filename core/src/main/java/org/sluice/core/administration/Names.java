package org.sluice.core.administration;

/** What a name of a policy or rule may be. */
final class Names {
  /** The longest name, as in Exchange. */
  static final int MOST = 64;

  private Names() {}

  static void check(String what, String name) {
    boolean bad =
        name.isBlank() || name.length() > MOST || name.chars().anyMatch(Character::isISOControl);
    if (bad) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "The name of a " + what + " is 1 to " + MOST + " printable characters: '" + name + "'");
    }
  }

  static void checkRoom(String what, int count, int most) {
    if (count >= most) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "There are " + count + " " + what + " already, the most there may be.");
    }
  }
}
