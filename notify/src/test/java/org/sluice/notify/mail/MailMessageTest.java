package org.sluice.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.NoticeKind;
import org.sluice.core.outbox.Outgoing;
import org.sluice.notify.Golden;

class MailMessageTest {
  private static final MailServer SERVER =
      new MailServer(
          "127.0.0.1",
          25,
          MailServer.Tls.NONE,
          "",
          Optional.empty(),
          "sluice@example.org",
          "bounces@example.org",
          Optional.empty());

  private static SMTPMessage message(Outgoing outgoing) throws Exception {
    return MailMessage.of(outgoing, SERVER, Session.getInstance(new Properties()));
  }

  private static Outgoing restricted() {
    return Notices.restricted(Channel.MAIL, "admin@example.org");
  }

  @Test
  void the_header_says_what_a_mail_program_and_a_vacation_program_need() throws Exception {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.UTC));
    try {
      SMTPMessage message = message(restricted());
      String header =
          Collections.list(message.getAllHeaderLines()).stream()
              .filter(line -> !line.startsWith("Content-Type"))
              .collect(Collectors.joining("\n", "", "\n"));
      Golden.compare("restricted.header.txt", header);
      assertThat(message.getEnvelopeFrom()).isEqualTo("bounces@example.org");
      assertThat(message.getContentType()).startsWith("multipart/alternative");
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void all_who_are_told_of_an_alert_have_one_thread_and_another_notice_has_its_own()
      throws Exception {
    assertThat(id(Notices.restricted(Channel.MAIL, "admin@example.org")))
        .isEqualTo(id(Notices.restricted(Channel.MAIL, "other@example.org")));
    Content.Notice user =
        new Content.Notice(NoticeKind.USER_RESTRICTED, Map.of("Entity", "anna@example.org"));
    assertThat(id(new Outgoing("k1", Channel.MAIL, "anna@example.org", user, Notices.NOON)))
        .isNotEqualTo(id(new Outgoing("k2", Channel.MAIL, "anna@example.org", user, Notices.NOON)));
  }

  @Test
  void that_a_store_is_back_answers_the_alert_and_what_was_told_of_it_directly() throws Exception {
    Map<String, String> loss =
        Map.of("Direct", "True", "Thread", "direct:Facts (a):7", "Entity", "Facts (a)");
    Outgoing direct =
        new Outgoing(
            "direct:Facts (a):7:mail:admin@example.org",
            Channel.MAIL,
            "admin@example.org",
            new Content.Notice(NoticeKind.ALERT, loss),
            Notices.NOON);
    Map<String, String> end = new java.util.HashMap<>(Notices.fields());
    end.put("Thread", "direct:Facts (a):7");
    SMTPMessage over =
        message(
            new Outgoing(
                "alert-closed:3",
                Channel.MAIL,
                "admin@example.org",
                new Content.Notice(NoticeKind.ALERT_CLOSED, end),
                Notices.NOON));
    String alert = id(Notices.restricted(Channel.MAIL, "admin@example.org"));
    assertThat(over.getHeader("In-Reply-To")).containsExactly(id(direct) + " " + alert);
    assertThat(over.getHeader("References")).containsExactly(id(direct) + " " + alert);
  }

  private static String id(Outgoing outgoing) throws Exception {
    return message(outgoing).getHeader("Message-ID")[0];
  }

  @Test
  void both_parts_read_as_they_should() throws Exception {
    MimeMultipart parts = (MimeMultipart) message(restricted()).getContent();
    assertThat(parts.getCount()).isEqualTo(2);
    assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
    Golden.compare(
        "restricted.txt", ((String) parts.getBodyPart(0).getContent()).replace("\r\n", "\n"));
    assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
    Golden.compare("restricted.html", (String) parts.getBodyPart(1).getContent());
  }

  @Test
  void a_restricted_connector_has_no_password_and_is_named_as_a_connector() {
    Map<String, String> fields = Notices.fields();
    fields.put("AlertPolicy", "Suspicious connector activity");
    fields.put("Entity", "scanner hall 2");
    fields.put("Detail.Type", "Connector");
    Content.Notice notice = new Content.Notice(NoticeKind.ALERT, fields);
    Golden.compare("connector.txt", NoticeWords.text(notice).replace("\r\n", "\n"));
    assertThat(NoticeWords.steps(new Content.Notice(NoticeKind.OUTBOUND_SPAM, fields)))
        .isEqualTo(NoticeWords.steps(notice));
  }

  @Test
  void a_name_that_looks_like_an_option_is_none_in_the_commands() {
    Map<String, String> fields = Notices.fields();
    fields.put("Entity", "-c");
    assertThat(NoticeWords.steps(new Content.Notice(NoticeKind.ALERT, fields)))
        .anySatisfy(step -> assertThat(step).endsWith("sluice restricted release -- -c"));
    fields.put("Activity", "StoreLost");
    assertThat(NoticeWords.steps(new Content.Notice(NoticeKind.ALERT, fields)))
        .anySatisfy(step -> assertThat(step).endsWith("sluice audit search --object=-c"));
  }

  @ParameterizedTest
  @CsvSource({
    "LimitExceeded, anna@example.org, true",
    "Remove-BlockedSenderAddress, anna@example.org, true",
    "OrganizationNearLimit, organization, false",
    "OrganizationLimitReached, organization, false",
    "Set-HostedOutboundSpamFilterPolicy, Default, false"
  })
  void only_a_sender_has_a_usage_to_look_at(String activity, String object, boolean sender) {
    Content.Notice notice =
        new Content.Notice(NoticeKind.ALERT, Map.of("Activity", activity, "Entity", object));
    String usage = "See what is used of each limit: sluice usage " + object;
    assertThat(NoticeWords.steps(notice).contains(usage)).isEqualTo(sender);
    assertThat(NoticeWords.steps(notice))
        .hasSize(sender ? 2 : 1)
        .contains("See what happened: sluice audit search --object " + object);
  }

  @Test
  void what_has_no_object_is_searched_by_its_operation() {
    Map<String, String> fields = Map.of("Activity", "UserLoginFailed", "Entity", "");
    assertThat(NoticeWords.steps(new Content.Notice(NoticeKind.ALERT, fields)))
        .containsExactly("See what happened: sluice audit search --operation UserLoginFailed");
  }

  @Test
  void a_name_is_one_word_of_the_line_that_people_copy() {
    Map<String, String> fields = Notices.fields();
    fields.put("Entity", "it's;reboot@example.org");
    assertThat(NoticeWords.steps(new Content.Notice(NoticeKind.ALERT, fields)))
        .contains("See the evidence: sluice restricted show 'it'\\''s;reboot@example.org'");
  }

  @Test
  void nothing_that_a_sender_wrote_becomes_markup_a_line_or_a_header() throws Exception {
    Map<String, String> fields = Notices.fields();
    fields.put("Entity", "\"<b>x</b>\"\r\nBcc: everybody@example.org");
    fields.put("AlertPolicy", "x\r\nBcc: everybody@example.org");
    Content.Notice notice = new Content.Notice(NoticeKind.ALERT, fields);
    SMTPMessage message =
        message(new Outgoing("k", Channel.MAIL, "a@example.org", notice, Notices.NOON));
    assertThat(message.getHeader("Bcc")).isNull();
    assertThat(NoticeHtml.of(notice)).doesNotContain("<b>").doesNotContain("<script>");
    assertThat(NoticeWords.text(notice).lines()).noneMatch(line -> line.startsWith("Bcc"));
    assertThat(NoticeHtml.of(notice)).doesNotContain("src=").doesNotContain("url(");
  }

  @Test
  void only_a_link_to_the_web_becomes_a_link() {
    Map<String, String> fields = Notices.fields();
    fields.put("Link", "javascript:alert(1)");
    assertThat(NoticeHtml.of(new Content.Notice(NoticeKind.ALERT, fields))).doesNotContain("<a ");
  }

  @Test
  void the_message_id_is_the_same_for_the_same_delivery_and_no_other() {
    assertThat(MailMessage.messageId("a", "x@example.org"))
        .isEqualTo(MailMessage.messageId("a", "x@example.org"))
        .isNotEqualTo(MailMessage.messageId("b", "x@example.org"))
        .endsWith("@example.org>");
  }

  @ParameterizedTest
  @EnumSource(NoticeKind.class)
  void every_kind_of_notice_has_its_words(NoticeKind kind) {
    Content.Notice notice = new Content.Notice(kind, Notices.fields());
    assertThat(NoticeWords.subject(notice)).isNotBlank();
    assertThat(NoticeWords.text(notice)).contains(NoticeWords.summary(notice));
    assertThat(NoticeHtml.of(notice)).contains(NoticeHtml.escaped(NoticeWords.summary(notice)));
  }

  @Test
  void the_user_is_told_what_still_works_and_nothing_of_limits() {
    Content.Notice notice =
        new Content.Notice(NoticeKind.USER_RESTRICTED, Map.of("Entity", "anna@example.org"));
    assertThat(NoticeWords.subject(notice))
        .isEqualTo("Your account can receive email but not send it");
    Golden.compare("user.txt", NoticeWords.text(notice).replace("\r\n", "\n"));
    Golden.compare("user.html", NoticeHtml.of(notice));
  }

  @Test
  void a_whole_message_is_sent_as_it_is_with_its_own_envelope() throws Exception {
    byte[] bytes = "From: a@b\r\nSubject: dsn\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII);
    SMTPMessage message =
        message(
            new Outgoing("k", Channel.MAIL, "a@b", new Content.Message("", bytes), Notices.NOON));
    assertThat(message.getEnvelopeFrom()).isEqualTo("<>");
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    message.writeTo(out);
    assertThat(out.toByteArray()).isEqualTo(bytes);
  }
}
