package org.sluice.protocol.delegation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.sluice.protocol.delegation.Attribute.CLIENT_ADDRESS;
import static org.sluice.protocol.delegation.Attribute.INSTANCE;
import static org.sluice.protocol.delegation.Attribute.PROTOCOL_STATE;
import static org.sluice.protocol.delegation.Attribute.QUEUE_ID;
import static org.sluice.protocol.delegation.Attribute.RECIPIENT;
import static org.sluice.protocol.delegation.Attribute.RECIPIENT_COUNT;
import static org.sluice.protocol.delegation.Attribute.REQUEST;
import static org.sluice.protocol.delegation.Attribute.SASL_USERNAME;
import static org.sluice.protocol.delegation.Attribute.SENDER;

import java.util.Arrays;
import java.util.List;
import org.sluice.core.mail.ClientAddress;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.Recipient;
import org.sluice.core.mail.SaslUsername;
import org.sluice.core.mail.Submission;
import org.sluice.core.mail.Submission.Stage;
import org.sluice.protocol.delegation.Parsed.Broken;
import org.sluice.protocol.wire.WireText;

/**
 * Where the values of one request lie in its bytes; text is made only of those that are needed. An
 * attribute that is missing is the same as an empty one (SMTPD_POLICY_README); of an attribute that
 * comes twice the last value holds. Not thread-safe.
 */
final class Attributes {
  private static final byte[] ACCESS_POLICY = "smtpd_access_policy".getBytes(US_ASCII);
  private static final byte[] MAIL = "MAIL".getBytes(US_ASCII);
  private static final byte[] RCPT = "RCPT".getBytes(US_ASCII);
  private static final byte[] END_OF_MESSAGE = "END-OF-MESSAGE".getBytes(US_ASCII);

  /** Bytes of a text that is remembered. */
  private static final int MOST_REMEMBERED = 64;

  private static final int UNREADABLE = -1;

  /** The text that each attribute last had: what a message's requests repeat is made once. */
  private final String[] lastTexts = new String[Attribute.COUNT];

  private final byte[][] lastBytes = new byte[Attribute.COUNT][MOST_REMEMBERED];
  private final int[] lastLengths = new int[Attribute.COUNT];
  private final int[] starts = new int[Attribute.COUNT];
  private final int[] ends = new int[Attribute.COUNT];

  Attributes() {
    Arrays.fill(lastTexts, "");
  }

  void clear() {
    Arrays.fill(starts, 0);
    Arrays.fill(ends, 0);
  }

  /** Notes the line {@code name=value} if its name is one of ours. */
  void note(byte[] bytes, int nameStart, int equalsSign, int lineEnd, int base) {
    int attribute = Attribute.named(bytes, nameStart, equalsSign);
    if (attribute >= 0) {
      starts[attribute] = equalsSign + 1 - base;
      ends[attribute] = lineEnd - base;
    }
  }

  /** What the request means; {@code base} is where it begins in the bytes. */
  Parsed meaning(byte[] bytes, int base) {
    if (!is(REQUEST, ACCESS_POLICY, bytes, base)) {
      return notAPolicyRequest(bytes, base);
    }
    if (is(PROTOCOL_STATE, RCPT, bytes, base)) {
      return question(Stage.RECIPIENT, bytes, base);
    }
    if (is(PROTOCOL_STATE, END_OF_MESSAGE, bytes, base)) {
      return question(Stage.MESSAGE, bytes, base);
    }
    if (is(PROTOCOL_STATE, MAIL, bytes, base)) {
      // Postfix asks the sender list here if smtpd_delay_reject is off (postconf(5)).
      return question(Stage.SENDER, bytes, base);
    }
    return Parsed.NoOpinion.NO_OPINION;
  }

  private Parsed notAPolicyRequest(byte[] bytes, int base) {
    return isEmpty(REQUEST)
        ? new Broken(Violation.NO_REQUEST_TYPE, "")
        : new Broken(Violation.UNKNOWN_REQUEST_TYPE, shown(REQUEST, bytes, base));
  }

  private Parsed question(Stage stage, byte[] bytes, int base) {
    int count = number(RECIPIENT_COUNT, bytes, base);
    if (count == UNREADABLE) {
      return new Broken(Violation.BAD_RECIPIENT_COUNT, shown(RECIPIENT_COUNT, bytes, base));
    }
    return new Parsed.Question(submission(stage, count, bytes, base));
  }

  private Submission submission(Stage stage, int count, byte[] bytes, int base) {
    String sender = text(SENDER, bytes, base);
    List<Recipient> recipients = recipients(bytes, base);
    return new Submission(
        stage,
        text(INSTANCE, bytes, base),
        isEmpty(SASL_USERNAME)
            ? SaslUsername.NONE
            : new SaslUsername(text(SASL_USERNAME, bytes, base)),
        new ClientAddress(text(CLIENT_ADDRESS, bytes, base)),
        sender.isEmpty() ? EnvelopeSender.NULL : new EnvelopeSender(sender),
        sender,
        recipients,
        Math.max(count, stage == Stage.RECIPIENT ? 1 : recipients.size()),
        text(QUEUE_ID, bytes, base));
  }

  /** Postfix leaves the recipient empty at END-OF-MESSAGE when there are several. */
  private List<Recipient> recipients(byte[] bytes, int base) {
    return isEmpty(RECIPIENT) ? List.of() : List.of(new Recipient(text(RECIPIENT, bytes, base)));
  }

  private int number(Attribute attribute, byte[] bytes, int base) {
    int value = 0;
    for (int i = base + start(attribute); i < base + end(attribute); i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return UNREADABLE;
      }
      value = value * 10 + digit;
      if (value > RequestParser.MAX_RECIPIENT_COUNT) {
        return UNREADABLE;
      }
    }
    return value;
  }

  private boolean is(Attribute attribute, byte[] wanted, byte[] bytes, int base) {
    int from = base + start(attribute);
    return Arrays.equals(bytes, from, base + end(attribute), wanted, 0, wanted.length);
  }

  private String text(Attribute attribute, byte[] bytes, int base) {
    int from = base + start(attribute);
    int to = base + end(attribute);
    if (from == to) {
      return "";
    }
    int place = attribute.ordinal();
    int length = to - from;
    if (!Arrays.equals(bytes, from, to, lastBytes[place], 0, lastLengths[place])) {
      String text = WireText.of(bytes, from, to);
      if (length > MOST_REMEMBERED) {
        return text;
      }
      System.arraycopy(bytes, from, lastBytes[place], 0, length);
      lastLengths[place] = length;
      lastTexts[place] = text;
    }
    return lastTexts[place];
  }

  private String shown(Attribute attribute, byte[] bytes, int base) {
    return WireText.shown(bytes, base + start(attribute), base + end(attribute));
  }

  private boolean isEmpty(Attribute attribute) {
    return start(attribute) == end(attribute);
  }

  private int start(Attribute attribute) {
    return starts[attribute.ordinal()];
  }

  private int end(Attribute attribute) {
    return ends[attribute.ordinal()];
  }
}
