package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;
import org.sluice.portal.http.Form;

/** What the pages take at most: one below, as many, one more. */
class PageBoundsTest {
  @TempDir private Path data;
  private Running running;
  private Visitor visitor;

  @BeforeEach
  void start() {
    running = Running.start(data, "[proxy]\nlisten = [\"127.0.0.1:0\"]\n");
    visitor = new Visitor(running.url());
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private Page send(String path, String body) {
    return visitor.send(
        "POST",
        path,
        body,
        "Authorization",
        "Bearer " + running.token(),
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  private static String chosen(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "who=user:u" + i + "@example.org")
        .collect(Collectors.joining("&"));
  }

  @ParameterizedTest
  @CsvSource({"2, 200", "1000, 200", "1001, 422", "0, 422"})
  void so_many_are_asked_about_at_once(int count, int status) {
    Page page = send("/restricted/unblock/selected", chosen(count));
    assertThat(page.status()).isEqualTo(status);
    assertThat(page.body())
        .contains(status == 200 ? "Unblock " + count + " entities?" : "Select 1 to 1000");
  }

  @ParameterizedTest
  @CsvSource({"1, 200", "1001, 422"})
  void so_many_are_unblocked_at_once_and_beyond_it_none(int count, int status) {
    running.say("restricted", "restrict", "u0@example.org", "--reason", "Phished");
    String seen = ReleaseLimitTest.seen(send("/restricted/unblock/selected", chosen(2)));
    Page page = send("/restricted/unblock/many", chosen(count) + seen);
    assertThat(page.status()).as(page.body()).isEqualTo(status);
    assertThat(running.say("restricted", "list").out().contains("u0@example.org"))
        .as("still restricted")
        .isEqualTo(status != 200);
  }

  @ParameterizedTest
  @CsvSource({"-1, 422", "0, 422", "1, 413"})
  void a_form_has_so_many_bytes(int more, int status) {
    String start = "name=";
    String body = start + "x".repeat(Form.MOST_BYTES - start.length() + more);
    assertThat(send("/restricted/restrict", body).status()).isEqualTo(status);
  }

  @Test
  void a_form_at_the_door_has_the_same_bound() {
    String body = "name=" + "x".repeat(Form.MOST_BYTES);
    assertThat(
            visitor
                .send(
                    "POST",
                    "/sign-in",
                    body,
                    "Content-Type",
                    "application/x-www-form-urlencoded",
                    "Sec-Fetch-Site",
                    "same-origin")
                .status())
        .isEqualTo(413);
  }
}
