package org.sluice.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

/** One connection of an MTA in a closed loop: message after message. Not thread-safe. */
final class MilterClient {
  private static final int MOST_ANSWER = 64 * 1024;
  private static final int STEPS_AT = 13;

  private final SocketChannel channel;
  private final Workload workload;
  private final ByteBuffer in = ByteBuffer.allocateDirect(MOST_ANSWER);
  private MilterText text = new MilterText(0);
  private List<byte[]> parts = List.of(MilterText.OFFER);
  private int part;
  private boolean negotiating = true;
  private boolean greeting = true;
  private long sentNanos;

  MilterClient(SocketChannel channel, Workload workload) {
    this.channel = channel;
    this.workload = workload;
  }

  /** Sends the next part. */
  void send() throws IOException {
    ByteBuffer out = ByteBuffer.wrap(parts.get(part));
    if (part == 0) {
      sentNanos = System.nanoTime();
    }
    write(out);
  }

  private void write(ByteBuffer out) throws IOException {
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** What an answer was. */
  enum Answer {
    NONE_YET,
    GO_ON,
    PASSED,
    REFUSED
  }

  /** Reads what has come; after a whole answer it sends what follows. */
  Answer read() throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("The filter closed the connection");
    }
    in.flip();
    char last = 0;
    while (in.remaining() >= 5 && in.remaining() >= 4 + in.getInt(in.position())) {
      int start = in.position();
      char command = (char) in.get(start + 4);
      if (command == 'O') {
        text = new MilterText(in.getInt(start + STEPS_AT));
      }
      last = isChange(command) ? last : command;
      in.position(start + 4 + in.getInt(start));
    }
    in.compact();
    return last == 0 ? Answer.NONE_YET : follow(last);
  }

  /** Changes of a message come before its answer. */
  private static boolean isChange(char command) {
    return "+-2behimpq".indexOf(command) >= 0;
  }

  private Answer follow(char answer) throws IOException {
    boolean refused = "ytrd".indexOf(answer) >= 0;
    part++;
    if (part < parts.size() && !refused && answer != 'a') {
      send();
      return Answer.GO_ON;
    }
    boolean message = !negotiating && !greeting;
    next();
    return !message ? Answer.GO_ON : refused ? Answer.REFUSED : Answer.PASSED;
  }

  /** The greeting after the negotiation, if there is something to wait for; then messages. */
  private void next() throws IOException {
    boolean first = negotiating || greeting;
    part = 0;
    greeting = negotiating && !text.greeting().isEmpty();
    negotiating = false;
    if (first && !greeting) {
      write(ByteBuffer.wrap(text.prelude()));
    }
    parts =
        greeting ? text.greeting() : text.message(workload.nextSender(), workload.nextMessage());
  }

  /** Whether the next part begins something. */
  boolean atBeginning() {
    return part == 0;
  }

  long sentNanos() {
    return sentNanos;
  }
}
