package org.sluice.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One connection in a closed loop: asks, waits for the answer, asks again. Not thread-safe. */
final class Client {
  private static final int MOST_ANSWER = 1024;
  private static final int ACTION = "action=".length();

  private final SocketChannel channel;
  private final Workload workload;
  private final RequestText recipient = RequestText.recipient();
  private final RequestText end;
  private final ByteBuffer out = ByteBuffer.allocateDirect(4096);
  private final ByteBuffer in = ByteBuffer.allocateDirect(MOST_ANSWER);
  private int sender;
  private int message;
  private int asked = Integer.MAX_VALUE - 1;
  private long sentNanos;

  Client(SocketChannel channel, Workload workload) {
    this.channel = channel;
    this.workload = workload;
    this.end = RequestText.endOfMessage(workload.recipients());
  }

  /** Sends the next request of the message, or the first of the next message. */
  void ask() throws IOException {
    if (asked >= workload.requestsOfMessage()) {
      sender = workload.nextSender();
      message = workload.nextMessage();
      asked = 0;
    }
    byte[] request =
        asked < workload.recipients()
            ? recipient.with(sender, message, asked)
            : end.with(sender, message, 0);
    asked++;
    out.clear();
    out.put(request).flip();
    sentNanos = System.nanoTime();
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** Reads what has come; true if the answer is whole. */
  boolean readAnswer() throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("The server closed the connection");
    }
    int end = in.position();
    return end >= 2 && in.get(end - 1) == '\n' && in.get(end - 2) == '\n';
  }

  /** Whether the answer that was read lets pass; begins anew. */
  boolean passed() {
    byte first = in.get(ACTION);
    in.clear();
    return first == 'D' || first == 'd';
  }

  long sentNanos() {
    return sentNanos;
  }
}
