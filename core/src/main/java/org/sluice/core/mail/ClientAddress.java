package org.sluice.core.mail;

/** The address of the SMTP client as the MTA writes it: IPv4 or IPv6 text; empty if unknown. */
public record ClientAddress(String text) {
  /** No address is known. */
  public static final ClientAddress UNKNOWN = new ClientAddress("");
}
