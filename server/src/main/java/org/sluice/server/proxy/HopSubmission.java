package org.sluice.server.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.sluice.protocol.smtp.Reply;
import org.sluice.server.socket.EventLoop;

/**
 * Submits a message of Sluice's own to the next hop, over the connection that clients of the proxy
 * would get: the same TLS, the same way to tell the client's address, which is this machine's. It
 * does not log in. All of it takes at most {@value #MOST_MILLIS} ms. Thread-safe; blocks.
 */
public final class HopSubmission {
  /** For all of a submission. */
  static final long MOST_MILLIS = 120_000;

  private static final InetSocketAddress SELF =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);
  private static final ClientEnds OURSELVES = new ClientEnds(SELF, SELF);
  private static final byte[] END = ".\r\n".getBytes(US_ASCII);
  private static final byte[] DOT = {'.'};

  private final EventLoop loop;
  private final Supplier<NextHop> nextHop;
  private final ProxyBounds bounds;
  private final LongSupplier monotonicMillis;
  private final long mostMillis;

  /** Hears of the step that cannot be called back: the line with the single dot. */
  public interface End {
    /** All before it is done. If it throws, the step is not taken. */
    void isNext();

    /** It is taken with the next instruction. */
    void isNow();
  }

  /**
   * What the next hop said in the end.
   *
   * @param code of the reply, 200 to 599; the message is taken if it is below 300
   * @param text the reply's last line, printable ASCII
   */
  public record Answer(int code, String text) {
    /** Whether the next hop has the message. */
    public boolean isTaken() {
      return code < 300;
    }

    /** Whether trying again is of no use. */
    public boolean isForGood() {
      return code >= 500;
    }

    static Answer of(Reply reply) {
      String text = reply.lines().getLast().replaceAll("[^\\x20-\\x7e]", "?");
      return new Answer(reply.code(), text);
    }
  }

  /**
   * @param nextHop asked for each message
   * @param monotonicMillis for slow steps
   */
  public HopSubmission(
      EventLoop loop, Supplier<NextHop> nextHop, ProxyBounds bounds, LongSupplier monotonicMillis) {
    this(loop, nextHop, bounds, monotonicMillis, MOST_MILLIS);
  }

  HopSubmission(
      EventLoop loop,
      Supplier<NextHop> nextHop,
      ProxyBounds bounds,
      LongSupplier monotonicMillis,
      long mostMillis) {
    this.loop = loop;
    this.nextHop = nextHop;
    this.bounds = bounds;
    this.monotonicMillis = monotonicMillis;
    this.mostMillis = mostMillis;
  }

  /** Where it submits, for the log. */
  public String where() {
    return nextHop.get().name();
  }

  /**
   * Submits with the null reverse-path.
   *
   * @param to an address in ASCII
   * @param message with CRLF line ends, the last one too
   * @throws IOException if the next hop cannot be reached or is lost; after {@link End#isNow} it
   *     may have the message
   */
  public Answer submit(String to, byte[] message, End end) throws IOException {
    NextHop hop = nextHop.get();
    Wire wire =
        new Wire(Lost.Side.NEXT_HOP, hop.open(OURSELVES), monotonicMillis, bounds.blockMillis());
    ScheduledFuture<?> limit =
        loop.group().schedule(wire::close, mostMillis, TimeUnit.MILLISECONDS);
    try {
      return submit(hop, wire, to, message, end);
    } catch (Lost e) {
      throw new IOException(e.why(), e);
    } finally {
      limit.cancel(false);
      wire.close();
    }
  }

  private Answer submit(NextHop nextHop, Wire wire, String to, byte[] message, End end)
      throws Lost {
    HopDialogue hop = new HopDialogue(wire, bounds);
    Reply reply = hop.open(nextHop, OURSELVES);
    if (reply.isPositive()) {
      var _ = hop.hello(OURSELVES);
      reply = hop.ask("MAIL FROM:<>");
    }
    if (reply.isPositive()) {
      reply = hop.ask("RCPT TO:<" + to + ">");
    }
    if (reply.isPositive()) {
      reply = hop.ask("DATA");
      if (reply.isIntermediate()) {
        return content(hop, wire, message, end);
      }
    }
    return failed(reply);
  }

  private Answer content(HopDialogue hop, Wire wire, byte[] message, End end) throws Lost {
    int line = 0;
    for (int at = 0; at < message.length; at++) {
      if (message[at] == '\n' || at == message.length - 1) {
        if (message[line] == '.') {
          hop.send(DOT, 0, 1);
        }
        hop.send(message, line, at + 1);
        line = at + 1;
      }
    }
    wire.flush();
    end.isNext();
    end.isNow();
    hop.send(END, 0, END.length);
    Reply reply = hop.reply(bounds.endMillis());
    return reply.isPositive() ? Answer.of(reply) : failed(reply);
  }

  /** A reply that is neither what was asked for nor a refusal leaves nobody knowing. */
  private static Answer failed(Reply reply) throws Lost {
    if (reply.code() < 400) {
      throw HopDialogue.lost("it answered with " + reply.code() + " out of turn");
    }
    return Answer.of(reply);
  }
}
