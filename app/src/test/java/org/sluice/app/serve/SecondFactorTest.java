package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.MovableTime;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;
import org.sluice.app.configuration.Configuration;
import org.sluice.core.access.WebSession;

/** The second factor as a person with an authenticator uses it. */
class SecondFactorTest {
  private static final String ANNA = "anna@example.org";
  private static final String PASSWORD = "correct horse battery";
  private static final Pattern SECRET = Pattern.compile("name=\"secret\" value=\"([A-Z2-7]{32})\"");
  private static final Pattern CODE = Pattern.compile("<code>([A-Z2-7-]{19})</code>");

  @TempDir private Path data;
  private final MovableTime time = new MovableTime(Instant.parse("2026-03-01T12:00:00Z"));
  private Running running;

  private void start(String more) {
    running = Running.start(data, "[proxy]\nlisten = [\"127.0.0.1:0\"]\n" + more, time);
    String first = URI.create(running.server().firstLink().orElseThrow()).getPath();
    visitor().post(first, "name", ANNA, "password", PASSWORD, "again", PASSWORD);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private Visitor visitor() {
    return new Visitor(running.url());
  }

  private Visitor withPassword() {
    Visitor visitor = visitor();
    assertThat(visitor.post("/sign-in", "name", ANNA, "password", PASSWORD).status())
        .isEqualTo(303);
    return visitor;
  }

  private static boolean isSignedIn(Visitor visitor) {
    return visitor.get("/account").status() == 200;
  }

  private static String secret(Page page) {
    Matcher found = SECRET.matcher(page.body());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  /** An authenticator of its own (RFC 6238), so that ours is not held against itself. */
  private String code(String secret) {
    try {
      StringBuilder bits = new StringBuilder();
      for (char each : secret.toCharArray()) {
        int value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(each);
        bits.append(String.format(Locale.ROOT, "%5s", Integer.toBinaryString(value)));
      }
      String all = bits.toString().replace(' ', '0');
      byte[] key = new byte[all.length() / 8];
      for (int i = 0; i < key.length; i++) {
        key[i] = (byte) Integer.parseInt(all.substring(8 * i, 8 * i + 8), 2);
      }
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      byte[] hash =
          mac.doFinal(ByteBuffer.allocate(8).putLong(time.now().getEpochSecond() / 30).array());
      int number = ByteBuffer.wrap(hash, hash[19] & 15, 4).getInt() & Integer.MAX_VALUE;
      return String.format(Locale.ROOT, "%06d", number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> enrol(Visitor visitor, String path, String secret) {
    Page done = visitor.post(path, "secret", secret, "password", PASSWORD, "code", code(secret));
    assertThat(done.status()).isEqualTo(200);
    List<String> codes = new ArrayList<>();
    Matcher found = CODE.matcher(done.body());
    while (found.find()) {
      codes.add(found.group(1));
    }
    assertThat(codes).hasSize(10);
    return codes;
  }

  @Test
  void once_in_use_a_password_alone_is_nobody_and_a_code_is_taken_once() {
    start("");
    Visitor own = withPassword();
    String secret = secret(own.get("/account/second-factor"));
    Page wrong =
        own.post("/account/second-factor", "secret", secret, "password", "no", "code", "1");
    assertThat(wrong.status()).isEqualTo(422);
    enrol(own, "/account/second-factor", secret);
    assertThat(isSignedIn(own)).isTrue();

    time.pass(Duration.ofSeconds(60));
    Visitor half = withPassword();
    assertThat(isSignedIn(half)).isFalse();
    assertThat(half.get("/account/second-factor").location()).isEqualTo("/sign-in");
    Page refused = half.post("/sign-in/second-factor", "code", "000000");
    assertThat(refused.status()).isEqualTo(401);
    String before = half.cookie();
    String code = code(secret);
    assertThat(half.post("/sign-in/second-factor", "code", code).status()).isEqualTo(303);
    assertThat(isSignedIn(half)).isTrue();
    assertThat(half.cookie()).as("under a new name").isNotEqualTo(before);
    assertThat(isSignedIn(visitor().showing(before))).isFalse();

    Visitor replay = withPassword();
    assertThat(replay.post("/sign-in/second-factor", "code", code).status()).isEqualTo(401);
    time.pass(Duration.ofSeconds(30));
    assertThat(replay.post("/sign-in/second-factor", "code", code(secret)).status()).isEqualTo(303);
  }

  @Test
  void a_recovery_code_stands_in_once() {
    start("");
    Visitor own = withPassword();
    List<String> codes =
        enrol(own, "/account/second-factor", secret(own.get("/account/second-factor")));
    Visitor lost = withPassword();
    assertThat(lost.post("/sign-in/second-factor", "code", codes.getFirst()).status())
        .isEqualTo(303);
    assertThat(lost.get("/account").body()).contains("recovery codes left: 9");
    Visitor again = withPassword();
    assertThat(again.post("/sign-in/second-factor", "code", codes.getFirst()).status())
        .isEqualTo(401);
    assertThat(running.say("administrator", "list").out()).contains("True");
    String link = running.say("administrator", "reset", ANNA, "--second-factor").out().strip();
    visitor().post(URI.create(link).getPath(), "password", PASSWORD, "again", PASSWORD);
    assertThat(isSignedIn(withPassword())).isTrue();
  }

  @Test
  void guessing_codes_has_to_wait_longer_and_longer() {
    start("");
    Visitor own = withPassword();
    String secret = secret(own.get("/account/second-factor"));
    enrol(own, "/account/second-factor", secret);
    Visitor guessing = withPassword();
    for (int i = 0; i < 3; i++) {
      assertThat(guessing.post("/sign-in/second-factor", "code", "00000" + i).status())
          .isEqualTo(401);
    }
    assertThat(guessing.post("/sign-in/second-factor", "code", code(secret)).status())
        .isEqualTo(429);
    assertThat(withPassword().post("/sign-in/second-factor", "code", "1").status())
        .as("another session of the same person")
        .isEqualTo(429);
  }

  private Page from(String place, Visitor visitor, String path, String... fields) {
    return visitor.send(
        "POST",
        path,
        Visitor.form(fields),
        "Content-Type",
        "application/x-www-form-urlencoded",
        "Sec-Fetch-Site",
        "same-origin",
        "X-Forwarded-For",
        place);
  }

  private Visitor halfway(String place) {
    Visitor visitor = visitor();
    var _ = from(place, visitor, "/sign-in", "name", ANNA, "password", PASSWORD);
    return visitor;
  }

  @Test
  void who_knows_the_password_and_guesses_from_many_places_does_not_keep_its_owner_out() {
    start("[access]\nproxies = [\"127.0.0.1\"]\n");
    Visitor own = halfway("192.0.2.1");
    String secret = secret(own.get("/account/second-factor"));
    List<String> codes = enrol(own, "/account/second-factor", secret);
    String path = "/sign-in/second-factor";
    for (int i = 0; i < 3; i++) {
      String place = "198.51.100." + i;
      assertThat(from(place, halfway(place), path, "code", "00000" + i).status()).isEqualTo(401);
    }
    String place = "203.0.113.9";
    assertThat(from(place, halfway(place), path, "code", code(secret)).status()).isEqualTo(429);
    Visitor away = halfway(place);
    assertThat(from(place, away, path, "code", codes.getFirst()).status()).isEqualTo(303);
    assertThat(isSignedIn(away)).as("by a recovery code, from anywhere").isTrue();
    time.pass(Duration.ofSeconds(30));
    Visitor home = halfway(place);
    assertThat(from(place, home, path, "code", code(secret)).status()).isEqualTo(303);
    assertThat(isSignedIn(home)).as("by a code, from where the last sign-in was").isTrue();
  }

  @Test
  void who_has_the_password_alone_signs_nobody_out_and_is_in_the_audit_log() {
    start("");
    Visitor own = withPassword();
    enrol(own, "/account/second-factor", secret(own.get("/account/second-factor")));
    for (int i = 0; i <= WebSession.MOST; i++) {
      assertThat(withPassword().get("/account").status()).isEqualTo(303);
    }
    assertThat(isSignedIn(own)).isTrue();
    assertThat(running.say("audit", "search", "--user", ANNA, "--output", "json").out())
        .contains("UserLoginInterrupted", "the password was right");
  }

  @Test
  void made_needed_while_somebody_is_signed_in_it_is_set_up_before_anything_else() {
    start("");
    Visitor visitor = withPassword();
    assertThat(isSignedIn(visitor)).isTrue();
    running
        .server()
        .reload(Configuration.parse("test", "[access]\nsecond-factor = \"required\"\n"));
    assertThat(visitor.get("/audit").location()).isEqualTo("/sign-in?to=%2Faudit");
    assertThat(visitor.get("/sign-in?to=/audit").location())
        .isEqualTo("/sign-in/enrolment?to=%2Faudit");
    assertThat(visitor.get("/api/v1/restricted-entities").status()).isEqualTo(401);
    assertThat(visitor.get("/account").status()).isEqualTo(303);
    assertThat(visitor.post("/account/sign-out-others").location()).isEqualTo("/sign-in");
    assertThat(visitor.post("/policies/policy", "id", "Default").status()).isEqualTo(401);
    String path = "/sign-in/enrolment";
    String secret = secret(visitor.get(path));
    assertThat(visitor.post(path, "secret", secret, "code", code(secret)).status())
        .as("the password was given hours ago")
        .isEqualTo(422);
    enrol(visitor, path, secret);
    assertThat(isSignedIn(visitor)).isTrue();
    assertThat(visitor.get("/audit").status()).isEqualTo(200);
  }

  @Test
  void who_cannot_set_a_second_factor_up_now_can_sign_out() {
    start("");
    Visitor visitor = withPassword();
    running
        .server()
        .reload(Configuration.parse("test", "[access]\nsecond-factor = \"required\"\n"));
    assertThat(visitor.get("/sign-in").location()).startsWith("/sign-in/enrolment");
    assertThat(visitor.get("/sign-in/enrolment").body())
        .contains("<form method=\"post\" action=\"/sign-out\">");
    assertThat(visitor.post("/sign-out").location()).isEqualTo("/sign-in");
    assertThat(visitor.get("/sign-in").status()).isEqualTo(200);
  }

  @Test
  void where_it_is_required_nobody_comes_in_before_there_is_one() {
    start("[access]\nsecond-factor = \"required\"\n");
    Visitor visitor = visitor();
    Page page = visitor.post("/sign-in", "name", ANNA, "password", PASSWORD, "to", "/audit");
    assertThat(page.location()).isEqualTo("/sign-in/enrolment?to=%2Faudit");
    assertThat(isSignedIn(visitor)).isFalse();
    assertThat(visitor.post("/account/second-factor/off", "proof", PASSWORD).location())
        .isEqualTo("/sign-in");
    enrol(visitor, "/sign-in/enrolment", secret(visitor.get("/sign-in/enrolment")));
    assertThat(isSignedIn(visitor)).isTrue();
    assertThat(visitor.post("/account/second-factor/off", "proof", PASSWORD).status())
        .isEqualTo(422);
    assertThat(running.say("audit", "search", "--output", "json").out())
        .contains("SetOwnSecondFactor")
        .doesNotContain("secret", "SECRET");
  }

  @Test
  void half_a_sign_in_lasts_ten_minutes() {
    start("[access]\nsecond-factor = \"required\"\n");
    Visitor visitor = withPassword();
    time.pass(Duration.ofMinutes(10).minusSeconds(1));
    assertThat(visitor.get("/sign-in/enrolment").status()).isEqualTo(200);
    time.pass(Duration.ofSeconds(1));
    assertThat(visitor.get("/sign-in/enrolment").location()).isEqualTo("/sign-in");
  }
}
