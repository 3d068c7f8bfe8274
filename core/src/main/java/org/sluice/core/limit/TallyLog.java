package org.sluice.core.limit;

/**
 * Told of every change of a {@link Tally}, in order, while it is made. The arrays are the tally's
 * own and hold only until the call returns.
 */
public interface TallyLog {
  /** Nobody listens. */
  TallyLog NONE =
      new TallyLog() {
        @Override
        public void counted(Counted counted) {}

        @Override
        public void gaveBack(long sequence, SenderKey sender, long message, long atMillis) {}
      };

  /** A charge was counted. */
  void counted(Counted counted);

  /** A message gave back all that it had counted. */
  void gaveBack(long sequence, SenderKey sender, long message, long atMillis);

  /**
   * What was counted of a charge. One object, used again for each charge.
   *
   * <p>{@code external} and {@code internal} hold hashes of recipients counted now, as many as the
   * sizes say.
   */
  final class Counted {
    public long sequence;
    public SenderKey sender = new SenderKey(0, 0);
    public long message;
    public long atMillis;
    public long afreshMillis;
    public boolean newMessage;
    public boolean whole;
    public int answered;
    public int unnamed;
    public long[] external = new long[8];
    public int externals;
    public long[] internal = new long[8];
    public int internals;

    void clear(Charge charge, long now) {
      sender = charge.sender();
      message = charge.message();
      atMillis = now;
      afreshMillis = charge.afreshMillis();
      whole = charge.whole();
      answered = charge.external().length + charge.internal().length;
      newMessage = false;
      unnamed = 0;
      externals = 0;
      internals = 0;
      if (external.length < charge.external().length) {
        external = new long[charge.external().length];
      }
      if (internal.length < charge.internal().length) {
        internal = new long[charge.internal().length];
      }
    }

    int externalCount() {
      return externals + unnamed;
    }

    int recipients() {
      return externals + internals + unnamed;
    }

    boolean isNothing() {
      return !newMessage && recipients() == 0;
    }
  }
}
