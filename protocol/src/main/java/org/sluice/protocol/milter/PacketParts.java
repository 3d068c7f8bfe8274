package org.sluice.protocol.milter;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.sluice.protocol.milter.Parsed.Broken;
import org.sluice.protocol.wire.WireText;

/** Reads the content of one packet: numbers in network order, strings that end with a zero byte. */
final class PacketParts {
  private static final int NUMBER_BYTES = 4;
  private static final int PORT_BYTES = 2;
  private static final int OLDEST_VERSION = 2;
  private static final String IPV6 = "IPv6:";
  private static final int NOT_FOUND = -1;

  private PacketParts() {}

  /** The event that the bytes are; {@code cut} if more was sent than is kept. */
  static Parsed event(Command command, byte[] bytes, int from, int to, boolean cut) {
    return switch (command) {
      case NEGOTIATE -> negotiate(bytes, from, to);
      case MACROS -> macros(bytes, from, to);
      case CONNECT -> connect(bytes, from, to);
      case MAIL -> {
        int end = find(bytes, from, to);
        yield end < 0
            ? badAddress(bytes, from, to)
            : new Parsed.Mail(path(bytes, from, end), parameters(bytes, end + 1, to));
      }
      case RECIPIENT -> {
        int end = find(bytes, from, to);
        yield end < 0
            ? badAddress(bytes, from, to)
            : new Parsed.Rcpt(path(bytes, from, end), parameters(bytes, end + 1, to));
      }
      case HEADER -> header(bytes, from, to, cut);
      case ABORT,
          BODY,
          DATA,
          END_OF_HEADERS,
          END_OF_MESSAGE,
          HELO,
          QUIT,
          QUIT_NEW_CONNECTION,
          UNKNOWN ->
          new Parsed.Step(command);
    };
  }

  static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  private static Parsed negotiate(byte[] bytes, int from, int to) {
    if (to - from < 3 * NUMBER_BYTES || number(bytes, from) < OLDEST_VERSION) {
      return new Broken(MilterViolation.BAD_NEGOTIATION, "");
    }
    return new Parsed.Negotiate(
        number(bytes, from),
        number(bytes, from + NUMBER_BYTES),
        number(bytes, from + 2 * NUMBER_BYTES));
  }

  private static Parsed macros(byte[] bytes, int from, int to) {
    if (from == to) {
      return new Broken(MilterViolation.BAD_MACROS, "");
    }
    Map<Macro, String> values = new EnumMap<>(Macro.class);
    int at = from + 1;
    while (at < to) {
      int nameEnd = find(bytes, at, to);
      int valueEnd = nameEnd < 0 ? NOT_FOUND : find(bytes, nameEnd + 1, to);
      if (valueEnd < 0) {
        return new Broken(MilterViolation.BAD_MACROS, WireText.shown(bytes, at, to));
      }
      String value = WireText.of(bytes, nameEnd + 1, valueEnd);
      Macro.named(WireText.of(bytes, at, nameEnd)).ifPresent(macro -> values.put(macro, value));
      at = valueEnd + 1;
    }
    return new Parsed.Macros((char) (bytes[from] & 0xff), values);
  }

  /** Host name, family, and for the families 4 and 6 a port and an address. */
  private static Parsed connect(byte[] bytes, int from, int to) {
    int nameEnd = find(bytes, from, to);
    if (nameEnd < 0 || nameEnd + 1 == to) {
      return new Broken(MilterViolation.BAD_CONNECT, WireText.shown(bytes, from, to));
    }
    byte family = bytes[nameEnd + 1];
    if (family != '4' && family != '6') {
      return new Parsed.Connect("");
    }
    int address = nameEnd + 2 + PORT_BYTES;
    int end = find(bytes, address, to);
    if (end < 0) {
      return new Broken(MilterViolation.BAD_CONNECT, WireText.shown(bytes, from, to));
    }
    return new Parsed.Connect(withoutPrefix(WireText.of(bytes, address, end)));
  }

  /** Sendmail writes an IPv6 address with its tag of RFC 5321, section 4.1.3. */
  private static String withoutPrefix(String address) {
    return address.regionMatches(true, 0, IPV6, 0, IPV6.length())
        ? address.substring(IPV6.length())
        : address;
  }

  private static Parsed badAddress(byte[] bytes, int from, int to) {
    return new Broken(MilterViolation.BAD_ADDRESS, WireText.shown(bytes, from, to));
  }

  private static String path(byte[] bytes, int from, int end) {
    boolean angled = end - from >= 2 && bytes[from] == '<' && bytes[end - 1] == '>';
    return angled ? WireText.of(bytes, from + 1, end - 1) : WireText.of(bytes, from, end);
  }

  /** Strings up to the end of the packet; the last may lack its zero byte. */
  private static List<String> parameters(byte[] bytes, int from, int to) {
    List<String> parameters = new ArrayList<>();
    int at = from;
    while (at < to) {
      int end = find(bytes, at, to);
      int stop = end < 0 ? to : end;
      parameters.add(WireText.of(bytes, at, stop));
      at = stop + 1;
    }
    return parameters;
  }

  private static Parsed header(byte[] bytes, int from, int to, boolean cut) {
    int nameEnd = find(bytes, from, to);
    int valueEnd = nameEnd < 0 ? NOT_FOUND : find(bytes, nameEnd + 1, to);
    if (nameEnd < 0 || (valueEnd < 0 && !cut)) {
      return new Broken(MilterViolation.BAD_HEADER, WireText.shown(bytes, from, to));
    }
    int end = valueEnd < 0 ? to : valueEnd;
    return new Parsed.Header(
        WireText.of(bytes, from, nameEnd), WireText.of(bytes, nameEnd + 1, end));
  }

  private static int find(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    return NOT_FOUND;
  }
}
