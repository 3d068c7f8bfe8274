package org.sluice.notify.report;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.notify.report.Reports.NOON;
import static org.sluice.notify.report.Reports.to;

import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.angus.mail.dsn.DeliveryStatus;
import org.eclipse.angus.mail.dsn.MultipartReport;
import org.junit.jupiter.api.Test;
import org.sluice.core.decision.Reason;
import org.sluice.core.mail.SmtpReply;
import org.sluice.core.outbox.Content;
import org.sluice.core.report.HeaderField;
import org.sluice.core.report.OriginalHeader;
import org.sluice.core.report.RefusedMessage;
import org.sluice.core.report.RefusedRecipient;
import org.sluice.notify.Golden;

class ReportWriterTest {
  private static final RefusedMessage PLAIN =
      withEnvelopeId(
          Reports.message(
              "milter.1",
              "anna@example.org",
              List.of(
                  to("bob@elsewhere.test", "ORCPT=rfc822;Bob+2Bsales@elsewhere.test"),
                  to("carl@elsewhere.test", "NOTIFY=NEVER"),
                  to("dora@elsewhere.test", "NOTIFY=SUCCESS,FAILURE")),
              new HeaderField("From", "Anna <anna@example.org>"),
              new HeaderField("To", "bob@elsewhere.test,\r\n\tdora@elsewhere.test"),
              new HeaderField("Subject", "Offer of March"),
              new HeaderField("Message-ID", "<1.2.3@laptop.example.org>")),
          "QQ 314159");

  private static final RefusedMessage BEYOND_ASCII =
      Reports.message(
          "proxy.2",
          "anna@example.org",
          List.of(to("jörg@büro.test", "ORCPT=utf-8;j\\x{F6}rg@b\\x{FC}ro.test")),
          new HeaderField("From", "Anna Müller <anna@example.org>"),
          new HeaderField("Subject", "=?UTF-8?Q?Gr=C3=BC=C3=9Fe?= aus Köln"));

  private static RefusedMessage withEnvelopeId(RefusedMessage m, String id) {
    return new RefusedMessage(
        m.messageId(),
        m.account(),
        m.reason(),
        m.reply(),
        m.reference(),
        id,
        m.recipients(),
        m.header());
  }

  private static String write(RefusedMessage message, long more, String... languages) {
    return new String(ReportWriter.write(message, NOON, more, Reports.style(languages)), US_ASCII);
  }

  @Test
  void a_report_in_ascii() {
    Golden.compare("report.eml", write(PLAIN, 0, "en").replace("\r\n", "\n"));
  }

  @Test
  void a_report_in_german_about_what_is_not_ascii() {
    Golden.compare("report-utf8.eml", write(BEYOND_ASCII, 3, "de").replace("\r\n", "\n"));
  }

  @Test
  void an_independent_reader_finds_the_three_parts() throws Exception {
    MimeMessage message = Reports.read(ReportWriter.write(PLAIN, NOON, 0, Reports.style("en")));
    assertThat(message.getSubject()).isEqualTo("Undeliverable: Offer of March");
    assertThat(message.getFrom()[0])
        .hasToString("Mail Delivery System <MAILER-DAEMON@example.org>");
    assertThat(message.getAllRecipients())
        .extracting(Object::toString)
        .containsExactly("anna@example.org");
    assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-replied");
    assertThat(message.getHeader("In-Reply-To")).containsExactly("<1.2.3@laptop.example.org>");
    assertThat(message.getSentDate().toInstant()).isEqualTo(NOON);

    MultipartReport parts = Reports.parts(message);
    assertThat(parts.getCount()).isEqualTo(3);
    assertThat(parts.getText())
        .contains("bob@elsewhere.test", "dora@elsewhere.test", "Help desk: +49 30 1234")
        .contains("you weren't recognized as a valid sender")
        .doesNotContain("carl", "{");
    DeliveryStatus status = (DeliveryStatus) parts.getReport();
    InternetHeaders whole = status.getMessageDSN();
    assertThat(whole.getHeader("Reporting-MTA")).containsExactly("dns; mx.example.org");
    assertThat(whole.getHeader("Original-Envelope-Id")).containsExactly("QQ 314159");
    assertThat(whole.getHeader("Arrival-Date")).containsExactly("Sun, 1 Mar 2026 12:00:00 +0000");
    assertThat(status.getRecipientDSNCount()).isEqualTo(2);
    InternetHeaders bob = status.getRecipientDSN(0);
    assertThat(bob.getHeader("Original-Recipient"))
        .containsExactly("rfc822; Bob+sales@elsewhere.test");
    assertThat(bob.getHeader("Final-Recipient")).containsExactly("rfc822; bob@elsewhere.test");
    assertThat(bob.getHeader("Action")).containsExactly("failed");
    assertThat(bob.getHeader("Status")).containsExactly("5.1.8");
    assertThat(bob.getHeader("Diagnostic-Code", null).replaceAll("\\s+", " "))
        .startsWith("smtp; 550 5.1.8 Access denied, bad outbound sender");
    assertThat(original(parts).getHeader("Subject")).containsExactly("Offer of March");
  }

  private static InternetHeaders original(MultipartReport parts) throws Exception {
    try (InputStream in = parts.getBodyPart(2).getInputStream()) {
      return new InternetHeaders(in, true);
    }
  }

