package org.sluice.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What an MTA sends of one message, as Postfix does: only what the filter wants to be told, cut
 * where it waits for an answer. Places of fixed width differ, so that making a message costs the
 * generator next to nothing. Not thread-safe.
 */
final class MilterText {
  /** Postfix 3.7's offer: version 6, all actions, all steps. */
  static final byte[] OFFER =
      packet('O', ByteBuffer.allocate(12).putInt(6).putInt(0x1ff).putInt(0x1fffff).array());

  private static final int NO_CONNECT = 0x1;
  private static final int NO_HELO = 0x2;
  private static final int NO_BODY = 0x10;
  private static final int NO_HEADERS = 0x20;
  private static final int NO_END_OF_HEADERS = 0x40;
  private static final int SILENT_HEADER = 0x80;
  private static final int NO_DATA = 0x200;
  private static final int SILENT_CONNECT = 0x1000;
  private static final int SILENT_HELO = 0x2000;
  private static final int SILENT_MAIL = 0x4000;
  private static final int SILENT_RECIPIENT = 0x8000;
  private static final int SILENT_DATA = 0x10000;
  private static final int SILENT_END_OF_HEADERS = 0x40000;
  private static final int SILENT_BODY = 0x80000;
  private static final int DIGITS = 8;
  private static final String[] HEADER = {
    "Received", "from laptop (unknown [192.0.2.1]) by mx.example.org (Postfix) with ESMTPSA",
    "From", "Anna Example <anna@example.org>",
    "To", "Bert <bert@elsewhere.test>",
    "Subject", "A message of the load generator",
    "Message-ID", "<20260101000000.1@laptop.example.org>",
    "Date", "Thu, 1 Jan 2026 00:00:00 +0000",
    "MIME-Version", "1.0",
    "Content-Type", "text/plain; charset=utf-8"
  };

  private final List<byte[]> greeting = new ArrayList<>();
  private final List<byte[]> message = new ArrayList<>();
  private final ByteArrayOutputStream part = new ByteArrayOutputStream();
  private final byte[] prelude;
  private int senderAt;
  private int messageAt;

  MilterText(int steps) {
    connection(steps);
    greeting.addAll(message);
    message.clear();
    prelude = part.toByteArray();
    part.reset();
    envelope(steps);
    content(steps);
  }

  private void connection(int steps) {
    if ((steps & NO_CONNECT) == 0) {
      add('D', "C", "{client_addr}", "192.0.2.1", "{daemon_name}", "submission");
      part.writeBytes(packet('C', "laptop\0" + "4\1\1" + "192.0.2.1\0"));
      endOfPart((steps & SILENT_CONNECT) == 0);
    }
    if ((steps & NO_HELO) == 0) {
      add('H', "", "laptop");
      endOfPart((steps & SILENT_HELO) == 0);
    }
  }

  private void envelope(int steps) {
    add('A', "");
    add('D', "M", "{auth_authen}", "user00000000@example.org", "{auth_type}", "PLAIN");
    senderAt = new String(part.toByteArray(), US_ASCII).indexOf("user0") + "user".length();
    add('M', "", "<anna@example.org>", "SIZE=1000");
    endOfPart((steps & SILENT_MAIL) == 0);
    add('D', "R", "{rcpt_addr}", "bert@elsewhere.test");
    add('R', "", "<bert@elsewhere.test>");
    endOfPart((steps & SILENT_RECIPIENT) == 0);
    if ((steps & NO_DATA) == 0) {
      add('T', "");
      endOfPart((steps & SILENT_DATA) == 0);
    }
  }

  private void content(int steps) {
    for (int i = 0; i < HEADER.length && (steps & NO_HEADERS) == 0; i += 2) {
      add('L', "", HEADER[i], HEADER[i + 1]);
      endOfPart((steps & SILENT_HEADER) == 0);
    }
    if ((steps & NO_END_OF_HEADERS) == 0) {
      add('N', "");
      endOfPart((steps & SILENT_END_OF_HEADERS) == 0);
    }
    if ((steps & NO_BODY) == 0) {
      part.writeBytes(packet('B', "A line of a message that nobody reads.\r\n".repeat(24)));
      endOfPart((steps & SILENT_BODY) == 0);
    }
    add('D', "E", "i", "Q00000000");
    messageAt = new String(part.toByteArray(), US_ASCII).indexOf("Q0") + 1;
    add('E', "");
    endOfPart(true);
  }

  /** What is not waited for goes with what follows. */
  private void endOfPart(boolean waits) {
    if (waits) {
      message.add(part.toByteArray());
      part.reset();
    }
  }

  private void add(char command, String about, String... texts) {
    StringBuilder content = new StringBuilder(about);
    for (String text : texts) {
      content.append(text).append('\0');
    }
    part.writeBytes(packet(command, content.toString()));
  }

  /** Parts of the connection's beginning; each is answered. */
  List<byte[]> greeting() {
    return greeting;
  }

  /** What follows the greeting and is not answered; goes with the first message. */
  byte[] prelude() {
    return prelude;
  }

  /** Parts of a message; each is answered. To be written before the next call. */
  List<byte[]> message(int sender, int number) {
    digits(message.getFirst(), senderAt, sender);
    digits(message.getLast(), messageAt, number);
    return message;
  }

  private static void digits(byte[] bytes, int at, int number) {
    int rest = number;
    for (int i = DIGITS - 1; i >= 0; i--) {
      bytes[at + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  private static byte[] packet(char command, String content) {
    return packet(command, content.getBytes(US_ASCII));
  }

  private static byte[] packet(char command, byte[] content) {
    return ByteBuffer.allocate(content.length + 5)
        .putInt(content.length + 1)
        .put((byte) command)
        .put(content)
        .array();
  }
}
