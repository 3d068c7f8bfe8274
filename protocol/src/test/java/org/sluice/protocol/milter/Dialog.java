package org.sluice.protocol.milter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;
import org.sluice.core.decision.RefusalWay;
import org.sluice.core.decision.RefusalWays;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.EnhancedStatus;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.SmtpReply;
import org.sluice.core.mail.Submission;
import org.sluice.core.report.RefusedMessage;
import org.sluice.testkit.MilterPackets;

/**
 * A golden dialogue: {@code >} the MTA says, {@code ?} Sluice asks itself (each word must be found
 * in the question), {@code !} what is decided, {@code *} what is reported ({@code ! kept} or {@code
 * ! lost} follows; a dialogue with such a line is of a door that reports, one with a quarantine of
 * a door that holds a single message), {@code <} Sluice says, {@code =} the connection ends (quit,
 * or the words that the log has).
 */
record Dialog(String name, List<String> said, List<String> decisions, List<String> expected) {

  static Dialog read(Path file) {
    try {
      return of(file.getFileName().toString(), Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Dialog of(String name, List<String> lines) {
    List<String> said = new ArrayList<>();
    List<String> decisions = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("> ")) {
        said.add(line.substring(2));
      } else if (line.startsWith("! ")) {
        decisions.add(line.substring(2));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        expected.add(line.strip());
      }
    }
    return new Dialog(name, said, decisions, expected);
  }

  byte[] bytes() {
    return MilterPackets.packets(said);
  }

  /** Plays it, the bytes cut where told; what happened, as lines. */
  List<String> play(Settings settings, int... cuts) {
    return new Player(settings, new ArrayDeque<>(decisions), way()).play(bytes(), cuts);
  }

  private RefusalWay way() {
    if (expected.stream().anyMatch(line -> line.startsWith("*"))) {
      return RefusalWay.REPORT;
    }
    return expected.stream().anyMatch(line -> line.startsWith("< quarantine"))
        ? RefusalWay.HOLD
        : RefusalWay.REPLY;
  }

  /** One way for everybody; one message may be held, no more. */
  private static final class OneHeld implements RefusalWays {
    private final RefusalWay way;
    private boolean held;

    OneHeld(RefusalWay way) {
      this.way = way;
    }

    @Override
    public RefusalWay of(SenderIdentity sender) {
      return way;
    }

    @Override
    public boolean mayHold(SenderIdentity sender, Submission message, Decision.Reject why) {
      boolean may = !held;
      held = true;
      return may;
    }
  }

  /** The filter's side, as the server plays it. */
  static final class Player {
    private final PacketReader reader = new PacketReader();
    private final MilterSession session;
    private final Deque<String> decisions;
    private final List<String> happened = new ArrayList<>();
    private boolean open = true;

    Player(Settings settings, Deque<String> decisions) {
      this(settings, decisions, RefusalWay.REPLY);
    }

    Player(Settings settings, Deque<String> decisions, RefusalWay way) {
      this.session = new MilterSession("test", () -> settings, new OneHeld(way));
      this.decisions = decisions;
    }

    List<String> play(byte[] bytes, int... cuts) {
      int from = 0;
      for (int i = 0; i <= cuts.length && open; i++) {
        int to = i < cuts.length ? cuts[i] : bytes.length;
        while (from < to && open) {
          Parsed parsed = reader.feed(bytes, from, to);
          from += reader.consumed();
          take(parsed);
        }
      }
      return happened;
    }

    private void take(Parsed parsed) {
      switch (parsed) {
        case Parsed.Incomplete incomplete -> {}
        case Parsed.Broken broken -> end(broken.violation().explanation());
        case Parsed.Event event -> take(session.on(event));
      }
    }

    private void take(Outcome outcome) {
      switch (outcome) {
        case Outcome.Silence silence -> {}
        case Outcome.Answer answer -> say(answer.bytes());
        case Outcome.Ask ask -> {
          happened.add("? " + shown(ask.submission()));
          answer(decision(decisions.isEmpty() ? "permit" : decisions.pop()));
        }
        case Outcome.End end ->
            end(end.broken().map(b -> b.violation().explanation()).orElse("quit"));
      }
    }

    private void answer(Decision decision) {
      Optional<RefusedMessage> report = session.toReport(decision);
      if (report.isEmpty()) {
        say(session.decided(decision));
      } else {
        happened.add("* " + shown(report.get()));
        say(session.reported(decisions.pop().equals("kept")));
      }
    }

    private void say(byte[] bytes) {
      MilterPackets.lines(bytes).forEach(line -> happened.add("< " + line));
    }

    private void end(String why) {
      happened.add("= " + why);
      open = false;
    }
  }

  static String shown(Submission s) {
    return "%s message=%s login=%s client=%s from=<%s> author=%s to=%s count=%d queue=%s forward=%s"
        .formatted(
            s.stage(),
            s.messageId(),
            s.login().name(),
            s.client().text(),
            s.sender().address(),
            s.author(),
            String.join(",", s.recipients().stream().map(r -> r.address()).toList()),
            s.recipientCount(),
            s.queueId(),
            s.automaticForward());
  }

  static String shown(RefusedMessage m) {
    return "message=%s account=%s reply=%s envelope=%s to=%s header=%s"
        .formatted(
            m.messageId(),
            m.account(),
            m.reply(),
            m.envelopeId(),
            String.join(
                ",",
                m.recipients().stream()
                    .map(r -> r.address() + "(" + r.original() + " " + r.wantsFailure() + ")")
                    .toList()),
            String.join("|", m.header().stream().map(f -> f.name() + ": " + f.value()).toList()));
  }

  /** {@code permit}, {@code permit copies a@b}, {@code reject 550 5.1.8 words}, {@code defer …}. */
  static Decision decision(String text) {
    String[] words = text.split(" ", 4);
    if (words[0].equals("permit")) {
      return words.length > 2
          ? new Decision.Permit(Reason.ALERT_ONLY, List.of(words[2].split(",")))
          : Decision.Permit.WITHIN_LIMITS;
    }
    String[] status = words[2].split("\\.");
    SmtpReply reply =
        new SmtpReply(
            Integer.parseInt(words[1]),
            new EnhancedStatus(
                Integer.parseInt(status[0]),
                Integer.parseInt(status[1]),
                Integer.parseInt(status[2])),
            words[3]);
    return words[0].equals("defer")
        ? new Decision.Defer(Reason.TOO_MANY_MESSAGES, reply, "REFERENC")
        : new Decision.Reject(Reason.RESTRICTED_USER, reply, "REFERENC");
  }
}
