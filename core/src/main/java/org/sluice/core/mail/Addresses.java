package org.sluice.core.mail;

import java.util.Locale;

/** Reads the parts of an address. Pure functions; thread-safe. */
public final class Addresses {
  private Addresses() {}

  /** The part after the last {@code @}, lower-cased; empty where there is none. */
  public static String domainOf(String address) {
    int at = address.lastIndexOf('@');
    return at < 0 ? "" : lower(address.substring(at + 1));
  }

  /** The text in lower case by the root locale; the same object where nothing changes. */
  public static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
