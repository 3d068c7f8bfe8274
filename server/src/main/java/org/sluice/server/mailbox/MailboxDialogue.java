package org.sluice.server.mailbox;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.Recipient;
import org.sluice.protocol.smtp.Chunk;
import org.sluice.protocol.smtp.Command;
import org.sluice.protocol.smtp.ContentScanner;
import org.sluice.protocol.smtp.MailPath;
import org.sluice.server.proxy.Faulty;
import org.sluice.server.proxy.Link;
import org.sluice.server.proxy.Lost;
import org.sluice.server.proxy.Wire;

/**
 * The trying mailbox's side of SMTP. It speaks with the proxy alone, which bounds lines, times and
 * connections and lets no faulty content through. Not thread-safe; {@link #run} has a thread.
 */
final class MailboxDialogue {
  private static final Logger LOG = LoggerFactory.getLogger(MailboxDialogue.class);
  private static final int MAX_RECIPIENTS = 1_000;
  private static final String NAME = "sluice.localhost";
  private static final String EHLO =
      "250-"
          + NAME
          + " for trying only: any password is right, nothing is delivered\r\n250-PIPELINING\r\n"
          + "250-SIZE "
          + TryingMailbox.MAX_MESSAGE_BYTES
          + "\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-AUTH PLAIN LOGIN\r\n"
          + "250 CHUNKING";

  private final TryingMailbox mailbox;
  private final Wire wire;
  private final List<Recipient> recipients = new ArrayList<>();
  private Optional<EnvelopeSender> sender = Optional.empty();
  private @Nullable DraftFile chunks;

  MailboxDialogue(TryingMailbox mailbox, Link link) {
    this.mailbox = mailbox;
    this.wire = new Wire(Lost.Side.CLIENT, link, () -> 0, Long.MAX_VALUE);
  }

  void run() {
    try {
      say("220 " + NAME + " ESMTP Sluice's trying mailbox: messages become files here");
      boolean goesOn = true;
      while (goesOn) {
        Optional<Command> command = Command.parse(wire.readLine());
        goesOn = command.isPresent() ? handle(command.get()) : say("500 5.5.2 Not a command");
      }
      wire.flush();
    } catch (Lost | Faulty e) {
      LOG.debug("The proxy has ended the dialogue: {}", e.getMessage());
    } catch (IOException e) {
      LOG.error("A message could not be kept in the trying mailbox", e);
    } finally {
      reset();
      wire.close();
    }
  }

  private boolean say(String reply) throws Lost {
    wire.write((reply + "\r\n").getBytes(US_ASCII));
    return true;
  }

  private boolean farewell(String reply) throws Lost {
    say(reply);
    return false;
  }

  private boolean handle(Command command) throws Lost, Faulty, IOException {
    return switch (command.verb()) {
      case EHLO -> afresh(EHLO);
      case HELO -> afresh("250 " + NAME + " for trying only, nothing is delivered");
      case RSET -> afresh("250 2.0.0 Ok");
      case NOOP -> say("250 2.0.0 Ok");
      case AUTH -> auth(command);
      case MAIL -> mail(command);
      case RCPT -> rcpt(command);
      case DATA -> data();
      case BDAT -> bdat(command);
      case VRFY -> say("252 2.0.0 Try it");
      case QUIT -> farewell("221 2.0.0 Bye");
      case HELP, EXPN, STARTTLS, UNKNOWN -> say("502 5.5.1 Not here");
    };
  }

  private boolean afresh(String reply) throws Lost {
    reset();
    return say(reply);
  }

  private void reset() {
    sender = Optional.empty();
    recipients.clear();
    DraftFile unfinished = chunks;
    chunks = null;
    if (unfinished != null) {
      drop(unfinished);
    }
  }

  private static void drop(DraftFile unfinished) {
    try {
      unfinished.close();
    } catch (IOException e) {
      LOG.warn("An unfinished message stays in the trying mailbox", e);
    }
  }

