package org.sluice.core.alert;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.restriction.RestrictedEntity;

/**
 * What {@link SendingPatterns} knows of one sender while it sends. Every granted charge comes here,
 * so that all it touches lies in this one object. What is written of a charge is published with the
 * instant of it; two threads that charge at once may leave a mixture, which the next charge mends.
 * Thread-safe.
 */
final class WatchedSender {
  /** A part of a limit takes this many bits; more than that of a limit is told as that. */
  private static final int PART_BITS = 16;

  private static final int MOST_PART = (1 << PART_BITS) - 1;
  private static final VarHandle SENT = sent();

  final SenderIdentity sender;
  final RestrictedEntity entity;

  /** When each thing was last told, by the steady clock; 0 if it was not. */
  final AtomicLongArray told;

  /** The most recipients in an hour that are no departure. */
  volatile int usualMost = Departure.NEVER;

  private int hour;
  private int greatest;
  private long parts;

  @SuppressWarnings("UnusedVariable") // by its handle
  private long sentMillis;

  /**
   * @param things how many things may be told of it
   */
  WatchedSender(SenderIdentity sender, int things) {
    this.sender = sender;
    this.entity = RestrictedEntity.of(sender);
    this.told = new AtomicLongArray(things);
  }

  private static VarHandle sent() {
    try {
      return MethodHandles.lookup().findVarHandle(WatchedSender.class, "sentMillis", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The parts of limits with one more set; begin with 0. */
  static long with(long parts, int limit, int thousandths) {
    return parts | (long) Math.min(MOST_PART, thousandths) << (limit * PART_BITS);
  }

  /**
   * It sent.
   *
   * @param nowHour hours of the wall clock
   * @param nowGreatest the greatest of the parts, in thousandths
   */
  void sent(int nowHour, long nowParts, int nowGreatest, long steadyMillis) {
    hour = nowHour;
    parts = nowParts;
    greatest = nowGreatest;
    SENT.setRelease(this, steadyMillis);
  }

  /** When it last sent, by the steady clock. */
  long sentMillis() {
    return (long) SENT.getAcquire(this);
  }

  /** The hour in which it last sent. */
  int hour() {
    return sentMillis() == 0 ? 0 : hour;
  }

  /** The greatest part of a limit that was used when it last sent, in thousandths. */
  int greatest() {
    return sentMillis() == 0 ? 0 : greatest;
  }

  /** The part of a limit that was used when it last sent, in thousandths. */
  int part(int limit) {
    return sentMillis() == 0 ? 0 : (int) (parts >>> (limit * PART_BITS)) & MOST_PART;
  }
}
