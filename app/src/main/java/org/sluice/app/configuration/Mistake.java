package org.sluice.app.configuration;

/**
 * One mistake in the configuration.
 *
 * @param line from 1; 0 if the file as a whole is meant
 */
public record Mistake(int line, String message) {

  /** {@code sluice.toml:12: limits.recipient-rate …}. */
  public String in(String file) {
    return line == 0 ? file + ": " + message : file + ":" + line + ": " + message;
  }
}