  /** Who it is and whether the password is right is not looked at. */
  private boolean auth(Command command) throws Lost, Faulty {
    List<String> words = List.of(command.argument().split(" ", -1));
    boolean login = words.getFirst().equalsIgnoreCase("LOGIN");
    if (!login && !words.getFirst().equalsIgnoreCase("PLAIN")) {
      return say("504 5.5.4 PLAIN or LOGIN");
    }
    List<String> challenges = login ? List.of("VXNlcm5hbWU6", "UGFzc3dvcmQ6") : List.of("");
    for (int round = words.size() - 1; round < challenges.size(); round++) {
      say("334 " + challenges.get(round));
      byte[] response = wire.readLine();
      if (response.length == 1 && response[0] == '*') {
        return say("501 5.7.0 Authentication aborted");
      }
    }
    return say("235 2.7.0 Any password is right here, this is for trying only");
  }

  private boolean mail(Command command) throws Lost {
    if (sender.isPresent()) {
      return say("503 5.5.1 Nested MAIL");
    }
    sender = MailPath.from(command).map(path -> new EnvelopeSender(path.address()));
    return say(sender.isPresent() ? "250 2.1.0 Ok" : "501 5.1.7 Bad sender address syntax");
  }

  private boolean rcpt(Command command) throws Lost {
    Optional<MailPath> path = MailPath.to(command);
    if (sender.isEmpty()) {
      return say("503 5.5.1 MAIL first");
    }
    if (path.isEmpty()) {
      return say("501 5.1.3 Bad recipient address syntax");
    }
    Recipient recipient = new Recipient(path.get().address());
    if (recipients.size() == MAX_RECIPIENTS && !recipients.contains(recipient)) {
      return say("452 4.5.3 Too many recipients");
    }
    if (!recipients.contains(recipient)) {
      recipients.add(recipient);
    }
    return say("250 2.1.5 Ok");
  }

  private boolean data() throws Lost, IOException {
    if (recipients.isEmpty()) {
      return say("503 5.5.1 RCPT first");
    }
    say("354 Go on");
    ContentScanner scanner = ContentScanner.ofData();
    try (DraftFile draft = new DraftFile(mailbox.draft(), sender.orElseThrow(), true)) {
      while (!scanner.isEnded()) {
        wire.await();
        int from = wire.position();
        int to = scanner.scan(wire.buffer(), from, wire.limit());
        draft.add(wire.buffer(), from, to);
        wire.take(to);
      }
      return ended(draft);
    }
  }

  private boolean ended(DraftFile draft) throws Lost, IOException {
    boolean tooLarge = draft.isTooLarge();
    String reply =
        tooLarge
            ? "552 5.3.4 The trying mailbox takes " + TryingMailbox.MAX_MESSAGE_BYTES + " bytes"
            : "250 2.0.0 Kept as " + keep(draft) + " for trying, not delivered";
    sender = Optional.empty();
    recipients.clear();
    return say(reply);
  }

  private String keep(DraftFile draft) throws IOException {
    return mailbox.keep(draft.end(), recipients);
  }

  private boolean bdat(Command command) throws Lost, IOException {
    Optional<Chunk> chunk = command.chunk();
    if (chunk.isEmpty() || recipients.isEmpty()) {
      return farewell("503 5.5.1 RCPT first");
    }
    DraftFile draft =
        chunks != null ? chunks : new DraftFile(mailbox.draft(), sender.orElseThrow(), false);
    chunks = draft;
    read(draft, chunk.get().size());
    if (!chunk.get().last()) {
      return say("250 2.0.0 Ok");
    }
    chunks = null;
    try (draft) {
      return ended(draft);
    }
  }

  private void read(DraftFile draft, long size) throws Lost, IOException {
    long remaining = size;
    while (remaining > 0) {
      wire.await();
      int from = wire.position();
      int to = (int) Math.min(wire.limit(), from + remaining);
      draft.add(wire.buffer(), from, to);
      wire.take(to);
      remaining -= to - from;
    }
  }
}
