package org.sluice.notify.courier;

/** Hears of the step of a delivery that cannot be called back. */
public interface LastStep {
  /** Nobody needs to know. */
  LastStep UNHEARD =
      new LastStep() {
        @Override
        public void isNext() {}

        @Override
        public void isNow() {}
      };

  /** Everything before it is done. Returns once that is durable; if it throws, it is not taken. */
  void isNext();

  /** It is taken with the next instruction. Must cost next to nothing. */
  void isNow();
}
