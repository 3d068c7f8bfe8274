package org.sluice.core.outbox;

/**
 * Port: for each channel, the number of the delivery whose last step is being taken, kept where it
 * outlives a killed process and costs next to nothing to change. The outbox durably knows which
 * deliveries were near that step; the mark tells whether it was taken. A power cut may lose it:
 * then a delivery is repeated rather than lost. Each channel is used by one thread.
 */
@FunctionalInterface
public interface HandOverMark {
  /** Nobody remembers. */
  HandOverMark NONE = (channel, number) -> {};

  /** The last step of this delivery is taken now. */
  void set(Channel channel, long number);
}
