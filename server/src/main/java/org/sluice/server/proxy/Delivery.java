package org.sluice.server.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.decision.Decision;
import org.sluice.core.report.RefusedMessage;
import org.sluice.protocol.smtp.Chunk;
import org.sluice.protocol.smtp.ContentScanner;
import org.sluice.protocol.smtp.Fault;
import org.sluice.protocol.smtp.HeaderBlock;
import org.sluice.protocol.smtp.Reply;

/**
 * Carries a message's content from the client to the next hop.
 *
 * <p>After DATA the client is told to go on before the next hop is: all recipients have been
 * answered, nothing has been promised. The header is held until the message can be judged whole;
 * only then does the next hop see the DATA command, and from there on content flows through as it
 * comes. The client reads a positive reply to its last byte only after the next hop has given one.
 *
 * <p>Content with a {@link Fault} is never completed at the next hop: it is either refused before
 * the next hop hears of it, or the connection to the next hop is cut before the final dot.
 */
final class Delivery {
  /** What a server says to a command that it does not know, or closes with. */
  private static final Set<Integer> BDAT_UNKNOWN = Set.of(500, 502, 521);

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private static final byte[] DATA = "DATA".getBytes(US_ASCII);

  /** Content after DATA: it ends with its dot, not with a count. */
  private static final Chunk WHOLE = new Chunk(0, true);

  private final Wire client;
  private final HopDialogue hop;
  private final Judge judge;
  private final ProxyBounds bounds;
  private final LongSupplier monotonicMillis;
  private final ClientEnds ends;

  /** What became of a message or of a chunk of it. */
  sealed interface Outcome {
    /** This goes to the client. */
    byte[] reply();

    /** The session goes on. */
    record Told(byte[] reply) implements Outcome {
      static Told of(Reply reply) {
        return new Told(reply.bytes());
      }
    }

    /** The session is over after the reply. */
    record Over(byte[] reply) implements Outcome {}
  }

  Delivery(
      Wire client,
      HopDialogue hop,
      Judge judge,
      ProxyBounds bounds,
      LongSupplier monotonicMillis,
      ClientEnds ends) {
    this.client = client;
    this.hop = hop;
    this.judge = judge;
    this.bounds = bounds;
    this.monotonicMillis = monotonicMillis;
    this.ends = ends;
  }

  /** All content after DATA. */
  Outcome data(Transaction message) throws Lost {
    client.write(OwnReply.GO_ON.bytes());
    Inflow inflow = Inflow.ofData(client, bounds, monotonicMillis);
    hold(message, inflow);
    return inflow.fault().isPresent()
        ? condemned(inflow)
        : guarded(inflow, () -> judged(message, inflow));
  }

  private void hold(Transaction message, Inflow inflow) throws Lost {
    while (!inflow.isEnded() && !message.head().isComplete() && inflow.fault().isEmpty()) {
      inflow.read(message.head()::add);
    }
  }

  /** What may lose the next hop. */
  private interface Step {
    Outcome take() throws Lost;
  }

  /** When the next hop is lost, the client's content is read to its end, so that it reads why. */
  private Outcome guarded(Inflow inflow, Step step) throws Lost {
    try {
      return step.take();
    } catch (Lost e) {
      if (e.side() == Lost.Side.CLIENT) {
        throw e;
      }
      LOG.warn("{}: the next hop was lost within a message: {}", ends, e.why());
      inflow.swallow();
      return new Outcome.Over(OwnReply.NEXT_HOP_LOST.bytes());
    }
  }

  private Outcome condemned(Inflow inflow) throws Lost {
    Fault fault = inflow.fault().orElseThrow();
    LOG.warn("{}: a message is refused, it has {}", ends, fault.explanation());
    inflow.swallow();
    OwnReply reply = fault == Fault.LINE_TOO_LONG ? OwnReply.LONG_LINE : OwnReply.BAD_CONTENT;
    return new Outcome.Over(reply.bytes());
  }

  private Outcome judged(Transaction message, Inflow inflow) throws Lost {
    Decision decision = judge.message(message);
    return switch (decision) {
      case Decision.Permit permit when message.isAlone() -> lifted(inflow);
      case Decision.Permit permit -> {
        copy(permit.copies());
        yield stream(message, inflow);
      }
      case Decision.Defer defer -> refused(message, inflow, decision, List.of(), WHOLE);
      case Decision.Reject reject -> refused(message, inflow, decision, reject.copies(), WHOLE);
    };
  }

  /**
   * A restricted sender's message was taken to be reported, and then the sender was released. The
   * next hop has not heard of its recipients: the client sends it again.
   */
  private static Outcome lifted(Inflow inflow) throws Lost {
    byte[] reply = OwnReply.LIFTED.bytes();
    return inflow.swallow() ? new Outcome.Told(reply) : new Outcome.Over(reply);
  }

