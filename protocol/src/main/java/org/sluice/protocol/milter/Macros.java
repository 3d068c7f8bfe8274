package org.sluice.protocol.milter;

import java.util.EnumMap;
import java.util.Map;

/**
 * The macros of a connection and those of its present message. An MTA may send a macro long before
 * or long after it is needed, so each keeps its latest value until what it belongs to ends. Not
 * thread-safe.
 */
final class Macros {
  private final Map<Macro, String> ofConnection = new EnumMap<>(Macro.class);
  private final Map<Macro, String> ofMessage = new EnumMap<>(Macro.class);

  void note(Parsed.Macros macros) {
    if (isOfConnection(macros.about())) {
      ofConnection.putAll(macros.values());
      return;
    }
    if (macros.about() == Command.MAIL.wire()) {
      ofMessage.clear();
    }
    ofMessage.putAll(macros.values());
  }

  private static boolean isOfConnection(char about) {
    return about == Command.CONNECT.wire() || about == Command.HELO.wire();
  }

  /** The value of the message, else of the connection, else empty. */
  String get(Macro macro) {
    String value = ofMessage.get(macro);
    return value == null ? ofConnection.getOrDefault(macro, "") : value;
  }

  /** An address without a domain as the MTA completed it; else the address itself. */
  String completed(String address, Macro macro) {
    String full = get(macro);
    boolean bare = !address.isEmpty() && address.indexOf('@') < 0;
    return bare && full.indexOf('@') >= 0 ? full : address;
  }

  void forget(Macro macro) {
    ofMessage.remove(macro);
  }

  void endOfMessage() {
    ofMessage.clear();
  }

  void endOfConnection() {
    ofMessage.clear();
    ofConnection.clear();
  }
}