  @Test
  void what_is_beyond_ascii_arrives_as_it_was() throws Exception {
    MimeMessage message =
        Reports.read(ReportWriter.write(BEYOND_ASCII, NOON, 3, Reports.style("de", "en")));
    assertThat(message.getSubject()).isEqualTo("Unzustellbar: Grüße aus Köln");
    MultipartReport parts = Reports.parts(message);
    assertThat(parts.getText())
        .contains("nicht als gültiger Absender", "3 weitere Ihrer Nachrichten", "jörg@büro.test")
        .contains("3 more of your messages were refused since the last report.");
    InternetHeaders joerg = ((DeliveryStatus) parts.getReport()).getRecipientDSN(0);
    assertThat(joerg.getHeader("Final-Recipient"))
        .containsExactly("utf-8; j\\x{F6}rg@b\\x{FC}ro.test");
    assertThat(joerg.getHeader("Original-Recipient"))
        .containsExactly("utf-8; j\\x{F6}rg@b\\x{FC}ro.test");
    assertThat(original(parts).getHeader("From")).containsExactly("Anna Müller <anna@example.org>");
  }

  @Test
  void each_permanent_refusal_has_its_status_and_its_words() throws Exception {
    for (Reason reason : Reason.values()) {
      if (reason.code() < 500) {
        continue;
      }
      RefusedMessage message =
          new RefusedMessage(
              "m" + reason,
              "anna@example.org",
              reason,
              new SmtpReply(reason.code(), reason.status(), reason.words()),
              "R",
              "",
              List.of(to("b@elsewhere.test")),
              List.of());
      MultipartReport parts =
          Reports.parts(
              Reports.read(ReportWriter.write(message, NOON, 0, Reports.style("en", "de"))));
      assertThat(((DeliveryStatus) parts.getReport()).getRecipientDSN(0).getHeader("Status"))
          .containsExactly(reason.status().toString());
      assertThat(parts.getText()).contains(reason.words());
    }
  }

  @Test
  void the_administrators_own_advice_stands_for_sluices() {
    ReportStyle own =
        new ReportStyle(
            "mx.example.org", Reports.style("en").languages(), "Call the help desk.", "");
    String report = new String(ReportWriter.write(PLAIN, NOON, 0, own), US_ASCII);
    assertThat(report).contains("Call the help desk.").doesNotContain("recognized as a valid");
  }

  @Test
  void the_largest_message_makes_a_report_that_the_outbox_takes() {
    int most = 1_000;
    List<RefusedRecipient> recipients =
        IntStream.range(0, most)
            .mapToObj(i -> to("ü".repeat(2_000) + i + "@elsewhere.test"))
            .toList();
    OriginalHeader header = new OriginalHeader();
    header.add("Subject", "ü".repeat(OriginalHeader.MAX_CHARS));
    RefusedMessage message =
        Reports.message(
            "m", "anna@example.org", recipients, header.fields().toArray(HeaderField[]::new));
    byte[] report =
        ReportWriter.write(message, NOON, Long.MAX_VALUE, Reports.style("en", "de", "en", "de"));
    assertThat(report.length).isLessThan(Content.Message.MOST);
    assertThat(new String(report, US_ASCII).lines()).allMatch(line -> line.length() <= 998);
  }

  @Test
  void five_hundred_usual_recipients_are_all_reported() throws IOException {
    List<RefusedRecipient> recipients =
        IntStream.range(0, 500).mapToObj(i -> to("r" + i + "@elsewhere.test")).toList();
    byte[] report =
        ReportWriter.write(
            Reports.message("m", "anna@example.org", recipients), NOON, 0, Reports.style("en"));
    MultipartReport parts = Reports.parts(Reports.read(report));
    try {
      assertThat(((DeliveryStatus) parts.getReport()).getRecipientDSNCount()).isEqualTo(500);
      assertThat(parts.getText()).contains("r19@elsewhere.test", "and 480 more");
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void recipients_up_to_the_bound_are_named_and_one_more_is_counted() throws Exception {
    for (int count : new int[] {ReportWriter.MOST_NAMED, ReportWriter.MOST_NAMED + 1}) {
      List<RefusedRecipient> all =
          IntStream.range(0, count).mapToObj(i -> to("r" + i + "@elsewhere.test")).toList();
      byte[] report =
          ReportWriter.write(
              Reports.message("m", "anna@example.org", all), NOON, 0, Reports.style("en"));
      String text = Reports.parts(Reports.read(report)).getText();
      assertThat(text.contains("and 1 more")).isEqualTo(count > ReportWriter.MOST_NAMED);
      assertThat(text).contains("r19@elsewhere.test").doesNotContain("r20@");
    }
  }

  @Test
  void a_long_subject_is_cut_on_one_line() throws Exception {
    MimeMessage report =
        Reports.read(
            ReportWriter.write(
                Reports.message(
                    "m",
                    "anna@example.org",
                    List.of(to("b@elsewhere.test")),
                    new HeaderField("Subject", "ü".repeat(300))),
                NOON,
                0,
                Reports.style("en")));
    assertThat(report.getSubject()).isEqualTo("Undeliverable: " + "ü".repeat(200) + "…");
  }

  @Test
  void quoted_printable_keeps_its_lines_short_and_its_words_whole() throws Exception {
    for (int length = 60; length < 90; length++) {
      String line = "a".repeat(length) + "=ü-" + "b".repeat(length) + " \n-x\n";
      String encoded = QuotedPrintable.encode(line);
      assertThat(encoded.lines())
          .allMatch(l -> l.length() <= QuotedPrintable.MAX_LINE && !l.startsWith("-"));
      try (InputStream in =
          jakarta.mail.internet.MimeUtility.decode(
              new java.io.ByteArrayInputStream(encoded.getBytes(US_ASCII)), "quoted-printable")) {
        assertThat(new String(in.readAllBytes(), UTF_8).replace("\r\n", "\n")).startsWith(line);
      }
    }
  }
}
