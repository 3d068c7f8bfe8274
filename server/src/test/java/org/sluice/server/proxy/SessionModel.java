package org.sluice.server.proxy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a whole session has to come to, told in a few lines of RFC 5321, 3030 and 4954 and without a
 * look at how the proxy does it. It is told what the client says, makes the bytes of it, and knows
 * the beginning of each reply and what the next hop has got in the end.
 */
final class SessionModel {
  static final String ANNA = "anna";
  static final String BAD = "bad";

  /** A recipient whose message the guard refuses. */
  static final String BEYOND = "beyond@x";

  /** A recipient that the next hop does not know. */
  static final String UNKNOWN = "unknown@x";

  private static final int MOST_MISTAKES = ProxyBounds.MOST_MISTAKES;

  private final String endOfMessage;
  final StringBuilder bytes = new StringBuilder();
  final List<String> replies = new ArrayList<>(List.of("220"));
  final List<String> delivered = new ArrayList<>();
  int refused;
  boolean over;

  private boolean greeted;
  private boolean extended;
  private String login = "";
  private boolean open;
  private final Set<String> recipients = new LinkedHashSet<>();
  private boolean chunked;
  private boolean failed;
  private boolean judged;
  private String content = "";
  private int mistakes;

  /**
   * @param endOfMessage how the next hop answers the end of a message
   */
  SessionModel(String endOfMessage) {
    this.endOfMessage = endOfMessage;
  }

  /** One thing that a client says. */
  sealed interface Says {
    /** EHLO or HELO. */
    record Hello(boolean extended) implements Says {}

    /** AUTH PLAIN in one line. */
    record Auth(String login) implements Says {}

    /** MAIL, as it should be or not. */
    record Mail(boolean sound) implements Says {}

    /** RCPT. */
    record Rcpt(String address) implements Says {}

    /** DATA; its content only if the server wants it. */
    record Data(String content) implements Says {}

    /** BDAT with its octets. */
    record Bdat(String octets, boolean last) implements Says {}

    /** A command without an argument that changes nothing but what RSET does. */
    record Plain(String verb) implements Says {}
  }

  void hear(Says what) {
    if (over) {
      return;
    }
    switch (what) {
      case Says.Hello(boolean longer) -> hello(longer);
      case Says.Auth(String name) -> auth(name);
      case Says.Mail(boolean sound) -> mail(sound);
      case Says.Rcpt(String address) -> rcpt(address);
      case Says.Data(String text) -> data(text);
      case Says.Bdat(String octets, boolean last) -> bdat(octets, last);
      case Says.Plain(String verb) -> plain(verb);
    }
  }

  private void line(String text) {
    bytes.append(text).append("\r\n");
  }

  private void reply(String beginning) {
    replies.add(beginning);
  }

  private void mistake(String beginning) {
    reply(beginning);
    mistakes++;
    if (mistakes == MOST_MISTAKES) {
      reply("421");
      over = true;
    }
  }

  private void endTransaction() {
    open = false;
    recipients.clear();
    chunked = false;
    failed = false;
    judged = false;
    content = "";
  }

  private void hello(boolean longer) {
    line(longer ? "EHLO me" : "HELO me");
    endTransaction();
    greeted = true;
    extended = longer;
    reply("250");
  }

  private void auth(String name) {
    line("AUTH PLAIN " + SmtpClient.base64("\0" + name + "\0secret"));
    if (!greeted || open || !login.isEmpty()) {
      mistake("503");
    } else if (!extended) {
      mistake("504");
    } else {
      login = name;
      reply("235");
    }
  }

  private void mail(boolean sound) {
    line(sound ? "MAIL FROM:<anna@example.org>" : "MAIL FROM:anna@example.org");
    if (open) {
      mistake("503");
    } else if (!sound) {
      mistake("501");
    } else if (login.equals(BAD)) {
      reply("550 5.1.8");
    } else {
      open = true;
      reply("250");
    }
  }

  private void rcpt(String address) {
    line("RCPT TO:<" + address + ">");
    boolean full = !login.isEmpty() && recipients.size() >= ProxyStage.MOST_RECIPIENTS;
    if (!open || chunked) {
      mistake("503");
    } else if (full && !recipients.contains(address)) {
      reply("452 4.5.3");
    } else if (address.equals(UNKNOWN)) {
      reply("550 5.1.1");
    } else {
      recipients.add(address);
      reply("250");
    }
  }

  /** The text has no line that is a dot: the model writes the one at the end. */
  private void data(String said) {
    String text = soundIfRefused(said);
    line("DATA");
    if (!open || chunked) {
      mistake("503");
      return;
    }
    if (recipients.isEmpty()) {
      mistake("554");
      return;
    }
    reply("354");
    line(text + "\r\n.");
    if (isFaulty(text, true)) {
      reply("550 5.6.11");
      over = true;
      return;
    }
    content = text + "\r\n";
    whole();
  }

  /** Refused and faulty, a message may be told either, as its bytes happen to be cut. */
  private String soundIfRefused(String text) {
    return recipients.contains(BEYOND) ? text.replaceAll("\r(?!\n)|(?<!\r)\n", "") : text;
  }

  private void whole() {
    if (recipients.contains(BEYOND)) {
      refused++;
      reply("550 5.1.8");
    } else {
      takenByNextHop();
    }
    endTransaction();
  }

  private void takenByNextHop() {
    reply(endOfMessage.substring(0, 3));
    if (endOfMessage.startsWith("2")) {
      delivered.add(content);
      mistakes = 0;
    }
  }

  private void bdat(String said, boolean last) {
    String octets = soundIfRefused(said);
    line("BDAT " + octets.length() + (last ? " LAST" : ""));
    bytes.append(octets);
    if (!extended) {
      reply("502");
      over = true;
    } else if (!open || failed) {
      mistake("503");
    } else if (recipients.isEmpty()) {
      mistake("554");
    } else {
      chunked = true;
      content += octets;
      chunk(last);
    }
  }

  private void chunk(boolean last) {
    if (isFaulty(content, last)) {
      reply("550 5.6.11");
      over = true;
      return;
    }
    boolean nowJudged = !judged && (last || ("\r\n" + content).contains("\r\n\r\n"));
    judged |= nowJudged;
    if (nowJudged && recipients.contains(BEYOND)) {
      refused++;
      failed = true;
      reply("550 5.1.8");
    } else if (last) {
      takenByNextHop();
    } else {
      reply("250");
    }
    if (last) {
      endTransaction();
    }
  }

  private void plain(String verb) {
    line(verb);
    switch (verb) {
      case "RSET" -> {
        endTransaction();
        reply("250");
      }
      case "NOOP" -> reply("250");
      case "QUIT" -> {
        reply("221");
        over = true;
      }
      default -> mistake("500");
    }
  }

  /** A CR or an LF without the other; a CR at the end may yet get its LF. */
  private static boolean isFaulty(String text, boolean whole) {
    String without = text.replace("\r\n", "");
    return without.contains("\n")
        || without.substring(0, Math.max(0, without.length() - 1)).contains("\r")
        || (without.endsWith("\r") && (whole || !text.endsWith("\r")));
  }
}
