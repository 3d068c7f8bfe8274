package org.sluice.protocol.milter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * What both sides agreed on. Sluice takes no more than it needs: no HELO, no DATA, no end of
 * headers, no body, no unknown commands; and where the MTA can do without an answer, to the
 * connection and to header fields, it gives none. Only what was offered is asked for.
 *
 * @param version the lower of both versions
 * @param actions bits of what Sluice may do (SMFIF_*)
 * @param steps bits of what the MTA leaves out (SMFIP_*)
 */
public record Negotiated(int version, int actions, int steps) {
  /** The version this is written for. */
  public static final int NEWEST_VERSION = 6;

  static final int ADD_RECIPIENT = 0x4;
  static final int QUARANTINE = 0x20;
  static final int SET_MACROS = 0x100;

  static final int NO_HELO = 0x2;
  static final int NO_BODY = 0x10;
  static final int NO_END_OF_HEADERS = 0x40;
  static final int NO_REPLY_TO_HEADER = 0x80;
  static final int NO_UNKNOWN = 0x100;
  static final int NO_DATA = 0x200;
  static final int CAN_SKIP = 0x400;
  static final int NO_REPLY_TO_CONNECT = 0x1000;

  private static final int WANTED_ACTIONS = ADD_RECIPIENT | QUARANTINE | SET_MACROS;
  private static final int WANTED_STEPS =
      NO_HELO
          | NO_BODY
          | NO_END_OF_HEADERS
          | NO_REPLY_TO_HEADER
          | NO_UNKNOWN
          | NO_DATA
          | CAN_SKIP
          | NO_REPLY_TO_CONNECT;

  private static final int HEAD = 12;

  /** The macros wanted at each stage (SMFIM_*). */
  private enum Stage {
    CONNECT(0, List.of(Macro.CLIENT_ADDR, Macro.DAEMON_NAME)),
    MAIL(2, List.of(Macro.AUTH_AUTHEN, Macro.AUTH_TYPE, Macro.MAIL_ADDR)),
    RECIPIENT(3, List.of(Macro.RCPT_ADDR)),
    END_OF_MESSAGE(5, List.of(Macro.QUEUE_ID));

    private final int number;
    private final List<Macro> macros;

    Stage(int number, List<Macro> macros) {
      this.number = number;
      this.macros = macros;
    }
  }

  /** What Sluice takes of an offer. */
  static Negotiated of(Parsed.Negotiate offer) {
    return new Negotiated(
        Math.min(offer.version(), NEWEST_VERSION),
        offer.actions() & WANTED_ACTIONS,
        offer.steps() & WANTED_STEPS);
  }

  /** The answer to the offer. */
  byte[] answer() {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] head = new byte[HEAD];
    MilterReplies.number(head, 0, version);
    MilterReplies.number(head, 4, actions);
    MilterReplies.number(head, 8, steps);
    content.writeBytes(head);
    if ((actions & SET_MACROS) != 0) {
      for (Stage stage : Stage.values()) {
        macros(content, stage);
      }
    }
    return MilterReplies.packet('O', content.toByteArray());
  }

  private static void macros(ByteArrayOutputStream content, Stage stage) {
    byte[] number = new byte[4];
    MilterReplies.number(number, 0, stage.number);
    content.writeBytes(number);
    String names = String.join(" ", stage.macros.stream().map(Macro::wireName).toList());
    content.writeBytes(names.getBytes(US_ASCII));
    content.write(0);
  }

  /** Whether Bcc copies can be added. */
  public boolean canAddRecipients() {
    return (actions & ADD_RECIPIENT) != 0;
  }

  /** Whether a message can be held. */
  boolean canQuarantine() {
    return (actions & QUARANTINE) != 0;
  }

  /** Whether the MTA waits for an answer to this event. */
  boolean isAnswered(Command command) {
    return switch (command) {
      case CONNECT -> (steps & NO_REPLY_TO_CONNECT) == 0;
      case HEADER -> (steps & NO_REPLY_TO_HEADER) == 0;
      case ABORT, MACROS, QUIT, QUIT_NEW_CONNECTION -> false;
      case BODY, DATA, END_OF_HEADERS, END_OF_MESSAGE, HELO, MAIL, NEGOTIATE, RECIPIENT, UNKNOWN ->
          true;
    };
  }

  /** Whether body chunks can be declined after the first. */
  boolean canSkip() {
    return (steps & CAN_SKIP) != 0;
  }
}
