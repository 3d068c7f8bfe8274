package org.sluice.server.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.decision.Decision;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.Recipient;
import org.sluice.core.mail.SmtpReply;
import org.sluice.protocol.smtp.Chunk;
import org.sluice.protocol.smtp.Command;
import org.sluice.protocol.smtp.Extensions;
import org.sluice.protocol.smtp.Fault;
import org.sluice.protocol.smtp.MailPath;
import org.sluice.protocol.smtp.Mechanism;
import org.sluice.protocol.smtp.Reply;
import org.sluice.protocol.smtp.Verb;

/**
 * One client and its connection to the next hop, command by command. A command is answered by the
 * next hop, unless this class says otherwise. {@link #run} has a thread of its own; the other
 * methods of the package come from outside.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  private final ProxySettings settings;
  private final ProxyBounds bounds;
  private final ClientEnds ends;
  private final String id;
  private final Wire client;
  private final Wire hopWire;
  private final HopDialogue hop;
  private final Judge judge;
  private final Delivery delivery;

  private volatile Optional<Transaction> transaction = Optional.empty();
  private boolean greeted;
  private boolean secure;
  private int messages;
  private int mistakes;
  private int commands;
  private volatile boolean ending;

  Session(
      ProxySettings settings,
      ProxyBounds bounds,
      LongSupplier monotonicMillis,
      Gatekeeper gatekeeper,
      ClientEnds ends,
      String id,
      Link client,
      Link hop) {
    this.settings = settings;
    this.bounds = bounds;
    this.ends = ends;
    this.id = id;
    this.client = new Wire(Lost.Side.CLIENT, client, monotonicMillis, bounds.clientMillis());
    this.hopWire = new Wire(Lost.Side.NEXT_HOP, hop, monotonicMillis, bounds.blockMillis());
    this.hop = new HopDialogue(hopWire, bounds);
    this.judge = new Judge(gatekeeper, ends);
    this.delivery = new Delivery(this.client, this.hop, judge, bounds, monotonicMillis, ends);
  }

  /** Speaks until one side ends; then both are closed. */
  void run() {
    try {
      Reply greeting = hop.open(settings.nextHop(), ends);
      client.write(greeting.bytes());
      boolean goesOn = greeting.isPositive();
      while (goesOn) {
        goesOn = next();
      }
      client.flush();
    } catch (Lost e) {
      lost(e);
    } catch (Faulty e) {
      LOG.warn("{}: a command has {}; closed", ends, e.fault().explanation());
      farewell(e.fault() == Fault.LINE_TOO_LONG ? OwnReply.NOT_A_COMMAND : OwnReply.BAD_LINE);
    } catch (RuntimeException e) {
      LOG.error("{}: a session ends by a failure of ours", ends, e);
      farewell(OwnReply.FAILED);
    } finally {
      hop.close();
      endTransaction();
      if (!ending) {
        client.part();
      }
      client.close();
    }
  }

  private void lost(Lost e) {
    boolean nextHop = e.side() == Lost.Side.NEXT_HOP;
    if (nextHop) {
      LOG.warn("{}: the next hop {}: {}", ends, settings.nextHop().name(), e.why());
    } else {
      LOG.debug("{}: {}", ends, e.why());
    }
    if (nextHop) {
      farewell(OwnReply.NEXT_HOP_LOST);
    } else {
      farewell(ending ? OwnReply.ENDING : OwnReply.TOO_SLOW);
    }
  }

  /** The client may be gone. */
  private void farewell(OwnReply reply) {
    try {
      client.write(reply.bytes());
      client.flush();
    } catch (Lost e) {
      LOG.debug("{}: {}", ends, e.why());
    }
  }

  private boolean next() throws Lost, Faulty {
    if (ending && transaction.isEmpty()) {
      return say(OwnReply.ENDING, false);
    }
    client.within(bounds.clientMillis());
    byte[] line = client.readLine();
    client.atLeisure();
    if (++commands > ProxyBounds.MOST_COMMANDS) {
      return say(OwnReply.TOO_MANY_COMMANDS, false);
    }
    Optional<Command> command = Command.parse(line);
    return command.isEmpty() ? mistake(OwnReply.NOT_A_COMMAND) : handle(command.get());
  }

  private boolean handle(Command command) throws Lost, Faulty {
    return switch (command.verb()) {
      case EHLO, HELO -> hello(command);
      case MAIL -> mail(command);
      case RCPT -> rcpt(command);
      case DATA -> data(command);
      case BDAT -> bdat(command);
      case AUTH -> auth(command);
      case STARTTLS -> startTls(command);
      case RSET -> {
        endTransaction();
        yield relay(command);
      }
      case QUIT -> {
        relay(command);
        yield false;
      }
      case NOOP, VRFY, EXPN, HELP -> relay(command);
      case UNKNOWN -> mistake(OwnReply.NOT_A_COMMAND);
    };
  }

  /** The session goes on, unless there have been too many of these. */
  private boolean mistake(OwnReply reply) throws Lost {
    client.write(reply.bytes());
    return ++mistakes < ProxyBounds.MOST_MISTAKES || say(OwnReply.TOO_MANY_MISTAKES, false);
  }

  private boolean say(OwnReply reply, boolean goesOn) throws Lost {
    client.write(reply.bytes());
    return goesOn;
  }

  private boolean relay(Command command) throws Lost {
    return relay(hop.ask(command.line()));
  }

  private boolean relay(Reply reply) throws Lost {
    client.write(reply.bytes());
    return !HopDialogue.isFarewell(reply);
  }

  private boolean hello(Command command) throws Lost {
    endTransaction();
    Reply reply = hop.ask(command.line());
    boolean extended = reply.isPositive() && command.verb() == Verb.EHLO;
    greeted |= reply.isPositive();
    hop.know(extended ? Extensions.of(reply) : Extensions.NONE);
    return relay(extended ? hop.extensions().passed(this::passes, mayStartTls()) : reply);
  }

  /** A token's name is the client's own word, unless the next hop compares it with the token. */
  private boolean passes(Mechanism mechanism) {
    return mayAuthenticate() && (settings.tokenUserChecked() || !mechanism.isByToken());
  }

  /** A password on a line that others can read is not asked for. */
  private boolean mayAuthenticate() {
    return secure || ends.isLoopback() || settings.authWithoutTls();
  }

  private boolean mayStartTls() {
    return !secure && settings.certificate().isPresent();
  }

  private boolean auth(Command command) throws Lost, Faulty {
    List<String> words = command.words();
    if (words.isEmpty() || words.size() > 2) {
      return mistake(OwnReply.BAD_ARGUMENT);
    }
    if (!greeted || transaction.isPresent() || judge.knowsLogin()) {
      return mistake(OwnReply.BAD_SEQUENCE);
    }
    if (!mayAuthenticate()) {
      return mistake(OwnReply.ENCRYPT_FIRST);
    }
    Optional<Mechanism> mechanism =
        Mechanism.of(words.getFirst()).filter(hop.extensions()::offers).filter(this::passes);
    if (mechanism.isEmpty()) {
      return mistake(OwnReply.NO_MECHANISM);
    }
    return authenticated(
        new AuthExchange(client, hop, bounds).run(command, mechanism.get(), words));
  }

  /** Who is let in without a name would not be counted. */
  private boolean authenticated(AuthExchange.Result result) throws Lost {
    if (result.succeeded() && result.identity().isEmpty()) {
      LOG.warn("{}: a login succeeded whose name is not known; closed", ends);
      return say(OwnReply.IDENTITY_UNKNOWN, false);
    }
    if (result.succeeded()) {
      judge.know(result.identity().orElseThrow());
    }
    return relay(result.reply());
  }

  /**
   * RFC 3207. What the client sent behind the command was not protected and is dropped unread. A
   * login is not carried from the open line to the protected one: after AUTH there is no STARTTLS.
   */
  private boolean startTls(Command command) throws Lost {
    if (!command.argument().isEmpty()) {
      return mistake(OwnReply.BAD_ARGUMENT);
    }
    if (!mayStartTls() || !greeted || transaction.isPresent() || judge.knowsLogin()) {
      return mistake(OwnReply.BAD_SEQUENCE);
    }
    client.within(bounds.clientMillis());
    client.write(OwnReply.START_TLS.bytes());
    client.flush();
    try {
      client.goOnOver(settings.certificate().orElseThrow().secure(client.link()));
    } catch (IOException e) {
      throw new Lost(Lost.Side.CLIENT, "TLS failed: " + e.getMessage());
    }
    secure = true;
    greeted = false;
    hop.know(Extensions.NONE);
    return true;
  }

  private boolean mail(Command command) throws Lost {
    if (transaction.isPresent()) {
      return mistake(OwnReply.BAD_SEQUENCE);
    }
    Optional<MailPath> path = MailPath.from(command);
    if (path.isEmpty()) {
      return mistake(OwnReply.BAD_SENDER);
    }
    if (path.get().has("BODY=BINARYMIME")) {
      return mistake(OwnReply.NO_BINARY);
    }
    EnvelopeSender sender = new EnvelopeSender(path.get().address());
    String messageId = id + "." + ++messages;
    Decision decision = judge.sender(messageId, sender);
    Reported reported = new Reported(judge.account(sender), path.get().parameters());
    if (reported.isKept() && decision instanceof Decision.Reject) {
      transaction = Optional.of(new Transaction(messageId, command.line(), sender, reported, true));
      return say(OwnReply.SENDER_TAKEN, true);
    }
    Optional<SmtpReply> refusal = Judge.refusal(decision);
    if (refusal.isPresent()) {
      client.write((refusal.get() + "\r\n").getBytes(US_ASCII));
      return true;
    }
    Reply reply = hop.ask(command.line());
    if (reply.isPositive()) {
      transaction =
          Optional.of(new Transaction(messageId, command.line(), sender, reported, false));
    }
    return relay(reply);
  }

  /** A recipient that comes when the message may have been judged would not be counted. */
  private boolean rcpt(Command command) throws Lost {
    if (transaction.isEmpty() || transaction.get().isChunked()) {
      return mistake(OwnReply.BAD_SEQUENCE);
    }
    Optional<MailPath> path = MailPath.to(command);
    if (path.isEmpty()) {
      return mistake(OwnReply.BAD_RECIPIENT);
    }
    Recipient recipient = new Recipient(path.get().address());
    if (transaction.get().isFull(recipient, judge.mostRecipients())) {
      LOG.info("{}: a message has more than {} recipients", ends, judge.mostRecipients());
      return say(OwnReply.TOO_MANY_RECIPIENTS, true);
    }
    if (transaction.get().isAlone()) {
      transaction.get().add(recipient, path.get());
      return say(OwnReply.RECIPIENT_TAKEN, true);
    }
    Reply reply = hop.ask(command.line());
    if (reply.isPositive()) {
      transaction.get().add(recipient, path.get());
    }
    return relay(reply);
  }

  private boolean data(Command command) throws Lost {
    if (!command.argument().isEmpty()) {
      return mistake(OwnReply.BAD_ARGUMENT);
    }
    if (transaction.isEmpty() || transaction.get().isChunked()) {
      return mistake(OwnReply.BAD_SEQUENCE);
    }
    return transaction.get().hasRecipients()
        ? told(delivery.data(transaction.get()), true)
        : mistake(OwnReply.NO_RECIPIENTS);
  }

  private boolean bdat(Command command) throws Lost {
    Optional<Chunk> chunk = command.chunk();
    if (chunk.isEmpty()) {
      // Nobody knows how much of what follows is content.
      return say(OwnReply.BAD_ARGUMENT, false);
    }
    if (!hop.extensions().has("CHUNKING")) {
      // A next hop that does not know BDAT would take the content for commands.
      return say(OwnReply.NO_CHUNKING, false);
    }
    if (transaction.isEmpty() || transaction.get().isFailed()) {
      return swallowed(chunk.get(), OwnReply.BAD_SEQUENCE);
    }
    if (!transaction.get().hasRecipients()) {
      return swallowed(chunk.get(), OwnReply.NO_RECIPIENTS);
    }
    return told(delivery.chunk(transaction.get(), chunk.get()), chunk.get().last());
  }

  /** A chunk that is too long to be read for nothing ends the session, after the reply. */
  private boolean swallowed(Chunk chunk, OwnReply reply) throws Lost {
    return delivery.swallow(chunk) ? mistake(reply) : say(reply, false);
  }

  private boolean told(Delivery.Outcome outcome, boolean whole) throws Lost {
    if (whole) {
      endTransaction();
    }
    client.write(outcome.reply());
    return outcome instanceof Delivery.Outcome.Told;
  }

  /** What was counted for a message that did not reach the next hop is given back. */
  private void endTransaction() {
    transaction.flatMap(Transaction::charged).ifPresent(judge::withdraw);
    if (transaction.isPresent() && transaction.get().isDelivered()) {
      commands = 0;
      mistakes = 0;
    }
    transaction = Optional.empty();
  }

  /** Ends what takes too long. */
  void checkTime(long nowMillis) throws IOException {
    client.checkTime(nowMillis);
    hopWire.checkTime(nowMillis);
  }

  /** Ends a session that waits for its next command; a message that is on its way arrives. */
  void end() throws IOException {
    ending = true;
    if (transaction.isEmpty()) {
      client.endReading();
    }
  }

  /** Ends at once. */
  void abort() {
    hop.close();
    client.close();
  }

  @Override
  public String toString() {
    return ends.toString();
  }
}
