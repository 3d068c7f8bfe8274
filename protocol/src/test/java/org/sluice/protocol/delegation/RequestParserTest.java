package org.sluice.protocol.delegation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.sluice.core.mail.Recipient;
import org.sluice.core.mail.SaslUsername;
import org.sluice.core.mail.Submission;

class RequestParserTest {
  /** As Postfix 3.7 sends it. */
  private static final String RCPT =
      """
      request=smtpd_access_policy
      protocol_state=RCPT
      protocol_name=ESMTP
      client_address=192.0.2.1
      client_name=unknown
      client_port=40122
      reverse_client_name=unknown
      server_address=192.0.2.2
      server_port=587
      helo_name=[192.168.0.7]
      sender=anna+x=y@example.org
      recipient=bert@elsewhere.test
      recipient_count=0
      queue_id=
      instance=1a2b.5f3e.0
      size=0
      etrn_domain=
      stress=
      sasl_method=plain
      sasl_username=YW5uYQ==
      sasl_sender=
      ccert_subject=
      ccert_issuer=
      ccert_fingerprint=
      ccert_pubkey_fingerprint=
      encryption_protocol=TLSv1.3
      encryption_cipher=TLS_AES_256_GCM_SHA384
      encryption_keysize=256
      policy_context=
      compatibility_level=3.6
      mail_version=3.7.11

      """;

  private static final String END =
      """
      request=smtpd_access_policy
      protocol_state=END-OF-MESSAGE
      sender=
      recipient=
      recipient_count=60
      queue_id=4ABC12
      instance=1a2b.5f3e.0
      sasl_username=anna

      """;

