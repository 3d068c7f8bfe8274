package org.sluice.core.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageHeadersTest {
  private static final AcceptedDomains OWN = new AcceptedDomains(List.of("example.org"));
  private static final EnvelopeSender ANNA = new EnvelopeSender("anna@example.org");
  private static final EnvelopeSender FOREIGN = new EnvelopeSender("ceo@bank.test");

  private static MessageHeaders headers(String... fields) {
    MessageHeaders headers = new MessageHeaders();
    for (String field : fields) {
      int colon = field.indexOf(':');
      headers.add(field.substring(0, colon), field.substring(colon + 1));
    }
    return headers;
  }

  private static ForwardSign sign(EnvelopeSender sender, String... fields) {
    return headers(fields).automaticForward(sender, "example.org", OWN).orElse(null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "anna@example.org | anna@example.org",
        "<anna@example.org> | anna@example.org",
        "Anna <anna@example.org> | anna@example.org",
        "\"Anna, <not@here.test>\" <anna@example.org> | anna@example.org",
        "\"An \\\"x@y\\\" na\" <anna@example.org> | anna@example.org",
        "=?utf-8?q?Anna_=3Cx=40y=3E?= <anna@example.org> | anna@example.org",
        "Anna (x@y.test (nested) \\) z@y) <anna@example.org> | anna@example.org",
        "anna@example.org (Anna) | anna@example.org",
        "anna @ example . org | anna@example.org",
        "Anna <@a.test,@b.test:anna@example.org> | anna@example.org",
        "\"anna\"@example.org | anna@example.org",
        "\"anna b\"@example.org | \"anna b\"@example.org",
        "anna@[192.0.2.1] | anna@[192.0.2.1]",
        "Staff: Anna <anna@example.org>, bert@example.org; | anna@example.org",
        "Nobody:; | ",
        "Anna anna@example.org | anna@example.org",
        "Anna <anna@example.org | anna@example.org",
        "Anna | ",
        "<> | ",
        "@ | ",
        "anna@ | ",
        "\"unclosed <anna@example.org> | "
      })
  void the_author_is_the_first_address_whatever_stands_around_it(String from, String author) {
    assertThat(headers("From: " + from).author(EnvelopeSender.NULL))
        .isEqualTo(author == null ? "" : author);
  }

  @Test
  void several_authors_stay_in_order_and_without_any_the_reverse_path_is_the_author() {
    assertThat(headers("From: a@x.test, B <b@x.test>", "FROM: c@x.test").authors())
        .containsExactly("a@x.test", "b@x.test", "c@x.test");
    assertThat(headers("Subject: hello").author(ANNA)).isEqualTo("anna@example.org");
    assertThat(headers("From: Anna").author(ANNA)).isEqualTo("anna@example.org");
  }

  @Test
  void a_folded_field_is_read_as_one_line() {
    assertThat(headers("From: Anna\r\n Example\r\n\t<anna@example.org>").authors())
        .containsExactly("anna@example.org");
  }

  @Test
  void a_message_that_says_so_is_an_automatic_forward_whoever_sends_it() {
    for (EnvelopeSender sender : List.of(ANNA, FOREIGN, EnvelopeSender.NULL)) {
      assertThat(sign(sender, "Auto-Submitted: auto-forwarded"))
          .isEqualTo(ForwardSign.AUTO_SUBMITTED);
      assertThat(sign(sender, "auto-submitted: Auto-Forwarded; owner-token=x"))
          .isEqualTo(ForwardSign.AUTO_SUBMITTED);
      assertThat(sign(sender, "X-Forwarded-To: bert@elsewhere.test"))
          .isEqualTo(ForwardSign.X_FORWARDED);
      assertThat(sign(sender, "X-Forwarded-For: anna@example.org bert@elsewhere.test"))
          .isEqualTo(ForwardSign.X_FORWARDED);
      assertThat(sign(sender, "X-Sieve-Redirected-From: anna@example.org"))
          .isEqualTo(ForwardSign.SIEVE_REDIRECT);
    }
  }

  @Test
  void what_was_sent_on_with_a_foreign_or_null_reverse_path_is_an_automatic_forward() {
    for (EnvelopeSender sender : List.of(FOREIGN, EnvelopeSender.NULL)) {
      assertThat(sign(sender, "Resent-From: anna@example.org")).isEqualTo(ForwardSign.RESENT);
      assertThat(sign(sender, "Resent-To: bert@elsewhere.test")).isEqualTo(ForwardSign.RESENT);
      assertThat(sign(sender, "X-Sieve: Pigeonhole Sieve 0.5.19")).isEqualTo(ForwardSign.SIEVE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SRS0=HHH=TT=bank.test=ceo@example.org, true",
    "srs0+HHH=TT=bank.test=ceo@example.org, true",
    "SRS1=HHH=x.test==HHH=TT=bank.test=ceo@example.org, true",
    "SRS0=HHH=TT=bank.test=ceo@elsewhere.test, false",
    "srs0anna@example.org, false",
    "srs@example.org, false"
  })
  void an_srs_reverse_path_of_an_own_domain_is_an_automatic_forward(String path, boolean is) {
    assertThat(sign(new EnvelopeSender(path))).isEqualTo(is ? ForwardSign.SRS : null);
  }

  @Test
  void a_person_who_resends_is_no_automatic_forward() {
    assertThat(sign(ANNA, "Resent-From: Anna <anna@example.org>", "Resent-To: b@elsewhere.test"))
        .isNull();
    assertThat(
            sign(
                ANNA,
                "Resent-From: anna@example.org",
                "X-Sieve: CMU Sieve 2.3",
                "X-Forwarded-To: anna@example.org",
                "Auto-Submitted: auto-forwarded"))
        .as("what the stored message carries is not what she does")
        .isNull();
  }

  @Test
  void a_person_who_forwards_or_has_another_identity_is_no_automatic_forward() {
    assertThat(sign(ANNA, "X-Forwarded-Message-Id: <1@elsewhere.test>", "Subject: Fwd: x"))
        .isNull();
    assertThat(sign(ANNA, "X-Sieve: CMU Sieve 2.3")).isNull();
    assertThat(sign(ANNA, "X-Forwarded-For: 192.0.2.1, 192.0.2.2")).isNull();
    assertThat(sign(FOREIGN, "From: ceo@bank.test")).isNull();
    assertThat(sign(EnvelopeSender.NULL, "Auto-Submitted: auto-replied")).isNull();
    assertThat(sign(EnvelopeSender.NULL, "Auto-Submitted: auto-forwardedx")).isNull();
  }

  @Test
  void without_accepted_domains_the_submitters_own_domain_is_own() {
    AcceptedDomains none = new AcceptedDomains(List.of());
    MessageHeaders resent = headers("Resent-From: anna@example.org");
    assertThat(resent.automaticForward(ANNA, "example.org", none)).isEmpty();
    assertThat(resent.automaticForward(FOREIGN, "example.org", none)).isPresent();
    assertThat(resent.automaticForward(ANNA, "", none)).isPresent();
  }

  @Test
  void the_submitters_own_domain_is_own_even_if_it_is_not_listed() {
    AcceptedDomains others = new AcceptedDomains(List.of("example.net"));
    MessageHeaders resent = headers("Resent-From: anna@example.org");
    assertThat(resent.automaticForward(ANNA, "example.org", others)).isEmpty();
  }

  @Test
  void fields_up_to_the_bound_are_kept_and_no_more() {
    MessageHeaders headers = new MessageHeaders();
    for (int i = 0; i < MessageHeaders.MAX_FIELDS - 1; i++) {
      headers.add("Subject", "not kept");
      headers.add("Resent-To", "x@y.test");
    }
    headers.add("From", "anna@example.org");
    assertThat(headers.size()).isEqualTo(MessageHeaders.MAX_FIELDS);
    headers.add("From", "bert@example.org");
    assertThat(headers.size()).isEqualTo(MessageHeaders.MAX_FIELDS);
    assertThat(headers.authors()).containsExactly("anna@example.org");
    headers.clear();
    assertThat(headers.size()).isZero();
  }

  @Test
  void a_value_at_the_bound_is_kept_whole_and_a_longer_one_is_cut() {
    String address = "anna@example.org";
    String filling = " ".repeat(MessageHeaders.MAX_VALUE - address.length());
    assertThat(author(filling.substring(1) + address)).isEqualTo(address);
    assertThat(author(filling + address)).isEqualTo(address);
    assertThat(author(filling + " " + address)).isEqualTo("anna@example.or");
  }

  private static String author(String from) {
    MessageHeaders headers = new MessageHeaders();
    headers.add("From", from);
    return headers.author(EnvelopeSender.NULL);
  }

  @Test
  void addresses_up_to_the_bound_are_read_and_no_more() {
    String one = "a@x.test, ";
    assertThat(headers("From: " + one.repeat(Mailboxes.MAX_ADDRESSES - 1)).authors())
        .hasSize(Mailboxes.MAX_ADDRESSES - 1);
    assertThat(headers("From: " + one.repeat(Mailboxes.MAX_ADDRESSES)).authors())
        .hasSize(Mailboxes.MAX_ADDRESSES);
    assertThat(headers("From: " + one.repeat(Mailboxes.MAX_ADDRESSES + 5)).authors())
        .hasSize(Mailboxes.MAX_ADDRESSES);
  }

  /** Whatever a client writes, there is an answer, and each address has two sides. */
  @Property(tries = 3_000)
  void any_text_is_read_without_a_failure(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(60); i > 0; i--) {
      text.append("a@.<>()\"\\,;:[] \t\r\nb=?\u00e9".charAt(random.nextInt(22)));
    }
    MessageHeaders headers = headers("From:" + text, "X-Forwarded-For:" + text);
    assertThat(headers.authors()).allMatch(a -> a.lastIndexOf('@') > 0 && !a.endsWith("@"));
    headers.automaticForward(ANNA, "example.org", OWN);
  }
}
