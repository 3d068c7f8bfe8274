package org.sluice.portal.session;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Argon2id (RFC 9106) in its own textual form, {@code $argon2id$v=19$m=7168,t=5,p=1$salt$hash}.
 *
 * <p>The parameters are of OWASP's Password Storage Cheat Sheet, which gives several of equal
 * strength; this one takes the least memory, 7 MiB for as long as it reckons. At most {@value
 * #AT_ONCE} are reckoned at a time, and at most {@value #MOST_WAITING} wait for it. Thread-safe.
 */
public final class PasswordHash {
  /** Hashes that are reckoned at a time; whoever comes later waits. */
  static final int AT_ONCE = 2;

  /** Those who wait for a turn; whoever comes then is told at once to come back. */
  static final int MOST_WAITING = 16;

  /** The most seconds that somebody waits for a turn. */
  static final long MOST_WAIT_SECONDS = 10;

  static final int MEMORY_KIB = 7_168;
  static final int ITERATIONS = 5;

  /** Bounds for hashes that were made elsewhere or in other times. */
  private static final int MOST_MEMORY_KIB = 65_536;

  private static final int MOST_ITERATIONS = 16;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([0-9]{1,6}),t=([0-9]{1,3}),p=1\\$([A-Za-z0-9+/]{22})"
              + "\\$([A-Za-z0-9+/]{43})");

  /** What is reckoned for a name that nobody has, so that it takes as long. Nothing matches it. */
  static final String NOBODY =
      "$argon2id$v=19$m="
          + MEMORY_KIB
          + ",t="
          + ITERATIONS
          + ",p=1$"
          + "A".repeat(22)
          + "$"
          + "A".repeat(43);

  private final Semaphore turns = new Semaphore(AT_ONCE, true);
  private final Semaphore places = new Semaphore(AT_ONCE + MOST_WAITING);
  private final SecureRandom chance = new SecureRandom();

  /** Too many sign in at the same time. */
  public static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("Too many people are signing in at this moment. Try again in a few seconds.");
    }
  }

  /**
   * The hash of a password.
   *
   * @throws Busy if too many wait, or there is no turn within {@value #MOST_WAIT_SECONDS} seconds
   */
  public String of(String password) {
    byte[] salt = new byte[SALT_BYTES];
    chance.nextBytes(salt);
    byte[] hash = inTurn(password, salt, MEMORY_KIB, ITERATIONS);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m="
        + MEMORY_KIB
        + ",t="
        + ITERATIONS
        + ",p=1$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }

  /**
   * Whether a password has this hash. An empty hash takes as long as any, and matches nothing.
   *
   * @throws Busy if too many wait, or there is no turn within {@value #MOST_WAIT_SECONDS} seconds
   */
  public boolean matches(String password, String hash) {
    Matcher form = FORM.matcher(hash.isEmpty() ? NOBODY : hash);
    if (!form.matches()) {
      throw new IllegalArgumentException("A password hash in the store has no form that is known");
    }
    int memory = Math.min(Integer.parseInt(form.group(1)), MOST_MEMORY_KIB);
    int iterations = Math.min(Integer.parseInt(form.group(2)), MOST_ITERATIONS);
    byte[] salt = Base64.getDecoder().decode(form.group(3));
    byte[] wanted = Base64.getDecoder().decode(form.group(4));
    boolean same = MessageDigest.isEqual(inTurn(password, salt, memory, iterations), wanted);
    return same && !hash.isEmpty();
  }

  private byte[] inTurn(String password, byte[] salt, int memoryKib, int iterations) {
    if (!places.tryAcquire()) {
      throw new Busy();
    }
    try {
      return afterOthers(password, salt, memoryKib, iterations);
    } finally {
      places.release();
    }
  }

  private byte[] afterOthers(String password, byte[] salt, int memoryKib, int iterations) {
    try {
      if (!turns.tryAcquire(MOST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new Busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Busy();
    }
    try {
      return reckon(password, salt, memoryKib, iterations);
    } finally {
      turns.release();
    }
  }

  private static byte[] reckon(String password, byte[] salt, int memoryKib, int iterations) {
    String normal = Normalizer.normalize(password, Normalizer.Form.NFKC);
    return Argon2Function.getInstance(
            memoryKib, iterations, 1, HASH_BYTES, Argon2.ID, Argon2Function.ARGON2_VERSION_13)
        .hash(normal.getBytes(StandardCharsets.UTF_8), salt)
        .getBytes();
  }
}
