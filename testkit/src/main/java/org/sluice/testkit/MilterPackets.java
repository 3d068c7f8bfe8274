package org.sluice.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The MTA's side of a milter dialogue as lines that people read: {@code mail <anna@example.org>}
 * becomes a packet, and the filter's packets become lines. Written apart from the protocol module,
 * so that a mistake there is not made twice.
 */
public final class MilterPackets {
  private MilterPackets() {}

  /**
   * The packet of a line: the command's name, a blank, and what it carries.
   *
   * <pre>
   * negotiate 6 0x1ff 0x1fffff      connect mx.test 4 40122 192.0.2.1     connect mx.test U
   * macros M i=4ABC {auth_authen}=anna       mail &lt;a@b&gt; SIZE=1      rcpt &lt;a@b&gt;
   * header From: a@b      helo x      data      eoh      body text      eom      abort
   * quit      quit-nc     unknown X    raw 00 00 00 01 5a
   * </pre>
   */
  public static byte[] packet(String line) {
    int blank = line.indexOf(' ');
    String verb = blank < 0 ? line : line.substring(0, blank);
    String rest = blank < 0 ? "" : line.substring(blank + 1);
    return switch (verb) {
      case "negotiate" -> of('O', numbers(rest));
      case "macros" -> of('D', macros(rest));
      case "connect" -> of('C', connect(rest));
      case "helo" -> of('H', strings(rest));
      case "mail" -> of('M', strings(rest.split(" ", -1)));
      case "rcpt" -> of('R', strings(rest.split(" ", -1)));
      case "data" -> of('T');
      case "header" -> of('L', header(rest));
      case "eoh" -> of('N');
      case "body" -> of('B', rest.getBytes(ISO_8859_1));
      case "eom" -> of('E', rest.getBytes(ISO_8859_1));
      case "abort" -> of('A');
      case "quit" -> of('Q');
      case "quit-nc" -> of('K');
      case "unknown" -> of('U', strings(rest));
      case "raw" -> HexFormat.ofDelimiter(" ").parseHex(rest);
      default -> throw new IllegalArgumentException("No such packet: " + line);
    };
  }

  /** The packets of several lines, one after another. */
  public static byte[] packets(List<String> lines) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    lines.forEach(line -> all.writeBytes(packet(line)));
    return all.toByteArray();
  }

  /** A packet of a command and its content. */
  public static byte[] of(char command, byte... content) {
    return ByteBuffer.allocate(content.length + 5)
        .putInt(content.length + 1)
        .put((byte) command)
        .put(content)
        .array();
  }

  private static byte[] numbers(String rest) {
    String[] words = rest.split(" ", -1);
    ByteBuffer content = ByteBuffer.allocate(words.length * 4);
    for (String word : words) {
      content.putInt((int) (long) Long.decode(word));
    }
    return content.array();
  }

  private static byte[] macros(String rest) {
    String[] words = rest.split(" ", -1);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.write(words[0].charAt(0));
    for (int i = 1; i < words.length; i++) {
      content.writeBytes(strings(words[i].split("=", 2)));
    }
    return content.toByteArray();
  }

  private static byte[] connect(String rest) {
    String[] words = rest.split(" ", -1);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(strings(words[0]));
    content.write(words[1].charAt(0));
    if (words.length > 2) {
      int port = Integer.parseInt(words[2]);
      content.write(port >> 8);
      content.write(port);
      content.writeBytes(strings(words[3]));
    }
    return content.toByteArray();
  }

  private static byte[] header(String rest) {
    int colon = rest.indexOf(':');
    return strings(rest.substring(0, colon), rest.substring(colon + 1).stripLeading());
  }

  private static byte[] strings(String... texts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (String text : texts) {
      content.writeBytes(text.getBytes(ISO_8859_1));
      content.write(0);
    }
    return content.toByteArray();
  }

  /** The filter's packets as lines; the bytes must be whole packets. */
  public static List<String> lines(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      byte[] content = new byte[buffer.getInt() - 1];
      char command = (char) buffer.get();
      buffer.get(content);
      lines.add(line(command, content));
    }
    return lines;
  }

  private static String line(char command, byte[] content) {
    return switch (command) {
      case 'O' -> negotiated(ByteBuffer.wrap(content));
      case 'c' -> "continue";
      case 'a' -> "accept";
      case 's' -> "skip";
      case 'd' -> "discard";
      case 'y' -> "reply " + text(content);
      case '+' -> "add-recipient " + text(content);
      case '-' -> "delete-recipient " + text(content);
      case 'h' -> "add-header " + text(content);
      case 'q' -> "quarantine " + text(content);
      default -> throw new IllegalArgumentException("No such answer: " + command);
    };
  }

  private static String negotiated(ByteBuffer content) {
    StringBuilder line = new StringBuilder("negotiate ");
    line.append(content.getInt());
    line.append(" 0x").append(Integer.toHexString(content.getInt()));
    line.append(" 0x").append(Integer.toHexString(content.getInt()));
    while (content.hasRemaining()) {
      line.append(" macros ").append(content.getInt()).append(':');
      for (byte b = content.get(); b != 0; b = content.get()) {
        line.append(b == ' ' ? ',' : (char) b);
      }
    }
    return line.toString();
  }

  private static String text(byte[] content) {
    return new String(content, 0, content.length - 1, ISO_8859_1)
        .replace("\r\n", " \\ ")
        .replace("\0", " = ");
  }
}
