package org.sluice.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.app.Said;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;
import org.sluice.app.serve.StartRefused;
import org.sluice.app.serve.TimeSource;

/** The command line against a running server. */
class CommandsTest {
  private static final String READER = "reader-token-0123456789";

  @TempDir private Path data;
  private RunningServer server;

  private static Configuration configuration() {
    return Configuration.parse(
        "test",
        """
        [delegation]
        listen = ["127.0.0.1:0"]
        [milter]
        listen = ["127.0.0.1:0"]
        [administration]
        listen = "127.0.0.1:0"
        [proxy]
        listen = ["127.0.0.1:0"]
        [groups]
        Robots = []
        [[token]]
        name = "robot"
        role = "SecurityReader"
        sha256 = "%s"
        """
            .formatted(org.sluice.portal.http.Tokens.digest(READER)));
  }

  @BeforeEach
  void start() {
    server = RunningServer.start(new ServeOptions(data, configuration(), TimeSource.ofSystem()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Said say(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", data.toString()));
    return Said.by(Map.of(), all.toArray(String[]::new));
  }

  @Test
  void the_access_file_is_for_its_owner_alone_and_goes_with_the_server() throws IOException {
    Path file = data.resolve("admin.access");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    server.close();
    assertThat(file).doesNotExist();
    Said said = say("restricted", "list");
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err()).contains("No Sluice is running").contains("./sluice serve");
  }

  @Test
  void an_empty_list_says_so_and_is_no_error() {
    assertThat(say("restricted", "list")).isEqualTo(new Said(0, "Nobody is restricted.\n", ""));
    assertThat(say("Get-BlockedSenderAddress")).isEqualTo(new Said(0, "", ""));
    assertThat(say("Get-BlockedSenderAddress", "--output", "json").out().strip()).isEqualTo("[ ]");
  }

  @Test
  void who_restricts_a_name_that_never_sent_is_told_so() {
    assertThat(say("restricted", "restrict", "anna"))
        .isEqualTo(
            new Said(
                0,
                "anna may not send any more.\n",
                "WARNING: Nothing was counted of anna within a day. If mail still flows: a sender is"
                    + " restricted under the very name it logs in with.\n"));
  }

  @Test
  void restrict_show_and_release() {
    assertThat(say("restricted", "restrict", "Anna@Example.org", "--reason", "=1+1").status())
        .isZero();
    assertThat(say("restricted", "list").out()).contains("anna@example.org");
    assertThat(say("Get-BlockedSenderAddress", "--output", "csv").out())
        .startsWith("SenderAddress,Reason,")
        .contains("\r\nanna@example.org,'=1+1,");
    Said released = say("restricted", "release", "anna@example.org", "--comment", "called her");
    assertThat(released.status()).isZero();
    assertThat(released.err()).contains("Usage starts afresh");
    assertThat(say("restricted", "show", "anna@example.org").out())
        .contains("Comment                  : called her");
    Said again = say("restricted", "release", "anna@example.org");
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err()).contains("couldn't be found");
  }

  @Test
  void who_asks_for_json_of_a_change_gets_json() {
    for (String verb : List.of("restrict", "release")) {
      Said said = say("restricted", verb, "anna@example.org", "--output", "json");
      assertThat(said.status()).isZero();
      assertThat(said.out().strip()).as(verb).isEqualTo("[ ]");
      assertThat(said.err()).as(verb).startsWith("WARNING: ");
    }
  }

  @Test
  void a_server_that_is_no_url_is_told_so_by_every_command() {
    Map<String, String> token = Map.of("SLUICE_TOKEN", READER);
    for (List<String> command : List.of(List.of("policy", "list"), List.of("audit", "export"))) {
      List<String> words = new ArrayList<>(command);
      words.addAll(List.of("--server", "not a url"));
      Said said = Said.by(token, words.toArray(String[]::new));
      assertThat(said.status()).as("%s", command).isEqualTo(1);
      assertThat(said.err()).startsWith("\"not a url\" is not a URL").doesNotContain("\tat ");
    }
  }

  @Test
  void a_rule_for_a_group_that_is_not_configured_is_made_with_a_warning() {
    assertThat(say("New-HostedOutboundSpamFilterPolicy", "-Name", "Sellers").status()).isZero();
    Said made =
        say(
            "New-HostedOutboundSpamFilterRule",
            "-Name",
            "Sales",
            "-HostedOutboundSpamFilterPolicy",
            "Sellers",
            "-FromMemberOf",
            "robots,sales");
    assertThat(made.status()).isZero();
    assertThat(made.err())
        .contains("The configuration has no group 'sales'")
        .contains("[groups]")
        .doesNotContain("'robots'");
    Said changed =
        say("Set-HostedOutboundSpamFilterRule", "Sales", "-ExceptIfFromMemberOf", "Gone");
    assertThat(changed.err()).contains("no group 'gone'").contains("no group 'sales'");
    assertThat(say("Set-HostedOutboundSpamFilterRule", "Sales", "-FromMemberOf", "Robots").err())
        .doesNotContain("'robots'");
  }

  @Test
  void names_may_be_short_and_in_any_case_and_the_first_may_be_left_out() {
    Said set = say("set-hostedoutboundspamfilterpolicy", "Default", "-recipientlimitext", "7");
    assertThat(set).isEqualTo(new Said(0, "", ""));
    assertThat(say("Get-HostedOutboundSpamFilterPolicy", "-id", "default", "--output=list").out())
        .contains("RecipientLimitExternalPerHour             : 7");
  }

  @Test
  void what_if_changes_nothing() {
    Said said =
        say(
            "Set-HostedOutboundSpamFilterPolicy",
            "-Identity",
            "Default",
            "-RecipientLimitPerDay",
            "3",
            "-WhatIf");
    assertThat(said.err()).contains("What if").contains("Nothing was changed");
    assertThat(say("policy", "list", "--output", "csv").out()).doesNotContain(",3,");
  }

  @Test
  void a_wrong_line_is_usage_and_a_refused_value_is_refused() {
    assertThat(say("Get-Blocked").err()).contains("Did you mean Get-BlockedSenderAddress");
    assertThat(say("Get-Blocked").status()).isEqualTo(2);
    assertThat(say("Get-SenderUsage", "-Nobody", "x").err())
        .isEqualTo(
            "Get-SenderUsage has no parameter -Nobody: -SenderAddress, -WhatIf, -Confirm,"
                + " -ResultSize\n");
    assertThat(say("Get-SenderUsage", "-SenderAddress").status()).isEqualTo(2);
    assertThat(say("usage").status()).isEqualTo(2);
    Said tooMany =
        say("Set-HostedOutboundSpamFilterPolicy", "Default", "-RecipientLimitPerDay", "10001");
    assertThat(tooMany.status()).isEqualTo(1);
    assertThat(tooMany.err()).contains("between 0 and 10000");
  }

  @Test
  void a_reader_reads_and_changes_nothing() throws IOException {
    String url = Files.readAllLines(data.resolve("admin.access")).getFirst();
    Map<String, String> token = Map.of("SLUICE_TOKEN", READER);
    assertThat(Said.by(token, "policy", "list", "--server", url).status()).isZero();
    Said refused = Said.by(token, "restricted", "restrict", "anna@example.org", "--server", url);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("not present in the role definition");
    assertThat(Said.by(Map.of(), "policy", "list", "--server", url).err()).contains("SLUICE_TOKEN");
    assertThat(Said.by(Map.of("SLUICE_TOKEN", "wrong"), "policy", "list", "--server", url).err())
        .contains("does not know the token");
  }

  @Test
  void a_second_server_in_the_same_data_directory_is_refused() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(() ->
                RunningServer.start(
                    new ServeOptions(data, configuration(), TimeSource.ofSystem()))))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("Another Sluice has")
        .hasMessageContaining("--data DIR");
    assertThat(say("policy", "list").status()).isZero();
  }

  @Test
  void a_control_character_never_reaches_the_terminal() {
    String escape = "\u001b]0;owned\u0007";
    assertThat(say("restricted", "restrict", "bert@example.org", "--reason", escape).status())
        .isIn(0, 1);
    assertThat(say("restricted", "list").out()).doesNotContain("\u001b").doesNotContain("\u0007");
  }
}
