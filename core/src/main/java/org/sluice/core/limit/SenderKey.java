package org.sluice.core.limit;

/**
 * 128 bits that stand for a sender; two senders share one with a chance of about 10⁻²⁷ among a
 * million. Not a defence against chosen names: logins and connectors are the administrator's.
 */
public record SenderKey(long high, long low) {

  /** The key of a text such as {@code user:anna@example.org}. */
  public static SenderKey of(String text) {
    return new SenderKey(Hash.of(text, 0x9e3779b97f4a7c15L), Hash.of(text, 0xc2b2ae3d27d4eb4fL));
  }
}
