package org.sluice.protocol.milter;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;
import org.sluice.core.decision.RefusalWay;
import org.sluice.core.decision.RefusalWays;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.Addresses;
import org.sluice.core.mail.ClientAddress;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.MessageHeaders;
import org.sluice.core.mail.Recipient;
import org.sluice.core.mail.SaslUsername;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.SmtpReply;
import org.sluice.core.mail.Submission;
import org.sluice.core.mail.Submission.Stage;
import org.sluice.core.report.Account;
import org.sluice.core.report.RefusedMessage;
import org.sluice.protocol.milter.Outcome.Answer;
import org.sluice.protocol.milter.Outcome.Ask;
import org.sluice.protocol.milter.Outcome.End;
import org.sluice.protocol.milter.Outcome.Silence;
import org.sluice.protocol.milter.Parsed.Broken;

/**
 * One connection of an MTA: option negotiation, then messages, one after another.
 *
 * <p>MAIL asks whether the sender is restricted and counts nothing; mail of neither a login nor a
 * connector is accepted there, and the MTA tells nothing more of it. RCPT gathers; one that is more
 * than a message may have is asked about, with those before it. The end of the message asks for the
 * whole, with all recipients and what the header said. What an aborted message had gathered is
 * forgotten.
 *
 * <p>Where refusals are reported, a restricted sender's message goes on to its end; there {@link
 * #toReport} tells what to report, and the message is discarded once that is durable.
 *
 * <p>Where refusals are held, a restricted sender's message goes on to its end as well, and there
 * into the MTA's hold queue; an MTA that did not offer SMFIF_QUARANTINE gets a reply instead.
 *
 * <p>Memory: the recipients, at most {@value #MAX_RECIPIENTS}, and the header's bound. Not
 * thread-safe: one per connection, and no event while an answer is asked for.
 */
public final class MilterSession {
  /** Recipients gathered of one message; the configuration allows no more. */
  public static final int MAX_RECIPIENTS = 1_000;

  private static final SmtpReply NOT_KEPT =
      new SmtpReply(
          Reason.STORE_LOST_CLOSED.code(),
          Reason.STORE_LOST_CLOSED.status(),
          Reason.STORE_LOST_CLOSED.words());

  private static final SmtpReply TOO_MANY_RECIPIENTS =
      new SmtpReply(
          Reason.TOO_MANY_RECIPIENTS.code(),
          Reason.TOO_MANY_RECIPIENTS.status(),
          Reason.TOO_MANY_RECIPIENTS.words());

  private enum Phase {
    NEW,
    READY,
    ENVELOPE,
    CONTENT
  }

  private final String connectionId;
  private final Supplier<Settings> settings;
  private final RefusalWays ways;
  private final Macros macros = new Macros();
  private final MessageHeaders headers = new MessageHeaders();
  private final ReportNotes notes = new ReportNotes();
  private final Set<Recipient> recipients = new LinkedHashSet<>();
  private Negotiated negotiated = new Negotiated(Negotiated.NEWEST_VERSION, 0, 0);
  private Phase phase = Phase.NEW;
  private boolean connected;
  private String address = "";
  private EnvelopeSender sender = EnvelopeSender.NULL;
  private long messages;
  private RefusalWay way = RefusalWay.REPLY;
  private @Nullable Submission asked;
  private Parsed.Rcpt lastRcpt = new Parsed.Rcpt("");

  /** A session that refuses in the dialogue. */
  public MilterSession(String connectionId, Supplier<Settings> settings) {
    this(connectionId, settings, RefusalWays.REPLIES);
  }

  /**
   * @param connectionId a text that no other connection has, of this process or an earlier one
   * @param settings what is in force
   * @param ways what becomes of what is refused for good
   */
  public MilterSession(String connectionId, Supplier<Settings> settings, RefusalWays ways) {
    this.connectionId = connectionId;
    this.settings = settings;
    this.ways = ways;
  }

  /** What follows from an event. */
  public Outcome on(Parsed.Event event) {
    return isInOrder(event.command())
        ? switch (event) {
          case Parsed.Negotiate offer -> negotiate(offer);
          case Parsed.Macros values -> note(values);
          case Parsed.Connect connect -> connect(connect);
          case Parsed.Mail mail -> mail(mail);
          case Parsed.Rcpt rcpt -> recipient(rcpt);
          case Parsed.Header header -> header(header);
          case Parsed.Step step -> step(step.command());
        }
        : outOfOrder(event.command());
  }

