package org.sluice.notify.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.eclipse.angus.mail.dsn.DeliveryStatus;
import org.eclipse.angus.mail.dsn.MultipartReport;
import org.sluice.core.report.HeaderField;
import org.sluice.core.report.RefusedMessage;
import org.sluice.core.report.RefusedRecipient;

/** Nothing that a sender writes changes what a report is. */
class ReportInjectionTest {
  private static final String ACCOUNT = "anna@example.org";

  @Provide
  Arbitrary<String> hostile() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "\r\n",
            "\n",
            "\r",
            "\u0000",
            "\r\n\r\n",
            "\n.\n",
            "\u2028",
            "\u0085",
            "\ud800",
            "Bcc: eve@evil.test",
            "--=_sluice_",
            "Content-Type: text/html",
            ": ",
            " ",
            "\t",
            "ü",
            "\udcff",
            "=?utf-8?Q?=0D=0ABcc:_eve@evil.test?=",
            "{subject}",
            "{more}",
            "$1",
            "\\",
            "x".repeat(1200),
            "a@b.test",
            "<1@2>",
            "rfc822;",
            "\"",
            "-");
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(8).map(list -> String.join("", list)),
        Arbitraries.strings().ofMaxLength(60));
  }

  @Provide
  Arbitrary<RefusedMessage> messages() {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of("Subject", "Message-ID", "message-id", "From", "--=_sluice_x", ""),
            hostile());
    Arbitrary<List<HeaderField>> headers =
        Combinators.combine(names, hostile()).as(HeaderField::new).list().ofMaxSize(6);
    Arbitrary<List<RefusedRecipient>> recipients =
        Combinators.combine(hostile(), hostile())
            .as((address, original) -> new RefusedRecipient(address, "rfc822;" + original, true))
            .list()
            .ofMinSize(1)
            .ofMaxSize(4);
    return Combinators.combine(headers, recipients, hostile())
        .as((header, to, envelopeId) -> {
          RefusedMessage m = Reports.message("m", ACCOUNT, to, header.toArray(HeaderField[]::new));
          return new RefusedMessage(
              m.messageId(),
              m.account(),
              m.reason(),
              m.reply(),
              m.reference(),
              envelopeId,
              m.recipients(),
              m.header());
        });
  }

  @Property(tries = 1_000)
  void nothing_of_the_original_breaks_the_reports_structure(
      @ForAll("messages") RefusedMessage message) throws MessagingException, IOException {
    byte[] bytes = ReportWriter.write(message, Reports.NOON, 2, Reports.style("en", "de"));
    String text = new String(bytes, ISO_8859_1);
    assertThat(text).isEqualTo(new String(bytes, US_ASCII)).doesNotContain("\u0000");
    assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n");
    assertThat(text.lines()).allMatch(line -> line.length() <= 998 && !line.equals("."));

    MimeMessage report = Reports.read(bytes);
    assertThat(report.getAllRecipients()).hasSize(1);
    assertThat(report.getAllRecipients()[0]).hasToString(ACCOUNT);
    assertThat(report.getHeader("Bcc")).isNull();
    assertThat(report.getHeader("Subject")).hasSize(1);
    assertThat(report.getHeader("Content-Type")).hasSize(1);
    MultipartReport parts = Reports.parts(report);
    assertThat(parts.getCount()).isEqualTo(3);
    DeliveryStatus status = (DeliveryStatus) parts.getReport();
    assertThat(status.getRecipientDSNCount()).isEqualTo(message.recipients().size());
    for (int i = 0; i < status.getRecipientDSNCount(); i++) {
      InternetHeaders one = status.getRecipientDSN(i);
      assertThat(one.getHeader("Status")).containsExactly("5.1.8");
      assertThat(one.getHeader("Action")).containsExactly("failed");
      assertThat(java.util.Collections.list(one.getAllHeaders())).hasSize(6);
    }
    try (InputStream in = parts.getBodyPart(2).getInputStream()) {
      String rest = new String(in.readAllBytes(), ISO_8859_1);
      assertThat(rest.strip().lines()).noneMatch(String::isBlank);
    }
  }
}
