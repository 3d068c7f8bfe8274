package org.sluice.protocol.milter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;
import org.sluice.core.mail.EnhancedStatus;
import org.sluice.core.mail.SmtpReply;

/** Answers as packets (mfdef.h, SMFIR_*). Pure functions; thread-safe. */
public final class MilterReplies {
  /** Lines of one reply (libmilter's smfi_setmlreply). */
  public static final int MAX_LINES = 32;

  /** Characters of one line's text, before percent signs are doubled (libmilter's MAXREPLYLEN). */
  public static final int MAX_LINE = 980;

  /** Characters of an address, a field or a reason. */
  public static final int MAX_VALUE = 2_000;

  private static final byte[] CONTINUE = packet('c', new byte[0]);
  private static final byte[] ACCEPT = packet('a', new byte[0]);
  private static final byte[] SKIP = packet('s', new byte[0]);
  private static final byte[] DISCARD = packet('d', new byte[0]);

  private MilterReplies() {}

  /** Go on. */
  public static byte[] goOn() {
    return CONTINUE.clone();
  }

  /** No opinion on this message: the rest of it need not be told. */
  public static byte[] accept() {
    return ACCEPT.clone();
  }

  /** No more body chunks, please. */
  public static byte[] skip() {
    return SKIP.clone();
  }

  /** The client is told that the message was taken, and nobody gets it. */
  public static byte[] discard() {
    return DISCARD.clone();
  }

  /** A refusal in these words. */
  public static byte[] refuse(SmtpReply reply) {
    return refuse(reply.code(), reply.status(), List.of(reply.text()));
  }

  /**
   * A refusal of several lines.
   *
   * @param code 400 to 599
   * @param lines printable ASCII, 1 to {@value #MAX_LINES} of at most {@value #MAX_LINE} characters
   * @throws IllegalArgumentException if they are not
   */
  public static byte[] refuse(int code, EnhancedStatus status, List<String> lines) {
    if (code < 400 || code > 599 || lines.isEmpty() || lines.size() > MAX_LINES) {
      throw new IllegalArgumentException(
          "A refusal has a code from 400 to 599 and 1 to " + MAX_LINES + " lines: " + code);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      boolean last = i == lines.size() - 1;
      text.append(code).append(last ? ' ' : '-').append(status).append(' ');
      text.append(line(lines.get(i))).append(last ? "" : "\r\n");
    }
    return packet('y', strings(text.toString()));
  }

  /** The MTA takes the text for a format string, so a percent sign is written twice. */
  private static String line(String line) {
    if (line.length() > MAX_LINE || line.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "A line of a reply is at most " + MAX_LINE + " printable ASCII characters: " + line);
    }
    return line.replace("%", "%%");
  }

  /** One more recipient of this message (Bcc). At the end of the message only. */
  public static byte[] addRecipient(String address) {
    return packet('+', strings("<" + value(address) + ">"));
  }

  /** Into the MTA's hold queue, for this reason. At the end of the message only. */
  public static byte[] quarantine(String reason) {
    return packet('q', strings(value(reason)));
  }

  /** Taken, into the MTA's hold queue, with what the client would have read. */
  public static byte[] hold(Decision.Reject reject) {
    Reason why = reject.reason();
    String words =
        "%d %s %s (reference %s)"
            .formatted(why.code(), why.status(), why.words(), reject.reference());
    return joined(List.of(quarantine(words), goOn()));
  }

  /** Several packets as one. */
  static byte[] joined(List<byte[]> packets) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    packets.forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static String value(String text) {
    if (text.isEmpty()
        || text.length() > MAX_VALUE
        || text.chars().anyMatch(c -> c < ' ' || c == '\u007f')) {
      throw new IllegalArgumentException(
          "1 to " + MAX_VALUE + " characters on one line are needed, not: " + text);
    }
    return text;
  }

  private static byte[] strings(String... texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String text : texts) {
      out.writeBytes(text.getBytes(UTF_8));
      out.write(0);
    }
    return out.toByteArray();
  }

  /** Length, command, content. */
  static byte[] packet(char command, byte[] content) {
    byte[] packet = new byte[content.length + 5];
    number(packet, 0, content.length + 1);
    packet[4] = (byte) command;
    System.arraycopy(content, 0, packet, 5, content.length);
    return packet;
  }

  /** Four bytes in network order. */
  static void number(byte[] bytes, int at, int number) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (number >>> (24 - 8 * i));
    }
  }
}