  private boolean isInOrder(Command command) {
    return switch (command) {
      case NEGOTIATE -> phase == Phase.NEW;
      case CONNECT -> phase == Phase.READY && !connected;
      case HELO, MAIL -> phase == Phase.READY;
      case RECIPIENT -> phase == Phase.ENVELOPE;
      case DATA, HEADER, END_OF_HEADERS, BODY, END_OF_MESSAGE ->
          phase == Phase.ENVELOPE || phase == Phase.CONTENT;
      case ABORT, MACROS, UNKNOWN, QUIT_NEW_CONNECTION -> phase != Phase.NEW;
      case QUIT -> true;
    };
  }

  private Outcome outOfOrder(Command command) {
    MilterViolation violation =
        phase == Phase.NEW ? MilterViolation.NOT_NEGOTIATED : MilterViolation.OUT_OF_ORDER;
    return new End(Optional.of(new Broken(violation, command.name())));
  }

  private Outcome negotiate(Parsed.Negotiate offer) {
    negotiated = Negotiated.of(offer);
    phase = Phase.READY;
    return new Answer(negotiated.answer());
  }

  private Outcome note(Parsed.Macros values) {
    macros.note(values);
    return Silence.SILENCE;
  }

  private Outcome connect(Parsed.Connect connect) {
    connected = true;
    address = connect.address();
    return goOn(Command.CONNECT);
  }

  private Outcome mail(Parsed.Mail mail) {
    messages++;
    String path = macros.completed(mail.address(), Macro.MAIL_ADDR);
    sender = path.isEmpty() ? EnvelopeSender.NULL : new EnvelopeSender(path);
    Optional<SenderIdentity> identity = identity();
    if (identity.isEmpty()) {
      endOfMessage();
      return new Answer(MilterReplies.accept());
    }
    phase = Phase.ENVELOPE;
    way = ways.of(identity.get());
    if (way == RefusalWay.REPORT) {
      notes.begin(
          Account.of(identity, sender, settings.get().acceptedDomains()), mail.parameters());
    }
    return ask(Stage.SENDER, List.of());
  }

  private Outcome recipient(Parsed.Rcpt rcpt) {
    Recipient recipient = new Recipient(macros.completed(rcpt.address(), Macro.RCPT_ADDR));
    macros.forget(Macro.RCPT_ADDR);
    int most = Math.min(settings.get().serviceLimits().recipientsPerMessage(), MAX_RECIPIENTS);
    if (recipients.size() < most || recipients.contains(recipient)) {
      note(recipient, rcpt);
      return goOn(Command.RECIPIENT);
    }
    if (recipients.size() == MAX_RECIPIENTS) {
      return new Answer(MilterReplies.refuse(TOO_MANY_RECIPIENTS));
    }
    List<Recipient> all = new ArrayList<>(recipients);
    all.add(recipient);
    lastRcpt = rcpt;
    return ask(Stage.RECIPIENT, all);
  }

  private void note(Recipient recipient, Parsed.Rcpt rcpt) {
    if (recipients.add(recipient)) {
      notes.recipient(rcpt);
    }
  }

  private Outcome header(Parsed.Header header) {
    phase = Phase.CONTENT;
    headers.add(header.name(), header.value());
    notes.header(header);
    return goOn(Command.HEADER);
  }

  private Outcome step(Command command) {
    return switch (command) {
      case END_OF_MESSAGE -> ask(Stage.MESSAGE, List.copyOf(recipients));
      case BODY -> {
        phase = Phase.CONTENT;
        yield negotiated.canSkip() ? new Answer(MilterReplies.skip()) : goOn(command);
      }
      case ABORT -> {
        endOfMessage();
        yield Silence.SILENCE;
      }
      case QUIT_NEW_CONNECTION -> {
        endOfMessage();
        macros.endOfConnection();
        connected = false;
        address = "";
        yield Silence.SILENCE;
      }
      case QUIT -> End.QUIT;
      default -> goOn(command);
    };
  }

  private Outcome goOn(Command command) {
    return negotiated.isAnswered(command) ? new Answer(MilterReplies.goOn()) : Silence.SILENCE;
  }

  private Outcome ask(Stage stage, List<Recipient> named) {
    Settings now = settings.get();
    Submission submission =
        new Submission(
            stage,
            connectionId + "." + messages,
            login(),
            client(),
            sender,
            headers.author(sender),
            named,
            named.size(),
            macros.get(Macro.QUEUE_ID),
            stage == Stage.MESSAGE && isAutomaticForward(now));
    asked = submission;
    return new Ask(submission);
  }

  private boolean isAutomaticForward(Settings now) {
    String domain = identity().map(i -> Addresses.domainOf(i.name())).orElse("");
    return headers.automaticForward(sender, domain, now.acceptedDomains()).isPresent();
  }

