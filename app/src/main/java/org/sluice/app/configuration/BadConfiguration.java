package org.sluice.app.configuration;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration with mistakes; the message has them all, a line each. */
public final class BadConfiguration extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Mistake> mistakes;

  public BadConfiguration(String file, List<Mistake> mistakes) {
    super(mistakes.stream().map(m -> m.in(file)).collect(Collectors.joining("\n")));
    this.mistakes = List.copyOf(mistakes);
  }

  /** All of them, by line. */
  public List<Mistake> mistakes() {
    return mistakes;
  }
}
