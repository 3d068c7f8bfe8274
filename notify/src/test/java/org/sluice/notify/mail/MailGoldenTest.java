package org.sluice.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMultipart;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Outgoing;
import org.sluice.notify.Golden;
import org.sluice.notify.Happenings;

/** Both parts of each mail, as the alert rules bring it about, word for word. */
class MailGoldenTest {
  private static final MailServer SERVER =
      new MailServer(
          "127.0.0.1",
          25,
          MailServer.Tls.NONE,
          "",
          Optional.empty(),
          "sluice@example.org",
          "sluice@example.org",
          Optional.empty());

  private static SMTPMessage message(Happenings what) throws Exception {
    Outgoing mail = what.by(Channel.MAIL).orElseThrow();
    return MailMessage.of(mail, SERVER, Session.getInstance(new Properties()));
  }

  @ParameterizedTest
  @EnumSource(Happenings.class)
  void both_parts_read_as_they_should(Happenings what) throws Exception {
    SMTPMessage message = message(what);
    MimeMultipart parts = (MimeMultipart) message.getContent();
    String text = (String) parts.getBodyPart(0).getContent();
    Golden.compare("mail/" + what.file() + ".txt", header(message) + text.replace("\r\n", "\n"));
    Golden.compare("mail/" + what.file() + ".html", (String) parts.getBodyPart(1).getContent());
  }

  /** What differs from mail to mail. */
  private static String header(SMTPMessage message) throws Exception {
    String fields =
        Stream.of("To", "Importance", "Message-ID", "In-Reply-To")
            .flatMap(name -> field(message, name))
            .collect(Collectors.joining());
    return "Subject: " + message.getSubject() + "\n" + fields + "\n";
  }

  private static Stream<String> field(SMTPMessage message, String name) {
    try {
      return Optional.ofNullable(message.getHeader(name)).map(List::of).stream()
          .flatMap(List::stream)
          .map(value -> name + ": " + value.replaceAll("\\s+", " ") + "\n");
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void that_a_store_is_back_answers_the_mail_of_its_loss() throws Exception {
    assertThat(message(Happenings.STORE_BACK).getHeader("In-Reply-To")[0])
        .contains(message(Happenings.STORE_LOST).getMessageID());
  }
}
