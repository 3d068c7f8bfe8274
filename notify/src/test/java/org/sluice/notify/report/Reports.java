package org.sluice.notify.report;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.eclipse.angus.mail.dsn.MultipartReport;
import org.sluice.core.decision.Reason;
import org.sluice.core.mail.SmtpReply;
import org.sluice.core.report.HeaderField;
import org.sluice.core.report.RefusedMessage;
import org.sluice.core.report.RefusedRecipient;

/** Reports to look at, and an independent reader of them. */
public final class Reports {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private Reports() {}

  /** A restricted sender's message. */
  public static RefusedMessage message(
      String id, String account, List<RefusedRecipient> recipients, HeaderField... header) {
    return new RefusedMessage(
        id,
        account,
        Reason.RESTRICTED_USER,
        new SmtpReply(
            550,
            Reason.RESTRICTED_USER.status(),
            "Access denied, bad outbound sender (reference 3S7PDR29). Ask your email admin."),
        "3S7PDR29",
        "",
        recipients,
        List.of(header));
  }

  static RefusedRecipient to(String address, String... parameters) {
    return RefusedRecipient.of(address, List.of(parameters));
  }

  /** A style in these languages. */
  public static ReportStyle style(String... languages) {
    List<ReportLanguage> read =
        Stream.of(languages)
            .map(name -> {
              try {
                return ReportLanguage.read(name, Optional.empty());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
            .toList();
    return new ReportStyle("mx.example.org", read, "", "Help desk: +49 30 1234");
  }

  static MimeMessage read(byte[] report) {
    try {
      return new MimeMessage(
          Session.getInstance(new Properties()), new ByteArrayInputStream(report));
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  static MultipartReport parts(MimeMessage message) {
    try {
      return (MultipartReport) message.getContent();
    } catch (IOException | MessagingException e) {
      throw new IllegalStateException(e);
    }
  }
}
