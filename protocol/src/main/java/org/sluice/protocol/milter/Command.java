package org.sluice.protocol.milter;

import org.jspecify.annotations.Nullable;

/** What the MTA may say, by the byte it says it with (mfdef.h, SMFIC_*). */
public enum Command {
  ABORT('A'),
  BODY('B'),
  CONNECT('C'),
  MACROS('D'),
  END_OF_MESSAGE('E'),
  HELO('H'),
  QUIT_NEW_CONNECTION('K'),
  HEADER('L'),
  MAIL('M'),
  END_OF_HEADERS('N'),
  NEGOTIATE('O'),
  QUIT('Q'),
  RECIPIENT('R'),
  DATA('T'),
  UNKNOWN('U');

  private static final @Nullable Command[] BY_BYTE = byByte();

  private final char wire;

  Command(char wire) {
    this.wire = wire;
  }

  /** The byte on the wire. */
  public char wire() {
    return wire;
  }

  /** The command of a byte; null if there is none. */
  static @Nullable Command of(byte wire) {
    return wire < 0 ? null : BY_BYTE[wire];
  }

  /** Bytes kept of its content: what is not read is not kept. */
  int mostKept() {
    return switch (this) {
      case BODY, END_OF_MESSAGE -> 0;
      case HEADER -> PacketReader.MAX_HEADER_KEPT;
      default -> PacketReader.MAX_COMMAND_BYTES;
    };
  }

  /** Bytes its content may have. */
  int mostBytes() {
    return switch (this) {
      case BODY, END_OF_MESSAGE, HEADER -> PacketReader.MAX_CONTENT_BYTES;
      default -> PacketReader.MAX_COMMAND_BYTES;
    };
  }

  private static @Nullable Command[] byByte() {
    @Nullable Command[] table = new Command[128];
    for (Command command : values()) {
      table[command.wire] = command;
    }
    return table;
  }
}
