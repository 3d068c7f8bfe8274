package org.sluice.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Running;
import org.sluice.app.Said;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;
import org.sluice.testkit.PostgresServer;

/** While PostgreSQL is gone, whoever asks is told so at every door, and what to look at. */
class LostFactsTest {
  private static final String PASSWORD = "correct horse battery";
  private static final String ROOT = "root@example.org";

  @TempDir private Path folder;
  private PostgresServer database;
  private String advice;
  private Running node;

  @BeforeEach
  void start() {
    database = PostgresServer.make(false);
    database.makeDatabase("lost");
    String url = database.url("lost");
    advice = "Can PostgreSQL at " + url + " be reached and written?";
    node =
        Running.start(
            folder,
            "[proxy]\nlisten = []\n[postgresql]\nurl = \"%s\"\nuser = \"%s\"\n"
                .formatted(url, PostgresServer.SUPERUSER));
  }

  @AfterEach
  void end() {
    node.close();
    database.close();
  }

  @Test
  void the_command_line_says_what_to_look_at() {
    database.kill();
    for (String verb : new String[] {"restrict", "release"}) {
      Said said = node.say("restricted", verb, "anna@example.org");
      assertThat(said.status()).as(verb).isNotZero();
    }
    assertThat(node.say("restricted", "restrict", "anna@example.org").err()).contains(advice);
    assertThat(node.say("alert", "list").err()).contains(advice);
    assertThat(node.say("audit", "search").err()).contains(advice);
    assertThat(node.say("policy", "set", "Default", "--external-per-hour", "7").err())
        .as("what writes first")
        .contains(advice);
  }

  private Page ask(String method, String path, String body) {
    return new Visitor(node.url())
        .send(
            method,
            path,
            body,
            "Content-Type",
            "application/json",
            "Authorization",
            "Bearer " + node.token());
  }

  private Page call(String cmdlet, String parameters) {
    return ask(
        "POST",
        "/adminapi/beta/x/InvokeCommand",
        "{\"CmdletInput\":{\"CmdletName\":\"%s\",\"Parameters\":%s}}"
            .formatted(cmdlet, parameters));
  }

  @Test
  void a_cmdlet_call_is_answered_alike_whether_it_reads_or_writes() {
    database.kill();
    Page writes = call("Set-HostedOutboundSpamFilterPolicy", "{\"Identity\":\"Default\"}");
    Page reads = call("Get-Alert", "{}");
    assertThat(reads.body()).contains(advice);
    assertThat(writes.body()).contains(advice);
    assertThat(reads.status()).isEqualTo(writes.status());
    Page both = call("Add-BlockedSenderAddress", "{\"SenderAddress\":\"anna@example.org\"}");
    assertThat(both.body()).contains(advice);
    assertThat(both.status()).isEqualTo(writes.status());
  }

  @Test
  void rest_is_answered_503() {
    database.kill();
    for (String path :
        new String[] {
          "/alerts", "/audit-records", "/restricted-entities/user/anna@example.org/history"
        }) {
      Page page = ask("GET", "/api/v1" + path, "");
      assertThat(page.status()).as(path + " " + page.body()).isEqualTo(503);
      assertThat(page.body()).contains(advice);
    }
  }

  @Test
  void pages_are_answered_503() throws IOException {
    Visitor root = new Visitor(node.url());
    String first = URI.create(node.server().firstLink().orElseThrow()).getPath();
    root.post(first, "name", ROOT, "password", PASSWORD, "again", PASSWORD);
    root.post("/sign-in", "name", ROOT, "password", PASSWORD);
    assertThat(root.get("/alerts").status()).isEqualTo(200);
    database.kill();
    for (String path : new String[] {"/alerts", "/audit", "/restricted"}) {
      Page page = root.get(path);
      assertThat(page.status()).as(path + " " + page.body()).isEqualTo(503);
      assertThat(page.body()).contains(advice.replace("&", "&amp;"));
    }
  }
}
