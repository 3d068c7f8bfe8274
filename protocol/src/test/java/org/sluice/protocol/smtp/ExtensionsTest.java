package org.sluice.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExtensionsTest {
  private static final Extensions POSTFIX =
      Extensions.of(
          new Reply(
              250,
              List.of(
                  "250-mx.example.org",
                  "250-PIPELINING",
                  "250-size 52428800",
                  "250-VRFY",
                  "250-ETRN",
                  "250-STARTTLS",
                  "250-AUTH GSSAPI plain SCRAM-SHA-1-PLUS XOAUTH2",
                  "250-AUTH=PLAIN LOGIN",
                  "250-XCLIENT NAME ADDR",
                  "250-ENHANCEDSTATUSCODES",
                  "250-8BITMIME",
                  "250-DSN",
                  "250-SMTPUTF8",
                  "250-BINARYMIME",
                  "250-REQUIRETLS",
                  "250 CHUNKING")));

  @Test
  void what_the_proxy_can_pass_is_passed_and_the_rest_is_not() {
    assertThat(POSTFIX.passed(m -> false, false).lines())
        .containsExactly(
            "250-mx.example.org",
            "250-PIPELINING",
            "250-SIZE 52428800",
            "250-ENHANCEDSTATUSCODES",
            "250-8BITMIME",
            "250-DSN",
            "250-SMTPUTF8",
            "250 CHUNKING");
  }

  @Test
  void auth_names_the_mechanisms_whose_identity_can_be_learned() {
    assertThat(POSTFIX.passed(m -> true, false).lines()).contains("250 AUTH PLAIN XOAUTH2");
    assertThat(POSTFIX.passed(m -> !m.isByToken(), false).lines()).contains("250 AUTH PLAIN");
    assertThat(POSTFIX.offers(Mechanism.PLAIN)).isTrue();
    assertThat(POSTFIX.offers(Mechanism.LOGIN)).isFalse();
  }

  @Test
  void starttls_is_the_proxys_own_and_not_the_next_hops() {
    assertThat(POSTFIX.passed(m -> false, true).lines()).contains("250 STARTTLS");
    assertThat(POSTFIX.has("STARTTLS")).isTrue();
  }

  @Test
  void without_a_mechanism_there_is_no_auth() {
    Extensions only = Extensions.of(new Reply(250, List.of("250-mx", "250 AUTH GSSAPI NTLM")));
    assertThat(only.passed(m -> true, false).lines()).containsExactly("250 mx");
  }

  @Test
  void a_reply_of_one_line_has_no_extensions() {
    assertThat(Extensions.of(new Reply(250, List.of("250"))).passed(m -> true, false).lines())
        .containsExactly("250 ");
  }
}
