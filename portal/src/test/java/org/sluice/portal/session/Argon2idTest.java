package org.sluice.portal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2idTest {
  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void blake2b_is_that_of_rfc_7693() {
    assertThat(hex(Blake2b.digest(64, ascii("abc"))))
        .isEqualTo(
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    assertThat(hex(Blake2b.digest(64)))
        .isEqualTo(
            "786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419"
                + "d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce");
  }

  /** Vectors of the reference implementation's own tests. */
  @ParameterizedTest
  @CsvSource({
    "password, somesalt, 256, 2, 9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
    "password, somesalt, 65536, 2, 09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
  })
  void it_is_the_argon2id_of_the_reference(
      String password, String salt, int memory, int passes, String hash) {
    assertThat(hex(Argon2id.hash(ascii(password), ascii(salt), memory, passes, 32)))
        .isEqualTo(hash);
  }

  @Test
  void it_is_the_argon2id_that_another_program_reckons() {
    Random random = new Random(9106);
    for (int i = 0; i < 60; i++) {
      byte[] password = new byte[random.nextInt(200)];
      byte[] salt = new byte[8 + random.nextInt(40)];
      random.nextBytes(password);
      random.nextBytes(salt);
      int memory = 8 + random.nextInt(1_200);
      int passes = 1 + random.nextInt(4);
      int length = 4 + random.nextInt(150);
      byte[] other =
          Argon2Function.getInstance(
                  memory, passes, 1, length, Argon2.ID, Argon2Function.ARGON2_VERSION_13)
              .hash(password, salt)
              .getBytes();
      assertThat(hex(Argon2id.hash(password, salt, memory, passes, length)))
          .as("%s KiB, %s passes, %s bytes", memory, passes, length)
          .isEqualTo(hex(other));
    }
  }
}
