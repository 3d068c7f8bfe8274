package org.sluice.protocol.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.sluice.testkit.MilterPackets;

/** Dialogues of chance against a model that knows no bytes; bytes of chance against themselves. */
class MilterFuzzTest {
  private static final int MOST = 3;
  private static final String REJECT = "reject 550 5.1.8 no";
  private static final String REFUSED = "< reply 550 5.1.8 no";

  /** Every packet is answered, which shows most. */
  private static final String OFFER = "negotiate 2 0x3f 0x0";

  /** All that version 6 knows (mfdef.h, SMFIP_*). */
  private static final int ALL_STEPS = 0x1fffff;

  private static final int CAN_SKIP = 0x400;
  private static final int NO_REPLY_TO_HEADER = 0x80;
  private static final int NO_REPLY_TO_CONNECT = 0x1000;

  /** No HELO, body, end of headers, unknown command, DATA; and the three above. */
  private static final int WANTED_STEPS =
      0x2 | 0x10 | 0x40 | 0x100 | 0x200 | CAN_SKIP | NO_REPLY_TO_HEADER | NO_REPLY_TO_CONNECT;

  /** What the protocol says in words of lists; it has nothing of the session's making. */
  private static final class Model {
    private final List<String> happened = new ArrayList<>();
    private final Deque<String> decisions;
    private final Set<String> recipients = new LinkedHashSet<>();
    private String login = "";
    private boolean negotiated;
    private int steps;
    private boolean connected;
    private boolean message;
    private boolean content;
    private boolean ended;
    private int messages;

    Model(List<String> decisions) {
      this.decisions = new ArrayDeque<>(decisions);
    }

    void hear(String line) {
      String verb = line.split(" ")[0];
      if (ended) {
        return;
      }
      if (verb.equals("quit")) {
        end("quit");
      } else if (!negotiated) {
        first(verb, line);
      } else if (isMisplaced(verb)) {
        end("A packet comes where it may not");
      } else {
        answer(verb, line);
      }
    }

    private void first(String verb, String line) {
      negotiated = verb.equals("negotiate");
      if (negotiated) {
        String[] words = line.split(" ");
        steps = Integer.decode(words[3]) & WANTED_STEPS;
        happened.add("< negotiate " + words[1] + " 0x24 0x" + Integer.toHexString(steps));
      } else {
        end("The first packet is not the option negotiation");
      }
    }

    private boolean isMisplaced(String verb) {
      return switch (verb) {
        case "negotiate" -> true;
        case "connect" -> message || connected;
        case "helo", "mail" -> message;
        case "rcpt" -> !message || content;
        case "data", "header", "eoh", "body", "eom" -> !message;
        default -> false;
      };
    }

    private void answer(String verb, String line) {
      switch (verb) {
        case "macros" -> login = line.substring(line.indexOf('=') + 1);
        case "abort" -> forget();
        case "quit-nc" -> {
          forget();
          connected = false;
        }
        case "mail" -> mail();
        case "rcpt" -> rcpt(line.substring("rcpt <".length(), line.length() - 1));
        case "eom" -> {
          String to = String.join(",", recipients);
          boolean permitted = ask("MESSAGE", to, recipients.size());
          happened.add(permitted ? "< continue" : REFUSED);
          forget();
        }
        case "connect" -> {
          connected = true;
          unless(NO_REPLY_TO_CONNECT, "< continue");
        }
        case "header" -> {
          content = true;
          unless(NO_REPLY_TO_HEADER, "< continue");
        }
        case "body" -> {
          content = true;
          happened.add((steps & CAN_SKIP) == 0 ? "< continue" : "< skip");
        }
        default -> happened.add("< continue");
      }
    }

    /** An answer that the MTA waits for, unless this was agreed on. */
    private void unless(int step, String answer) {
      if ((steps & step) == 0) {
        happened.add(answer);
      }
    }

    private void mail() {
      messages++;
      if (login.isEmpty()) {
        happened.add("< accept");
        forget();
        return;
      }
      message = true;
      if (ask("SENDER", "", 0)) {
        happened.add("< continue");
      } else {
        happened.add(REFUSED);
        forget();
      }
    }

    private void rcpt(String address) {
      if (recipients.size() < MOST || recipients.contains(address)) {
        recipients.add(address);
        happened.add("< continue");
      } else if (ask(
          "RECIPIENT", String.join(",", recipients) + "," + address, recipients.size() + 1)) {
        recipients.add(address);
        happened.add("< continue");
      } else {
        happened.add(REFUSED);
      }
    }

