package org.sluice.notify.report;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sluice.core.decision.Reason;
import org.sluice.core.mail.Addresses;
import org.sluice.core.report.HeaderField;
import org.sluice.core.report.RefusedMessage;
import org.sluice.core.report.RefusedRecipient;

/**
 * Writes a non-delivery report: {@code multipart/report} (RFC 6522) of the words for people, {@code
 * message/delivery-status} (RFC 3464), and the original's header ({@code text/rfc822-headers}).
 *
 * <p>All of it is ASCII, in lines of at most 998 characters, so that any server takes it. The
 * message has the null reverse-path (RFC 3464, section 2); {@code Auto-Submitted: auto-replied}
 * (RFC 3834). Message-ID and boundary are made of the refused message's id, which its sender never
 * sees. Pure functions; thread-safe.
 */
public final class ReportWriter {
  /** Recipients that the words for people name. */
  static final int MOST_NAMED = 20;

  /** Characters for recipients in the machine-readable part; those beyond are only counted. */
  static final int MOST_STATUS = 512 * 1024;

  private static final int MOST_SUBJECT = 200;
  private static final int MOST_LINE = 998;
  private static final Pattern MESSAGE_ID =
      Pattern.compile("<[\\x21-\\x7e&&[^<>@]]{1,200}@[\\x21-\\x7e&&[^<>@]]{1,200}>");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

  private ReportWriter() {}

  /**
   * The report, with CRLF line ends.
   *
   * @param at when the message was refused
   * @param more how many messages of this account were refused since the last report and not
   *     reported
   */
  public static byte[] write(RefusedMessage message, Instant at, long more, ReportStyle style) {
    String id = UUID.nameUUIDFromBytes(("ndr " + message.messageId()).getBytes(UTF_8)).toString();
    String boundary = "=_sluice_" + id;
    StringBuilder all = new StringBuilder(head(message, at, style, id, boundary));
    all.append(part(boundary, people(message, more, style)));
    all.append(part(boundary, machine(message, at, style)));
    all.append(part(boundary, original(message)));
    return all.append("--").append(boundary).append("--\r\n").toString().getBytes(US_ASCII);
  }

  private static String part(String boundary, String part) {
    return "--" + boundary + "\r\n" + part + "\r\n";
  }

  private static String head(
      RefusedMessage message, Instant at, ReportStyle style, String id, String boundary) {
    String domain = Addresses.domainOf(message.account());
    ReportLanguage first = style.languages().getFirst();
    StringBuilder head = new StringBuilder();
    head.append(ReportFields.field("From", "Mail Delivery System <MAILER-DAEMON@" + domain + ">"));
    head.append(ReportFields.field("To", message.account()));
    head.append(subject(first.subject(Map.of("subject", subject(message, first)))));
    head.append(ReportFields.field("Date", DATE.format(at)));
    head.append(ReportFields.field("Message-ID", "<" + id + "@" + domain + ">"));
    String answered = first(message.header(), "message-id").strip();
    if (MESSAGE_ID.matcher(answered).matches()) {
      head.append("In-Reply-To: ").append(answered).append("\r\n");
      head.append("References: ").append(answered).append("\r\n");
    }
    head.append("Auto-Submitted: auto-replied\r\n");
    head.append("X-Auto-Response-Suppress: All\r\n");
    head.append("MIME-Version: 1.0\r\n");
    head.append("Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=\"");
    return head.append(boundary).append("\"\r\n\r\n").toString();
  }

  private static String subject(String text) {
    try {
      String encoded = MimeUtility.encodeText(text, UTF_8.name(), "Q");
      return ReportFields.field("Subject", encoded.replaceAll("\\r?\\n", ""));
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException("Every Java has UTF-8", e);
    }
  }

  /** The original's subject as people read it, on one line. */
  private static String subject(RefusedMessage message, ReportLanguage language) {
    String raw = first(message.header(), "subject");
    String text;
    try {
      text = MimeUtility.decodeText(MimeUtility.unfold(raw));
    } catch (UnsupportedEncodingException e) {
      text = raw;
    }
    String line = shown(text, MOST_SUBJECT);
    return line.isEmpty() ? language.noSubject() : line;
  }

  /** On one line, without control characters, cut. */
  private static String shown(String text, int most) {
    String line = text.replaceAll("[\\p{Cntrl}\\p{Cs}\\u2028\\u2029]+", " ").strip();
    return line.codePointCount(0, line.length()) <= most
        ? line
        : line.substring(0, line.offsetByCodePoints(0, most)) + "…";
  }

