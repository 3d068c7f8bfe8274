package org.sluice.portal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  /** The key of RFC 6238, appendix B. */
  private static final String SECRET =
      Totp.base32("12345678901234567890".getBytes(StandardCharsets.US_ASCII));

  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void codes_are_those_of_rfc_6238(long seconds, String code) {
    assertThat(Totp.code(SECRET, seconds / Totp.STEP_SECONDS)).isEqualTo(code);
    assertThat(Totp.step(SECRET, code, Instant.ofEpochSecond(seconds), 0))
        .hasValue(seconds / Totp.STEP_SECONDS);
  }

  @ParameterizedTest
  @CsvSource({"f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "foobar, MZXW6YTBOI"})
  void base32_is_that_of_rfc_4648_without_padding(String text, String base32) {
    assertThat(Totp.base32(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(base32);
  }

  @Test
  void one_step_before_and_after_is_taken_and_two_are_not() {
    Instant now = Instant.ofEpochSecond(3_000);
    for (int away = -2; away <= 2; away++) {
      assertThat(Totp.step(SECRET, Totp.code(SECRET, 100 + away), now, 0).isPresent())
          .as("%s steps away", away)
          .isEqualTo(Math.abs(away) <= Totp.WINDOW);
    }
  }

  @Test
  void a_code_is_not_taken_again_nor_one_before_it() {
    Instant now = Instant.ofEpochSecond(3_000);
    assertThat(Totp.step(SECRET, Totp.code(SECRET, 100), now, 99)).hasValue(100);
    assertThat(Totp.step(SECRET, Totp.code(SECRET, 100), now, 100)).isEmpty();
    assertThat(Totp.step(SECRET, Totp.code(SECRET, 99), now, 100)).isEmpty();
    assertThat(Totp.step(SECRET, Totp.code(SECRET, 101), now, 100)).hasValue(101);
  }

  @Test
  void blanks_do_not_matter_and_what_is_no_code_is_none() {
    Instant now = Instant.ofEpochSecond(59);
    assertThat(Totp.step(SECRET, " 287 082", now, 0)).isPresent();
    for (String other : new String[] {"", "28708", "2870820", "287083", "x"}) {
      assertThat(Totp.step(SECRET, other, now, 0)).as(other).isEmpty();
    }
  }

  @Test
  void keys_are_whole_and_each_is_another() {
    SecureRandom chance = new SecureRandom();
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      String key = Totp.freshSecret(chance);
      assertThat(Totp.isSecret(key)).isTrue();
      keys.add(key);
    }
    assertThat(keys).hasSize(100);
    assertThat(Totp.isSecret(SECRET.substring(1))).isFalse();
    assertThat(Totp.isSecret(SECRET + "A")).isFalse();
  }
}
