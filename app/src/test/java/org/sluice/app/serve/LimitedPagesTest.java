package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Running;
import org.sluice.app.Visitor;

/** Who is limited to domains is offered what he may do, and no form whose save is refused. */
class LimitedPagesTest {
  @TempDir private Path data;
  private Running running;

  @BeforeEach
  void start() {
    running = Running.start(data, "[proxy]\nlisten = []\n");
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private String token(String name, String... limit) {
    List<String> words =
        new ArrayList<>(List.of("token", "add", name, "--role", "GlobalAdministrator"));
    words.addAll(List.of(limit));
    return running.say(words.toArray(String[]::new)).out().strip();
  }

  private String page(String token, String path) {
    return new Visitor(running.url()).get(path, "Authorization", "Bearer " + token).body();
  }

  @Test
  void of_what_concerns_the_organization_no_form_is_shown() {
    String all = token("all");
    String limited = token("limited", "--domain", "example.org");
    String[][] forms = {
      {"/policies", "id=\"new\""},
      {"/policies/policy?name=Default", "action=\"/policies/policy\""},
      {"/alert-policies", "id=\"new\""},
      {
        "/alert-policies/policy?name=Suspicious+connector+activity",
        "action=\"/alert-policies/policy\""
      },
      {"/settings", "action=\"/settings/test\""},
      {"/audit", "id=\"switch\""},
      {"/audit/switch", "class=\"danger\""}
    };
    for (String[] form : forms) {
      assertThat(page(all, form[0])).as(form[0]).contains(form[1]);
      assertThat(page(limited, form[0])).as(form[0]).contains("<h1>").doesNotContain(form[1]);
    }
    assertThat(page(limited, "/restricted")).contains("/restricted/restrict");
  }
}