  private SaslUsername login() {
    String name = macros.get(Macro.AUTH_AUTHEN);
    return name.isEmpty() ? SaslUsername.NONE : new SaslUsername(name);
  }

  private ClientAddress client() {
    return new ClientAddress(address.isEmpty() ? macros.get(Macro.CLIENT_ADDR) : address);
  }

  private Optional<SenderIdentity> identity() {
    return settings.get().senders().identify(login(), client());
  }

  /**
   * What has to be reported before the question can be answered, by {@link #reported}; empty if
   * {@link #decided} has the answer.
   */
  public Optional<RefusedMessage> toReport(Decision decision) {
    return notes.refused(question(), decision);
  }

  /**
   * The answer after a report.
   *
   * @param durable whether what became of it is; if not, the client keeps the message
   */
  public byte[] reported(boolean durable) {
    asked = null;
    endOfMessage();
    return durable ? MilterReplies.discard() : MilterReplies.refuse(NOT_KEPT);
  }

  private Submission question() {
    if (asked == null) {
      throw new IllegalStateException("Nothing was asked");
    }
    return asked;
  }

  /** The answer to what was asked. */
  public byte[] decided(Decision decision) {
    Submission question = question();
    asked = null;
    return switch (question.stage()) {
      case SENDER -> answerToSender(decision);
      case RECIPIENT -> answerToRecipient(decision, question.recipients());
      case MESSAGE -> answerToMessage(question, decision);
    };
  }

  private boolean isHolding() {
    return way == RefusalWay.HOLD && negotiated.canQuarantine();
  }

  private byte[] answerToSender(Decision decision) {
    if ((notes.isKept() || isHolding()) && decision instanceof Decision.Reject) {
      return MilterReplies.goOn();
    }
    Optional<SmtpReply> refusal = refusal(decision);
    refusal.ifPresent(reply -> endOfMessage());
    return refusal.map(MilterReplies::refuse).orElseGet(MilterReplies::goOn);
  }

  private byte[] answerToRecipient(Decision decision, List<Recipient> named) {
    Optional<SmtpReply> refusal = refusal(decision);
    if (refusal.isEmpty()) {
      note(named.getLast(), lastRcpt);
    }
    return refusal.map(MilterReplies::refuse).orElseGet(MilterReplies::goOn);
  }

  private byte[] answerToMessage(Submission question, Decision decision) {
    byte[] answer =
        decision instanceof Decision.Reject reject && isHeld(question, reject)
            ? MilterReplies.hold(reject)
            : refusal(decision).map(MilterReplies::refuse).orElseGet(() -> copied(decision));
    endOfMessage();
    return answer;
  }

  private boolean isHeld(Submission question, Decision.Reject reject) {
    return isHolding()
        && identity().filter(sender -> ways.mayHold(sender, question, reject)).isPresent();
  }

  private byte[] copied(Decision decision) {
    List<byte[]> packets = new ArrayList<>();
    if (negotiated.canAddRecipients()) {
      for (String copy : decision.copies()) {
        if (!recipients.contains(new Recipient(copy))) {
          packets.add(MilterReplies.addRecipient(copy));
        }
      }
    }
    packets.add(MilterReplies.goOn());
    return MilterReplies.joined(packets);
  }

  private static Optional<SmtpReply> refusal(Decision decision) {
    return switch (decision) {
      case Decision.Permit permit -> Optional.empty();
      case Decision.Defer defer -> Optional.of(defer.reply());
      case Decision.Reject reject -> Optional.of(reject.reply());
    };
  }

  private void endOfMessage() {
    phase = Phase.READY;
    macros.endOfMessage();
    headers.clear();
    notes.clear();
    way = RefusalWay.REPLY;
    recipients.clear();
    sender = EnvelopeSender.NULL;
  }

  /** Whether a refused message should be held and cannot be: the MTA did not offer it. */
  public boolean lacksQuarantine() {
    return way == RefusalWay.HOLD && !negotiated.canQuarantine();
  }

  /** Whether Bcc copies can be added; if not, the MTA did not offer it. */
  public boolean canCopy() {
    return negotiated.canAddRecipients();
  }

  /** Whom the connection is about, for the operator's log; printable ASCII. */
  public String about() {
    String text =
        "client %s, login %s %s, daemon %s"
            .formatted(
                client().text(),
                macros.get(Macro.AUTH_AUTHEN),
                macros.get(Macro.AUTH_TYPE),
                macros.get(Macro.DAEMON_NAME));
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
