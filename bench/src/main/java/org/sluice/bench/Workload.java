package org.sluice.bench;

import java.util.SplittableRandom;

/** Which requests come next. Not thread-safe. */
final class Workload {
  private final int senders;
  private final int recipients;
  private final boolean endOfMessage;
  private final SplittableRandom random = new SplittableRandom(4711);
  private final boolean inTurn;
  private int turn;
  private int message;

  /**
   * @param inTurn every sender once, in turn; else at random
   */
  Workload(int senders, int recipients, boolean endOfMessage, boolean inTurn, int firstMessage) {
    this.senders = senders;
    this.recipients = recipients;
    this.endOfMessage = endOfMessage;
    this.inTurn = inTurn;
    this.message = firstMessage;
  }

  int recipients() {
    return recipients;
  }

  int requestsOfMessage() {
    return endOfMessage ? recipients + 1 : recipients;
  }

  int nextSender() {
    return inTurn ? turn++ % senders : random.nextInt(senders);
  }

  int nextMessage() {
    message = (message + 1) % 100_000_000;
    return message;
  }
}
