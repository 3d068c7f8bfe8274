package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Running;
import org.sluice.app.Visitor;

/** Who writes an alert policy types a recipient, and finds it. */
class RecipientsOfAlertsTest {
  private static final String POLICY = "/alert-policies/policy?name=Suspicious+connector+activity";
  private static final Pattern OFFERED = Pattern.compile("<option value=\"([^\"]*)\"></option>");

  @TempDir private Path data;

  private static String token(Running running, String role, String... limit) {
    List<String> words = new ArrayList<>(List.of("token", "add", role + limit.length));
    words.addAll(List.of("--role", role));
    words.addAll(List.of(limit));
    return running.say(words.toArray(String[]::new)).out().strip();
  }

  private static String page(Running running, String token, String path) {
    return new Visitor(running.url()).get(path, "Authorization", "Bearer " + token).body();
  }

  /** What the list of the field has. */
  private static List<String> offered(String page) {
    int list = page.indexOf("<datalist id=\"recipient-known\">");
    assertThat(list).as(page).isPositive();
    return OFFERED
        .matcher(page.substring(list, page.indexOf("</datalist>", list)))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void administrators_are_found_and_by_those_alone_who_may_save() {
    try (Running running =
        Running.start(data, "[alerts]\ntenant-admins = [\"duty@example.net\"]\n")) {
      add(running, "gina@example.org", "GlobalAdministrator");
      add(running, "rita@example.org", "SecurityReader");
      add(running, "left@example.org", "SecurityReader");
      running.say("administrator", "set", "left@example.org", "--enabled", "false");
      String admin = token(running, "SecurityAdministrator");
      List<String> all =
          List.of("TenantAdmins", "duty@example.net", "gina@example.org", "rita@example.org");
      assertThat(offered(page(running, admin, POLICY))).isEqualTo(all);
      assertThat(offered(page(running, admin, "/alert-policies/new"))).isEqualTo(all);
      List<String> others =
          List.of(
              token(running, "SecurityReader"),
              token(running, "GlobalAdministrator", "--domain", "example.org"));
      for (String token : others) {
        for (String path : List.of(POLICY, "/alert-policies/new")) {
          assertThat(page(running, token, path))
              .contains("<h1>")
              .doesNotContain("gina@example.org")
              .doesNotContain("duty@example.net");
        }
      }
    }
  }

  private static void add(Running running, String address, String role) {
    assertThat(running.say("administrator", "add", address, "--role", role).status()).isZero();
  }

  @Test
  void a_page_with_as_many_as_are_offered_is_small() {
    String many =
        IntStream.range(0, 600)
            .mapToObj(i -> "\"somebody.with.a.long.name%03d@mail.example.org\"".formatted(i))
            .collect(Collectors.joining(", "));
    try (Running running = Running.start(data, "[alerts]\ntenant-admins = [" + many + "]\n")) {
      String page = page(running, running.token(), POLICY);
      assertThat(offered(page)).hasSize(500);
      assertThat(page.length()).isLessThan(100_000);
    }
  }
}
