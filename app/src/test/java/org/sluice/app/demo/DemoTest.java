package org.sluice.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sluice.app.Main;

/** The demo, from its first line to its last. */
class DemoTest {
  private static final Pattern FOLDER = Pattern.compile("removes (/\\S+)\\.");

  @Test
  void a_stolen_password_is_stopped_and_the_administrator_hears_of_it() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status =
        Main.run(new PrintStream(out, true, UTF_8), System.err, Map.of(), "demo", "--once");
    String said = out.toString(UTF_8);
    assertThat(status).as(said).isZero();
    assertThat(said)
        .containsPattern("[0-9]{4,} messages to [0-9]{5} recipients, 0 refused")
        .contains("message  1, recipients   1 to  20: 250 2.0.0")
        .contains("550 5.1.8 Access denied, bad outbound sender")
        .contains("Subject: High-severity alert: User restricted from sending email")
        .containsPattern(
            "http://127\\.0\\.0\\.1:[0-9]+/first/\\S{20,}\\?to=%2Fentity%3Fname%3Dhenri\\.martin%40");
    Matcher folder = FOLDER.matcher(said);
    assertThat(folder.find()).isTrue();
    assertThat(Files.exists(Path.of(folder.group(1)))).isFalse();
  }
}
