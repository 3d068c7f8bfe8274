package org.sluice.server.proxy;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.sluice.protocol.smtp.Chunk;
import org.sluice.protocol.smtp.ContentScanner;
import org.sluice.protocol.smtp.Fault;

/**
 * Content as it comes from the client, piece by piece, watched by the scanner. After DATA it ends
 * where the scanner says; a chunk of BDAT after its count. Not thread-safe.
 */
final class Inflow {
  private static final long UNCOUNTED = Long.MAX_VALUE;

  private final Wire client;
  private final ContentScanner scanner;
  private final boolean last;
  private final ProxyBounds bounds;
  private final LongSupplier monotonicMillis;
  private final long startedMillis;
  private long remaining;

  /** Takes bytes of content. */
  @FunctionalInterface
  interface Sink {
    void take(byte[] bytes, int from, int to) throws Lost;
  }

  private Inflow(
      Wire client,
      ContentScanner scanner,
      Chunk chunk,
      ProxyBounds bounds,
      LongSupplier monotonicMillis,
      long startedMillis) {
    this.client = client;
    this.scanner = scanner;
    this.last = chunk.last();
    this.bounds = bounds;
    this.monotonicMillis = monotonicMillis;
    this.startedMillis = startedMillis;
    this.remaining = chunk.size();
    endWithLast();
  }

  /** All of a message's content after DATA. */
  static Inflow ofData(Wire client, ProxyBounds bounds, LongSupplier monotonicMillis) {
    Chunk uncounted = new Chunk(UNCOUNTED, false);
    return new Inflow(
        client,
        ContentScanner.ofData(),
        uncounted,
        bounds,
        monotonicMillis,
        monotonicMillis.getAsLong());
  }

  /**
   * A chunk.
   *
   * @param scanner the one of all chunks of the message
   * @param startedMillis when the first of them came: all of them have the time of one message
   * @throws Lost if that is over
   */
  static Inflow ofChunk(
      Wire client,
      ContentScanner scanner,
      Chunk chunk,
      ProxyBounds bounds,
      LongSupplier monotonicMillis,
      long startedMillis)
      throws Lost {
    Inflow inflow = new Inflow(client, scanner, chunk, bounds, monotonicMillis, startedMillis);
    inflow.requireTime();
    return inflow;
  }

  boolean isEnded() {
    return remaining == 0 || (remaining == UNCOUNTED && scanner.isEnded());
  }

  /** Bytes of a chunk that are still to come. */
  long remaining() {
    return remaining;
  }

  Optional<Fault> fault() {
    return scanner.fault();
  }

  /**
   * Reads the next piece; the final dot is part of it. The sink takes it after the scanner has seen
   * it.
   *
   * @return its bytes
   * @throws Lost also if all of it takes longer than the bound
   */
  int read(Sink sink) throws Lost {
    requireTime();
    client.within(bounds.clientMillis());
    client.await();
    client.atLeisure();
    int from = client.position();
    int most = (int) Math.min(client.limit(), from + Math.min(remaining, Wire.READ_BYTES));
    int to = scanner.scan(client.buffer(), from, most);
    client.take(to);
    remaining -= remaining == UNCOUNTED ? 0 : to - from;
    endWithLast();
    sink.take(client.buffer(), from, to);
    return to - from;
  }

  private void requireTime() throws Lost {
    if (monotonicMillis.getAsLong() - startedMillis > bounds.messageMillis()) {
      throw new Lost(Lost.Side.CLIENT, "the message took too long");
    }
  }

  private void endWithLast() {
    if (last && remaining == 0) {
      scanner.end();
    }
  }

  /**
   * Reads what is left and drops it.
   *
   * @return whether that was all of it; what lies beyond the bound is not waited for
   */
  boolean swallow() throws Lost {
    long swallowed = 0;
    while (!isEnded() && swallowed <= ProxyBounds.MOST_SWALLOWED) {
      swallowed += read((bytes, from, to) -> {});
    }
    return isEnded();
  }
}
