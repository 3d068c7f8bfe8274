package org.sluice.core.access;

/** Port: what core cannot make, because it takes no chance. Thread-safe. */
public interface Secrets {

  /** A new token of 256 bits that nobody can guess, of characters that stand in a URL. */
  String fresh();

  /** The SHA-256 of a text as UTF-8, in 64 lower-case hexadecimal digits. */
  String digest(String text);
}