  /** One more recipient for each copy; one that the next hop does not take fails nothing. */
  private boolean copy(List<String> addresses) throws Lost {
    boolean any = false;
    for (String address : addresses) {
      Reply reply = hop.ask(("RCPT TO:<" + address + ">" + quietly()).getBytes(UTF_8));
      any |= reply.isPositive();
      if (!reply.isPositive()) {
        LOG.warn("The next hop takes no copy for {}: {}", address, reply.lines().getFirst());
      }
    }
    return any;
  }

  /** Nobody wants a report about a copy (RFC 3461, section 4.1). */
  private String quietly() {
    return hop.extensions().has("DSN") ? " NOTIFY=NEVER" : "";
  }

  private Outcome stream(Transaction message, Inflow inflow) throws Lost {
    Reply go = hop.ask(DATA, bounds.dataMillis());
    if (!go.isIntermediate()) {
      return inflow.swallow() ? refusedByNextHop(go) : new Outcome.Over(go.bytes());
    }
    if (!pour(message.head(), inflow)) {
      hop.close();
      return condemned(inflow);
    }
    return ended(message, hop.reply(bounds.endMillis()));
  }

  /**
   * A reply that is neither a refusal nor what was asked for leaves nobody knowing where we are.
   */
  private static Outcome refusedByNextHop(Reply reply) throws Lost {
    if (reply.code() < 400) {
      throw HopDialogue.lost("it answered DATA with " + reply.code());
    }
    return HopDialogue.isFarewell(reply) ? new Outcome.Over(reply.bytes()) : Outcome.Told.of(reply);
  }

  private static Outcome ended(Transaction message, Reply reply) {
    if (reply.isPositive()) {
      message.deliver();
    }
    return HopDialogue.isFarewell(reply) ? new Outcome.Over(reply.bytes()) : Outcome.Told.of(reply);
  }

