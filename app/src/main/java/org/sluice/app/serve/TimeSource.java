package org.sluice.app.serve;

/** The two clocks of a machine. The tests bring their own to move time. Thread-safe. */
public interface TimeSource {

  /** Unix time in milliseconds; may be stepped. */
  long wallMillis();

  /** Milliseconds that only go forward; their zero means nothing. */
  long monotonicMillis();

  /** The clocks of this machine. */
  static TimeSource ofSystem() {
    return new TimeSource() {
      @Override
      public long wallMillis() {
        return System.currentTimeMillis();
      }

      @Override
      public long monotonicMillis() {
        return System.nanoTime() / 1_000_000;
      }
    };
  }
}
