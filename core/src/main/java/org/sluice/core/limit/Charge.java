package org.sluice.core.limit;

/**
 * The wish to let one message, or one recipient of it, through. It travels to where the counts are;
 * there it is one atomic step: idempotent per message and recipient, all of it counted or none.
 *
 * @param sender whose count
 * @param message the message's hash; 0 if the MTA names none, then nothing is remembered of it
 * @param external hashes of the named external recipients; repeats count once
 * @param internal hashes of the named internal recipients; repeats count once
 * @param recipientCount how many recipients the message is known to have; those beyond the named
 *     and already counted ones count as external (the strict side)
 * @param whole whether this closes the message: then a limit that refused one of its recipients
 *     refuses all of it and gives back what it had counted
 * @param atMillis when, in steady milliseconds (see {@link SteadyClock})
 * @param afreshMillis usage before this steady instant is void (a release); 0 for none. Never goes
 *     back: the ledger keeps the latest it has seen of each sender
 * @param limits what it is held against
 * @param held what the asking node's own copy says of a restriction; heard only by a shared ledger
 */
public record Charge(
    SenderKey sender,
    long message,
    long[] external,
    long[] internal,
    int recipientCount,
    boolean whole,
    long atMillis,
    long afreshMillis,
    Limits limits,
    Held held) {

  /** The charge of a sender who is free in the asking node's own copy. */
  public Charge(
      SenderKey sender,
      long message,
      long[] external,
      long[] internal,
      int recipientCount,
      boolean whole,
      long atMillis,
      long afreshMillis,
      Limits limits) {
    this(
        sender,
        message,
        external,
        internal,
        recipientCount,
        whole,
        atMillis,
        afreshMillis,
        limits,
        Held.FREE);
  }

  /** No recipient. */
  public static final long[] NOBODY = {};
}