  private static List<Parsed> parse(byte[] bytes, int... cuts) {
    RequestParser parser = new RequestParser();
    List<Parsed> all = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : bytes.length;
      while (from < to) {
        Parsed parsed = parser.feed(bytes, from, to);
        from += parser.consumed();
        if (!(parsed instanceof Parsed.Incomplete)) {
          all.add(parsed);
        }
        if (parsed instanceof Parsed.Broken) {
          return all;
        }
      }
    }
    return all;
  }

  private static List<Parsed> parse(String text) {
    return parse(text.getBytes(UTF_8));
  }

  private static Submission only(String text) {
    List<Parsed> all = parse(text);
    assertThat(all).hasSize(1);
    return ((Parsed.Question) all.getFirst()).submission();
  }

  private static Violation violation(String text) {
    return ((Parsed.Broken) parse(text).getLast()).violation();
  }

  @Test
  void a_request_at_rcpt_is_one_recipient() {
    Submission s = only(RCPT);
    assertThat(s.stage()).isEqualTo(Submission.Stage.RECIPIENT);
    assertThat(s.recipients()).containsExactly(new Recipient("bert@elsewhere.test"));
    assertThat(s.recipientCount()).isEqualTo(1);
    assertThat(s.messageId()).isEqualTo("1a2b.5f3e.0");
    assertThat(s.client().text()).isEqualTo("192.0.2.1");
  }

  @Test
  void a_value_may_contain_the_equals_sign() {
    Submission s = only(RCPT);
    assertThat(s.login()).isEqualTo(new SaslUsername("YW5uYQ=="));
    assertThat(s.author()).isEqualTo("anna+x=y@example.org");
  }

  @Test
  void at_end_of_message_the_recipient_is_empty_and_the_count_says_how_many() {
    Submission s = only(END);
    assertThat(s.stage()).isEqualTo(Submission.Stage.MESSAGE);
    assertThat(s.recipients()).isEmpty();
    assertThat(s.recipientCount()).isEqualTo(60);
    assertThat(s.queueId()).isEqualTo("4ABC12");
  }

  @Test
  void a_request_cut_at_any_byte_means_the_same() {
    byte[] both = (RCPT + END).getBytes(UTF_8);
    List<Parsed> whole = parse(both);
    assertThat(whole).hasSize(2);
    for (int cut = 1; cut < both.length; cut++) {
      assertThat(parse(both, cut)).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  @Test
  void byte_by_byte_means_the_same() {
    byte[] both = (RCPT + END).getBytes(UTF_8);
    int[] everywhere = new int[both.length - 1];
    for (int i = 0; i < everywhere.length; i++) {
      everywhere[i] = i + 1;
    }
    assertThat(parse(both, everywhere)).isEqualTo(parse(both));
  }

  @Test
  void several_requests_in_one_read_are_all_found() {
    assertThat(parse(RCPT.repeat(7))).hasSize(7).containsOnly(parse(RCPT).getFirst());
  }

  @Test
  void at_mail_the_question_is_whether_the_sender_is_restricted() {
    Submission s =
        only(
            RCPT.replace("state=RCPT", "state=MAIL")
                .replaceAll("(?m)^recipient=.*$", "recipient="));
    assertThat(s.stage()).isEqualTo(Submission.Stage.SENDER);
    assertThat(s.recipients()).isEmpty();
    assertThat(s.recipientCount()).isZero();
    assertThat(s.login()).isEqualTo(only(RCPT).login());
  }

  @Test
  void a_moment_without_a_question_has_no_opinion() {
    for (String state : List.of("CONNECT", "EHLO", "DATA", "VRFY", "ETRN", "")) {
      assertThat(parse(RCPT.replace("state=RCPT", "state=" + state)))
          .as(state)
          .containsExactly(new Parsed.NoOpinion());
    }
  }

  @Test
  void of_an_attribute_that_comes_twice_the_last_holds() {
    assertThat(only(END.replace("sasl_username=anna", "sasl_username=x\nsasl_username=anna")))
        .isEqualTo(only(END));
  }

  @Test
  void lines_and_frames_at_the_bound_pass_and_one_byte_more_is_broken() {
    String line = "x=" + "y".repeat(RequestParser.MAX_LINE_BYTES - 2) + "\n";
    assertThat(only(line + END)).isEqualTo(only(END));
    assertThat(violation("z" + line + END)).isEqualTo(Violation.LINE_TOO_LONG);

    int rest = RequestParser.MAX_FRAME_BYTES - line.length() - END.length();
    String filling = "x=" + "y".repeat(rest - 3) + "\n";
    assertThat(only(line + filling + END)).isEqualTo(only(END));
    assertThat(violation(line + "z" + filling + END)).isEqualTo(Violation.FRAME_TOO_LARGE);

    int lines = END.split("\n").length;
    String most = "x=y\n".repeat(RequestParser.MAX_ATTRIBUTES - lines);
    assertThat(only(most + END)).isEqualTo(only(END));
    assertThat(violation("x=y\n" + most + END)).isEqualTo(Violation.TOO_MANY_ATTRIBUTES);
  }

  @Test
  void what_is_no_request_is_broken_with_its_reason() {
    assertThat(violation("GET / HTTP/1.1\r\n\r\n")).isEqualTo(Violation.NO_EQUALS_SIGN);
    assertThat(violation("\n")).isEqualTo(Violation.NO_REQUEST_TYPE);
    assertThat(violation("=x\n\n")).isEqualTo(Violation.NO_EQUALS_SIGN);
    assertThat(violation("request=junk_mail\n\n")).isEqualTo(Violation.UNKNOWN_REQUEST_TYPE);
    for (String count : List.of("-1", "1x", "1000001", "99999999999999999999")) {
      assertThat(violation(END.replace("count=60", "count=" + count)))
          .isEqualTo(Violation.BAD_RECIPIENT_COUNT);
    }
  }

  @Test
  void two_logins_of_broken_utf_8_stay_two() {
    byte[] one =
        END.replace("=anna", "=\u00e9").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    byte[] two =
        END.replace("=anna", "=\u00e8").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(parse(one)).isNotEqualTo(parse(two));
  }

  /** Requests with random damage, in random pieces: no exception, and the pieces do not matter. */
  @Property(tries = 3_000)
  void damaged_requests_mean_the_same_however_they_are_cut(
      @ForAll long seed, @ForAll @IntRange(max = 12) int damages) {
    Random random = new Random(seed);
    byte[] bytes = (RCPT + END + RCPT).getBytes(UTF_8);
    for (int i = 0; i < damages; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) "\n\n==\0\r\u007fRE9".charAt(random.nextInt(10));
    }
    int[] cuts = random.ints(20, 1, bytes.length).sorted().distinct().toArray();
    assertThat(parse(bytes, cuts)).isEqualTo(parse(bytes));
  }

  /** Bytes of nobody's protocol. */
  @Property(tries = 3_000)
  void any_bytes_mean_the_same_however_they_are_cut(@ForAll byte[] bytes, @ForAll long seed) {
    if (bytes.length > 1) {
      int[] cuts = new Random(seed).ints(5, 1, bytes.length).sorted().distinct().toArray();
      assertThat(parse(bytes, cuts)).isEqualTo(parse(bytes));
    }
  }
}