  private static String first(List<HeaderField> fields, String name) {
    Predicate<HeaderField> named = field -> field.name().strip().equalsIgnoreCase(name);
    return fields.stream().filter(named).map(HeaderField::value).findFirst().orElse("");
  }

  private static String people(RefusedMessage message, long more, ReportStyle style) {
    String text =
        style.languages().stream()
            .map(language -> language.text(values(message, more, style, language)))
            .collect(Collectors.joining("\n-- \n\n"));
    String languages =
        style.languages().stream().map(ReportLanguage::name).collect(Collectors.joining(", "));
    return "Content-Description: Notification\r\n"
        + "Content-Type: text/plain; charset=utf-8\r\n"
        + ReportFields.field("Content-Language", languages)
        + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        + QuotedPrintable.encode(text);
  }

  private static Map<String, String> values(
      RefusedMessage message, long more, ReportStyle style, ReportLanguage language) {
    boolean advised = message.reason() == Reason.RESTRICTED_USER && !style.advice().isEmpty();
    return Map.of(
        "account", message.account(),
        "contact", style.contact(),
        "diagnostic", diagnostic(message),
        "more", language.more(more),
        "reason", advised ? style.advice() : language.reason(message.reason()),
        "recipients", recipients(message.wanted(), language),
        "reference", message.reference(),
        "subject", subject(message, language));
  }

  /** Without the advice, which stands above it in the language of the reader. */
  private static String diagnostic(RefusedMessage message) {
    return "%d %s %s (reference %s)"
        .formatted(
            message.reply().code(),
            message.reply().status(),
            message.reason().words(),
            message.reference());
  }

  private static String recipients(List<RefusedRecipient> all, ReportLanguage language) {
    String named =
        all.stream()
            .limit(MOST_NAMED)
            .map(r -> "  " + shown(r.address(), MOST_SUBJECT))
            .collect(Collectors.joining("\n"));
    return all.size() <= MOST_NAMED
        ? named
        : named + "\n  " + language.others(all.size() - MOST_NAMED);
  }

  private static String machine(RefusedMessage message, Instant at, ReportStyle style) {
    StringBuilder all = new StringBuilder("Content-Description: Delivery report\r\n");
    all.append("Content-Type: message/delivery-status\r\n\r\n");
    all.append(ReportFields.field("Reporting-MTA", "dns; " + style.host()));
    if (!message.envelopeId().isEmpty()) {
      all.append(ReportFields.field("Original-Envelope-Id", message.envelopeId()));
    }
    all.append(ReportFields.field("Arrival-Date", DATE.format(at)));
    int begun = all.length();
    for (RefusedRecipient recipient : message.wanted()) {
      String lines = recipient(recipient, message, at);
      if (all.length() - begun + lines.length() <= MOST_STATUS) {
        all.append(lines);
      }
    }
    return all.toString();
  }

  private static String recipient(RefusedRecipient recipient, RefusedMessage message, Instant at) {
    StringBuilder lines = new StringBuilder("\r\n");
    int type = recipient.original().indexOf(';');
    if (type > 0) {
      String original = recipient.original();
      lines.append(
          ReportFields.field(
              "Original-Recipient",
              original.substring(0, type) + "; " + original.substring(type + 1)));
    }
    lines.append(ReportFields.field("Final-Recipient", ReportFields.address(recipient.address())));
    lines.append("Action: failed\r\n");
    lines.append(ReportFields.field("Status", message.reply().status().toString()));
    lines.append(ReportFields.field("Diagnostic-Code", "smtp; " + message.reply()));
    return lines.append(ReportFields.field("Last-Attempt-Date", DATE.format(at))).toString();
  }

  /** As it came where mail can carry that, else in quoted-printable. */
  private static String original(RefusedMessage message) {
    String lines = ReportFields.original(message.header());
    boolean ascii = lines.chars().allMatch(c -> c < 0x7f);
    boolean plain =
        ascii
            && lines.lines().allMatch(line -> line.length() <= MOST_LINE && !line.startsWith("-"));
    return "Content-Description: Original message headers\r\n"
        + "Content-Type: text/rfc822-headers"
        + (ascii ? "\r\n" : "; charset=utf-8\r\n")
        + "Content-Transfer-Encoding: "
        + (plain ? "7bit\r\n\r\n" : "quoted-printable\r\n\r\n")
        + (plain ? lines.replace("\n", "\r\n") : QuotedPrintable.encode(lines));
  }
}
