package org.sluice.protocol.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class MechanismTest {
  private static Optional<String> learned(Mechanism mechanism, String response) {
    return mechanism.identity(Base64.getEncoder().encode(response.getBytes(UTF_8)));
  }

  @Test
  void each_mechanism_tells_who_it_is_in_its_first_response() {
    assertThat(learned(Mechanism.PLAIN, "\0anna@example.org\0secret")).contains("anna@example.org");
    assertThat(learned(Mechanism.LOGIN, "anna")).contains("anna");
    assertThat(learned(Mechanism.CRAM_MD5, "anna smith b913a602c7eda7a4")).contains("anna smith");
    assertThat(learned(Mechanism.XOAUTH2, "user=anna@example.org\1auth=Bearer t\1\1"))
        .contains("anna@example.org");
    assertThat(learned(Mechanism.OAUTHBEARER, "n,a=anna@example.org,\1host=h\1auth=Bearer t\1\1"))
        .contains("anna@example.org");
    assertThat(learned(Mechanism.SCRAM_SHA_1, "n,,n=an=2Cna=3D,r=abc")).contains("an,na=");
    assertThat(learned(Mechanism.SCRAM_SHA_256, "y,a=other,n=anna,r=abc")).contains("anna");
  }

  @Test
  void with_plain_the_one_whose_password_it_is_counts_not_the_one_acted_for() {
    assertThat(learned(Mechanism.PLAIN, "boss\0anna\0secret")).contains("anna");
  }

  @Test
  void what_is_not_in_its_strict_form_teaches_nothing() {
    for (String bad : List.of("anna\0secret", "a\0b\0c\0d", "\0\0secret", "", "\0an\na\0secret")) {
      assertThat(learned(Mechanism.PLAIN, bad)).as(bad).isEmpty();
    }
    assertThat(learned(Mechanism.CRAM_MD5, "anna")).isEmpty();
    assertThat(learned(Mechanism.XOAUTH2, "user=anna")).isEmpty();
    assertThat(learned(Mechanism.XOAUTH2, "auth=Bearer t\1user=anna\1\1")).isEmpty();
    assertThat(learned(Mechanism.OAUTHBEARER, "n,,\1auth=Bearer t\1\1")).isEmpty();
    assertThat(learned(Mechanism.SCRAM_SHA_1, "p=tls-unique,,n=anna,r=abc")).isEmpty();
    assertThat(learned(Mechanism.SCRAM_SHA_1, "n,,n=an=2cna,r=abc")).isEmpty();
    assertThat(learned(Mechanism.SCRAM_SHA_1, "n,,m=x,n=anna,r=abc")).isEmpty();
  }

  @Test
  void base64_has_one_form() {
    for (String bad : List.of("YW5uYQ", "YW5uYQ==YQ", "YW5uYR==", "YW5 uYQ==", "*", "%%%%")) {
      assertThat(Mechanism.LOGIN.identity(bad.getBytes(US_ASCII))).as(bad).isEmpty();
    }
    assertThat(Mechanism.LOGIN.identity("=".getBytes(US_ASCII))).isEmpty();
    assertThat(Mechanism.LOGIN.identity("YW5uYQ==".getBytes(US_ASCII))).contains("anna");
  }

  @Test
  void an_identity_at_the_bound_is_learned_and_one_character_more_is_not() {
    String most = "x".repeat(Mechanism.MAX_IDENTITY);
    assertThat(learned(Mechanism.LOGIN, most.substring(1))).contains(most.substring(1));
    assertThat(learned(Mechanism.LOGIN, most)).contains(most);
    assertThat(learned(Mechanism.LOGIN, most + "x")).isEmpty();
  }

  @Test
  void a_name_is_known_in_any_case_and_others_are_not_offered() {
    assertThat(Mechanism.of("cram-md5")).contains(Mechanism.CRAM_MD5);
    for (String name :
        List.of("GSSAPI", "NTLM", "EXTERNAL", "SCRAM-SHA-1-PLUS", "DIGEST-MD5", "")) {
      assertThat(Mechanism.of(name)).as(name).isEmpty();
    }
  }

  @Test
  void as_many_responses_as_a_mechanism_has_are_believed() {
    assertThat(Mechanism.values())
        .extracting(m -> m.saslName() + " " + m.responses() + (m.isByToken() ? " token" : ""))
        .containsExactly(
            "PLAIN 1",
            "LOGIN 2",
            "CRAM-MD5 1",
            "SCRAM-SHA-1 3",
            "SCRAM-SHA-256 3",
            "XOAUTH2 1 token",
            "OAUTHBEARER 1 token");
  }

  /** The encoders of the RFCs, written backwards, are the reference. */
  @Property
  void an_identity_that_is_encoded_is_learned(
      @ForAll @StringLength(min = 1, max = 300) String any) {
    String name = any.replaceAll("[\\p{Cntrl}\\p{Cs}]", "x");
    String escaped = name.replace("=", "=3D").replace(",", "=2C");
    assertThat(learned(Mechanism.PLAIN, "\0" + name + "\0secret")).contains(name);
    assertThat(learned(Mechanism.LOGIN, name)).contains(name);
    assertThat(learned(Mechanism.CRAM_MD5, name + " 0123abcd")).contains(name);
    assertThat(learned(Mechanism.XOAUTH2, "user=" + name + "\1auth=Bearer x\1\1")).contains(name);
    assertThat(learned(Mechanism.OAUTHBEARER, "n,a=" + escaped + ",\1auth=Bearer x\1\1"))
        .contains(name);
    assertThat(learned(Mechanism.SCRAM_SHA_256, "n,," + "n=" + escaped + ",r=abc")).contains(name);
  }

  @Property(tries = 2_000)
  void any_response_is_read_or_teaches_nothing(@ForAll byte[] response) {
    for (Mechanism mechanism : Mechanism.values()) {
      mechanism.identity(response);
      mechanism
          .identity(Base64.getEncoder().encode(response))
          .ifPresent(name -> assertThat(name).isNotEmpty().hasSizeLessThan(321));
    }
  }
}