  /** Whether all of it went without a fault. */
  private boolean pour(HeaderBlock head, Inflow inflow) throws Lost {
    hop.send(head.bytes(), 0, head.length());
    while (!inflow.isEnded()) {
      inflow.read((bytes, from, to) -> {
        if (inflow.fault().isEmpty()) {
          hop.send(bytes, from, to);
        }
      });
      if (inflow.fault().isPresent()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The one place at which a message is refused. If its policy asks for a copy, the next hop gets
   * the message for the copies' addresses alone; whatever becomes of that, the client reads the
   * refusal. Where refusals are reported, it reads 250 once the report is durable and all content
   * was read; content that is not, or not as it should be, is refused.
   *
   * @param chunk what has begun to come: {@link #WHOLE} after DATA
   */
  private Outcome refused(
      Transaction message, Inflow inflow, Decision decision, List<String> copies, Chunk chunk)
      throws Lost {
    message.refuse();
    boolean goesOn;
    try {
      goesOn =
          hop.ask("RSET").isPositive()
              && (copies.isEmpty() || copyAlone(message, inflow, copies, chunk));
      goesOn &= inflow.swallow();
    } catch (Lost e) {
      if (e.side() == Lost.Side.CLIENT) {
        throw e;
      }
      goesOn = false;
      inflow.swallow();
    }
    byte[] answer = answer(message, inflow, decision);
    return goesOn ? new Outcome.Told(answer) : new Outcome.Over(answer);
  }

  private byte[] answer(Transaction message, Inflow inflow, Decision decision) {
    boolean whole = inflow.isEnded() && inflow.fault().isEmpty();
    Optional<RefusedMessage> report = whole ? report(message, decision) : Optional.empty();
    if (report.isEmpty()) {
      return (Judge.refusal(decision).orElseThrow() + "\r\n").getBytes(US_ASCII);
    }
    return (judge.report(report.get()) ? OwnReply.REPORTED : OwnReply.NOT_REPORTED).bytes();
  }

  private static Optional<RefusedMessage> report(Transaction message, Decision decision) {
    return decision instanceof Decision.Reject reject
        ? message.reported().refused(message.messageId(), message.head(), reject)
        : Optional.empty();
  }

  /** Whether the session with the next hop can go on. */
  private boolean copyAlone(Transaction message, Inflow inflow, List<String> copies, Chunk chunk)
      throws Lost {
    if (!chunk.last()) {
      noCopy(message);
      return true;
    }
    boolean open =
        hop.ask(message.mailLine()).isPositive() && copy(copies) && begin(message, inflow);
    if (!open) {
      LOG.warn("The next hop takes no copy of the refused message {}", message.messageId());
      return hop.ask("RSET").isPositive();
    }
    if (!pour(message.head(), inflow)) {
      hop.close();
      return false;
    }
    Reply reply = hop.reply(bounds.endMillis());
    if (!reply.isPositive()) {
      LOG.warn("The next hop refused the copy: {}", reply.lines().getFirst());
    }
    return true;
  }

  private static void noCopy(Transaction message) {
    LOG.warn("No copy of the refused message {}: it came in chunks", message.messageId());
  }

  private boolean begin(Transaction message, Inflow inflow) throws Lost {
    if (!message.isChunked()) {
      return hop.ask(DATA, bounds.dataMillis()).isIntermediate();
    }
    hop.send(new Chunk(message.head().length() + inflow.remaining(), true));
    return true;
  }

  /**
   * A chunk of BDAT (RFC 3030). Chunks before the message can be judged are held and answered here,
   * which promises nothing; the chunk that completes the header takes them along.
   */
  Outcome chunk(Transaction message, Chunk chunk) throws Lost {
    long startedMillis = message.chunk(monotonicMillis.getAsLong());
    Inflow inflow =
        Inflow.ofChunk(client, message.chunks(), chunk, bounds, monotonicMillis, startedMillis);
    Optional<Decision.Reject> waiting = message.reported().waiting();
    if (waiting.isPresent()) {
      return guarded(inflow, () -> furtherChunk(message, chunk, inflow, waiting.get()));
    }
    if (message.isJudged()) {
      return inflow.fault().isPresent()
          ? condemned(inflow)
          : guarded(inflow, () -> pass(message, chunk, inflow, new HeaderBlock()));
    }
    hold(message, inflow);
    if (inflow.fault().isPresent()) {
      return condemned(inflow);
    }
    if (inflow.isEnded() && !chunk.last() && !message.head().isComplete()) {
      return new Outcome.Told(OwnReply.CHUNK_TAKEN.bytes());
    }
    return guarded(inflow, () -> judgedChunk(message, chunk, inflow));
  }

  private Outcome judgedChunk(Transaction message, Chunk chunk, Inflow inflow) throws Lost {
    Decision decision = judge.message(message);
    return switch (decision) {
      case Decision.Permit permit when message.isAlone() -> {
        message.fail();
        yield lifted(inflow);
      }
      case Decision.Permit permit -> {
        copy(permit.copies());
        yield pass(message, chunk, inflow, message.head());
      }
      case Decision.Defer defer -> {
        message.fail();
        yield refused(message, inflow, decision, List.of(), chunk);
      }
      case Decision.Reject reject when !chunk.last() && report(message, reject).isPresent() -> {
        message.reported().later(reject);
        if (!reject.copies().isEmpty()) {
          noCopy(message);
        }
        yield furtherChunk(message, chunk, inflow, reject);
      }
      case Decision.Reject reject -> {
        message.fail();
        yield refused(message, inflow, reject, reject.copies(), chunk);
      }
    };
  }

  /** A chunk of a message that will be reported; too many of them are refused after all. */
  private Outcome furtherChunk(
      Transaction message, Chunk chunk, Inflow inflow, Decision.Reject reject) throws Lost {
    boolean fits = message.reported().mayRead(chunk.size());
    if (!fits || chunk.last()) {
      message.fail();
      return fits
          ? refused(message, inflow, reject, List.of(), chunk)
          : new Outcome.Over((reject.reply() + "\r\n").getBytes(US_ASCII));
    }
    inflow.swallow();
    return inflow.fault().isPresent()
        ? condemned(inflow)
        : new Outcome.Told(OwnReply.CHUNK_TAKEN.bytes());
  }

  private Outcome pass(Transaction message, Chunk chunk, Inflow inflow, HeaderBlock held)
      throws Lost {
    hop.send(new Chunk(held.length() + inflow.remaining(), chunk.last()));
    if (!pour(held, inflow)) {
      hop.close();
      return condemned(inflow);
    }
    Reply reply = hop.reply(bounds.endMillis());
    if (BDAT_UNKNOWN.contains(reply.code())) {
      // It may have taken the content for commands: nothing that it says from here on is believed.
      hop.close();
      throw HopDialogue.lost("it offers CHUNKING and answers BDAT with " + reply.code());
    }
    if (!reply.isPositive()) {
      message.fail();
    }
    return chunk.last() || HopDialogue.isFarewell(reply)
        ? ended(message, reply)
        : Outcome.Told.of(reply);
  }

  /** Reads a chunk that cannot be taken; whether all of it was read. */
  boolean swallow(Chunk chunk) throws Lost {
    long nowMillis = monotonicMillis.getAsLong();
    return Inflow.ofChunk(
            client, ContentScanner.ofChunks(), chunk, bounds, monotonicMillis, nowMillis)
        .swallow();
  }
}
