package org.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.DelegationClient;
import org.sluice.app.Running;
import org.sluice.app.Visitor;
import org.sluice.app.Visitor.Page;

/** Whom a policy would apply to, before it is saved. */
class PreviewTest {
  @TempDir private Path data;

  private static Page send(Running running, String path, String type, String body) {
    return new Visitor(running.url())
        .send(
            "POST", path, body, "Authorization", "Bearer " + running.token(), "Content-Type", type);
  }

  private static void call(Running running, String cmdlet, String parameters) {
    String body =
        "{\"CmdletInput\":{\"CmdletName\":\"%s\",\"Parameters\":%s}}".formatted(cmdlet, parameters);
    Page page = send(running, "/adminapi/beta/x/InvokeCommand", "application/json", body);
    assertThat(page.status()).as(page.body()).isEqualTo(200);
  }

  @Test
  void the_rule_of_another_policy_that_has_the_new_ones_name_stays_in_the_preview()
      throws IOException {
    try (Running running = Running.start(data, "[proxy]\ntrying-mailbox = false\n");
        DelegationClient mail = running.delegation()) {
      mail.ask("anna@example.org", "m1");
      call(running, "New-HostedOutboundSpamFilterPolicy", "{\"Name\":\"Other\"}");
      call(
          running,
          "New-HostedOutboundSpamFilterRule",
          "{\"Name\":\"Sales\",\"HostedOutboundSpamFilterPolicy\":\"Other\","
              + "\"From\":[\"anna@example.org\"]}");
      String form =
          Visitor.form(
              "name", "Sales",
              "action", "BlockUser",
              "mode", "Enforce",
              "store-loss", "Open",
              "forwarding", "Automatic",
              "enabled", "yes",
              "from", "anna@example.org",
              "priority", "1",
              "do", "preview");
      Page page = send(running, "/policies/new", "application/x-www-form-urlencoded", form);
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      assertThat(page.body())
          .contains("1 senders of the last fortnight it would apply to <b>0</b>");
    }
  }
}
