package org.sluice.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

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

/** While PostgreSQL is gone, whoever asks for a fact is told so, and what to look at. */
class LostFactsTest {
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
    Said refused = node.say("restricted", "restrict", "anna@example.org");
    assertThat(refused.err()).as("what reads first").contains(advice);
    assertThat(refused.status()).isNotZero();
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
}
