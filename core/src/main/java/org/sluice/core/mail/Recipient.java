package org.sluice.core.mail;

/**
 * One forward-path of RCPT TO (RFC 5321, section 4.1.1.3), lower-cased so that the same mailbox
 * counts once in one message.
 */
public record Recipient(String address) {
  public Recipient {
    address = Addresses.lower(address);
  }

  /** The recipient's domain, lower-cased; empty where the address has none. */
  public String domain() {
    return Addresses.domainOf(address);
  }
}