    private boolean ask(String stage, String to, int count) {
      happened.add("? " + stage + " " + messages + " " + login + " " + to + " " + count);
      return decisions.isEmpty() || decisions.pop().equals("permit");
    }

    private void forget() {
      recipients.clear();
      login = "";
      message = false;
      content = false;
    }

    private void end(String why) {
      happened.add("= " + why);
      ended = true;
    }
  }

  private static String line(Random random) {
    int number = random.nextInt(6);
    return switch (random.nextInt(22)) {
      case 0 -> "abort";
      case 1 -> "connect x 4 1 192.0.2.1";
      case 2 -> "helo x";
      case 3 -> "data";
      case 4 -> "eoh";
      case 5, 6 -> "body xyz";
      case 7 -> "quit-nc";
      case 8 -> random.nextInt(8) == 0 ? OFFER : "unknown X";
      case 9 -> random.nextInt(8) == 0 ? "quit" : "abort";
      case 10, 11 -> "header Subject: " + number;
      case 12, 13, 14 -> "eom";
      case 15, 16 -> "macros M {auth_authen}=u" + number + "@example.org";
      case 17 -> "mail <a@b.test>";
      default -> "rcpt <r" + number + "@x.test>";
    };
  }

  /** Of either version; a third of them leaves nothing out, the others whatever chance has it. */
  private static String offer(Random random) {
    int steps = random.nextInt(3) == 0 ? 0 : random.nextInt(ALL_STEPS + 1);
    return "negotiate " + (random.nextBoolean() ? 2 : 6) + " 0x3f 0x" + Integer.toHexString(steps);
  }

  private static List<String> lines(Random random) {
    List<String> lines = new ArrayList<>();
    if (random.nextInt(20) > 0) {
      lines.add(offer(random));
    }
    for (int i = random.nextInt(30); i > 0; i--) {
      if (random.nextInt(5) == 0) {
        lines.add("macros M {auth_authen}=u1@example.org");
        lines.add("mail <a@b.test>");
      }
      lines.add(line(random));
    }
    return lines;
  }

  @Property(tries = 5_000)
  void dialogues_of_chance_go_as_the_model_says(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> lines = lines(random);
    List<String> decisions = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      decisions.add(random.nextInt(4) == 0 ? REJECT : "permit");
    }
    Model model = new Model(decisions);
    lines.forEach(model::hear);
    byte[] bytes = MilterPackets.packets(lines);
    List<String> happened =
        new Dialog.Player(DialogsTest.settings(MOST), new ArrayDeque<>(decisions))
            .play(bytes, cuts(random, bytes.length));
    assertThat(happened.stream().map(MilterFuzzTest::essence))
        .as(String.join("\n", lines))
        .isEqualTo(model.happened);
  }

  /** Of a question: its stage, the message's number, the login, the recipients, their count. */
  private static String essence(String line) {
    if (!line.startsWith("? ")) {
      return line;
    }
    return "? "
        + line.split(" ")[1]
        + " "
        + value(line, "message").substring("test.".length())
        + " "
        + value(line, "login")
        + " "
        + value(line, "to")
        + " "
        + value(line, "count");
  }

  private static String value(String line, String name) {
    int at = line.indexOf(" " + name + "=") + name.length() + 2;
    return line.substring(at, line.indexOf(' ', at));
  }

  private static int[] cuts(Random random, int length) {
    return length < 2 ? new int[0] : random.ints(12, 1, length).sorted().distinct().toArray();
  }

  /** Dialogues with random damage, in random pieces: no exception, and the pieces do not matter. */
  @Property(tries = 5_000)
  void damaged_dialogues_mean_the_same_however_they_are_cut(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int damages) {
    Random random = new Random(seed);
    byte[] bytes = MilterPackets.packets(lines(random));
    for (int i = 0; i < damages && bytes.length > 0; i++) {
      bytes[random.nextInt(bytes.length)] =
          (byte) "\0\1\5\u007fADLMRE4\n".charAt(random.nextInt(12));
    }
    assertSame(bytes, random);
  }

  /** Bytes of nobody's protocol. */
  @Property(tries = 3_000)
  void any_bytes_mean_the_same_however_they_are_cut(@ForAll byte[] bytes, @ForAll long seed) {
    assertSame(bytes, new Random(seed));
  }

  private static void assertSame(byte[] bytes, Random random) {
    List<String> whole = play(bytes);
    assertThat(play(bytes, cuts(random, bytes.length))).isEqualTo(whole);
  }

  private static List<String> play(byte[] bytes, int... cuts) {
    return new Dialog.Player(DialogsTest.settings(MOST), new ArrayDeque<>()).play(bytes, cuts);
  }
}
