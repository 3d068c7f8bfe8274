package org.sluice.protocol.milter;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The macros that Sluice reads; every other one is passed over. */
public enum Macro {
  AUTH_AUTHEN("{auth_authen}"),
  AUTH_TYPE("{auth_type}"),
  CLIENT_ADDR("{client_addr}"),
  DAEMON_NAME("{daemon_name}"),
  MAIL_ADDR("{mail_addr}"),
  RCPT_ADDR("{rcpt_addr}"),
  QUEUE_ID("i");

  private static final Map<String, Macro> BY_NAME =
      Stream.of(values())
          .collect(Collectors.toUnmodifiableMap(Macro::wireName, Function.identity()));

  private final String wireName;

  Macro(String wireName) {
    this.wireName = wireName;
  }

  /** The name as the MTA writes it. */
  public String wireName() {
    return wireName;
  }

  /** The macro of a name; {@code {i}} is {@code i}. Empty for one that is not read. */
  static Optional<Macro> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name.equals("{i}") ? "i" : name));
  }
}
