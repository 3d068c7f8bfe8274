package org.sluice.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.core.access.Role;
import org.sluice.core.alert.Audience;
import org.sluice.core.decision.PolicyBy;
import org.sluice.core.decision.ServiceLimits;
import org.sluice.core.mail.ClientAddress;
import org.sluice.core.mail.SaslUsername;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.notify.mail.MailServer;
import org.sluice.notify.syslog.SyslogServer;

class ConfigurationTest {

  @Test
  void without_a_file_everything_has_the_advised_value() {
    Configuration configuration = Configuration.ofDefaults();

    assertThat(configuration.settings().serviceLimits()).isEqualTo(ServiceLimits.DEFAULT);
    assertThat(configuration.listening().delegation()).containsExactly("127.0.0.1:10040");
    assertThat(configuration.listening().administration()).isEqualTo("127.0.0.1:8025");
    assertThat(configuration.powerSafe()).isFalse();
  }

  @Test
  void every_mistake_is_told_at_once_with_place_value_and_near_name() {
    String toml =
        """
        [limits]
        recipient-rates = 5
        messages-per-minute = "many"
        recipients-per-message = 1001

        [sender]
        default-domain = "example.org"

        [store]
        durability = "proces"

        [[connector]]
        name = "scanner"
        networks = ["10.0.0.300"]
        """;

    assertThat(mistakesOf(toml))
        .isEqualTo(
            """
            s.toml:2: unknown option limits.recipient-rates; did you mean recipient-rate?
            s.toml:3: limits.messages-per-minute is "many"; it takes a whole number from 0 to 10000
            s.toml:4: limits.recipients-per-message is 1001; it takes a whole number from 1 to 1000
            s.toml:6: unknown table [sender]; did you mean senders?
            s.toml:10: store.durability is "proces"; it takes one of process, power; did you mean process?
            s.toml:14: connector.networks has "10.0.0.300"; each is an address or network such as 192.0.2.0/24\
            """);
  }

  @Test
  void a_required_option_that_is_missing_is_named() {
    assertThat(mistakesOf("[[token]]\nname = \"x\"\n"))
        .contains("s.toml:1: [[token]] needs role")
        .contains("s.toml:1: [[token]] needs sha256");
  }

  @Test
  void two_connectors_of_one_name_are_a_mistake() {
    String one = "[[connector]]\nname = \"scanner\"\nnetworks = [\"192.0.2.1\"]\n";

    assertThat(mistakesOf(one + one)).contains("two connectors of the name \"scanner\"");
  }

  @Test
  void text_that_is_no_toml_is_told_with_its_line() {
    assertThat(mistakesOf("[limits]\nrecipient-rate = = 3\n")).startsWith("s.toml:2:");
  }

  @Test
  void advice_and_contact_that_postfix_would_cut_are_refused() {
    String toml = "[reply]\nadvice = \"" + "a".repeat(320) + "\"\ncontact = \"0123456789+\"\n";

    assertThat(mistakesOf(toml)).contains("331 characters together");
  }

  @Test
  void every_setting_has_its_effect() {
    Configuration read =
        Configuration.parse(
            "s.toml",
            """
            [delegation]
            listen = ["unix:/run/sluice.sock"]
            [senders]
            default-domain = "example.org"
            accepted-domains = [".example.net"]
            policy-by = "author"
            [limits]
            recipient-rate = 7
            [restriction]
            time-zone = "Europe/Berlin"
            most-releases = 3
            [groups]
            staff = ["anna@example.org"]
            [store]
            durability = "power"
            [redis]
            servers = ["redis://127.0.0.1:6379", "rediss://redis.example.org:6380"]
            user = "sluice"
            password-file = "/etc/sluice/redis"
            authority-file = "/etc/sluice/redis-ca.pem"
            timeout-milliseconds = 250
            connections = 2
            acknowledging-replicas = 1
            [[connector]]
            name = "scanner"
            networks = ["192.0.2.0/24"]
            [[token]]
            name = "monitoring"
            role = "SecurityReader"
            sha256 = "%s"
            """
                .formatted("0".repeat(64)));

    assertThat(read.settings().senders().user("Anna").name()).isEqualTo("anna@example.org");
    assertThat(read.settings().acceptedDomains().isInternal("a.example.net", "x")).isTrue();
    assertThat(read.settings().policyBy()).isEqualTo(PolicyBy.AUTHOR);
    assertThat(read.settings().serviceLimits().recipientRate()).isEqualTo(7);
    assertThat(read.settings().zone().getId()).isEqualTo("Europe/Berlin");
    assertThat(read.settings().mostReleases()).isEqualTo(3);
    assertThat(read.settings().groups().of("anna@example.org")).containsExactly("staff");
    assertThat(read.powerSafe()).isTrue();
    assertThat(read.redis())
        .isEqualTo(
            new RedisPart(
                List.of("redis://127.0.0.1:6379", "rediss://redis.example.org:6380"),
                "sluice",
                Optional.of(Path.of("/etc/sluice/redis")),
                "",
                Optional.empty(),
                Optional.of(Path.of("/etc/sluice/redis-ca.pem")),
                Duration.ofMillis(250),
                2,
                1));
    assertThat(read.listening().delegation()).containsExactly("unix:/run/sluice.sock");
    assertThat(read.tokens().getFirst().role()).isEqualTo(Role.SecurityReader);
    Optional<SenderIdentity> scanner =
        read.settings().senders().identify(SaslUsername.NONE, new ClientAddress("192.0.2.9"));
    assertThat(scanner.orElseThrow().name()).isEqualTo("scanner");
  }

  @Test
  void where_redis_is_has_its_form_and_no_password() {
    assertThat(mistakesOf("[redis]\nservers = [\"redis://u:secret@localhost:6379\"]"))
        .contains("without a password in it");
    assertThat(mistakesOf("[redis]\nservers = [\"redis-sentinel://a:1#main\", \"redis://b:2\"]"))
        .contains("beside others");
    assertThat(mistakesOf("[redis]\nuser = \"sluice\"")).contains("needs redis.password-file");
    assertThat(mistakesOf("[redis]\nsentinel-user = \"sluice\""))
        .contains("redis.sentinel-user needs redis.sentinel-password-file");
    assertThat(
            mistakesOf("[redis]\nservers = [\"redis://b:2\"]\nsentinel-password-file = \"/etc/x\""))
        .contains("names no Sentinel");
  }

  @Test
  void the_shipped_file_is_made_from_the_registry_and_has_no_mistake() throws IOException {
    Path file = Path.of("../etc/sluice.toml");

    assertThat(Files.readString(file)).isEqualTo(ConfigurationText.toml());
    assertThat(Configuration.read(file).listening())
        .isEqualTo(Configuration.ofDefaults().listening());
  }

  @Test
  void the_reference_page_is_made_from_the_registry() throws IOException {
    assertThat(Files.readString(Path.of("../docs/reference/configuration.md")))
        .isEqualTo(ConfigurationText.reference());
  }

  @Test
  void what_is_in_force_tells_where_it_comes_from() {
    assertThat(ConfigurationText.effective("[limits]\nrecipient-rate = 9\n"))
        .contains("recipient-rate = 9  # from the file")
        .contains("messages-per-minute = 30  # default");
  }

  @Test
  void what_belongs_together_in_notifications_is_told_when_it_is_apart() {
    assertThat(mistakesOf("[mail]\nserver = \"mx.example.org:587\"\n")).contains("mail.from");
    assertThat(mistakesOf("[mail]\nuser = \"sluice\"\n")).contains("mail.password-file");
    assertThat(
            mistakesOf(
                """
                [mail]
                server = "mx.example.org:25"
                tls = "none"
                from = "sluice@example.org"
                user = "sluice"
                password-file = "/etc/sluice/password"
                """))
        .contains("would send the password of mail.user readable to mx.example.org");
    String webhook =
        "[[webhook]]\nname = \"w\"\nurl = \"https://x.example/\"\nsecret-file = \"s\"\n";
    assertThat(mistakesOf(webhook + webhook)).contains("two webhooks of the name \"w\"");
    assertThat(mistakesOf("[[webhook]]\nname = \"w\"\nurl = \"ftp://x\"\n"))
        .contains("an https URL, or an http URL of this machine")
        .contains("needs secret-file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "b\u00fcro", "two words", "a:b", "x65"})
  void the_name_of_a_webhook_goes_into_a_header_and_is_refused_if_it_cannot(String name) {
    String of = "[[webhook]]\nname = \"%s\"\nurl = \"https://x.example/\"\nsecret-file = \"s\"\n";
    assertThat(mistakesOf(of.formatted(name.replace("x65", "x".repeat(65)))))
        .contains("1 to 64 ASCII letters, digits, \".\", \"-\" or \"_\"");
    assertThat(
            Configuration.parse(
                    "s.toml",
                    "[senders]\ndefault-domain = \"example.org\"\n"
                        + of.formatted("A-z_0." + "x".repeat(58)))
                .notifying()
                .webhooks())
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "https://hook.example.org/x, true",
    "http://127.0.0.1:8080/x, true",
    "http://127.8.9.10/x, true",
    "http://[::1]:8080/x, true",
    "http://LocalHost/x, true",
    "http://hook.example.org/x, false",
    "http://127.0.0.1.example.org/x, false",
    "http://localhost@example.org/x, false",
    "http://192.0.2.1/x, false",
  })
  void a_webhook_that_others_could_read_on_its_way_is_refused(String url, boolean accepted) {
    String of = "[[webhook]]\nname = \"w\"\nurl = \"%s\"\nsecret-file = \"s\"\n";
    String text = "[senders]\ndefault-domain = \"example.org\"\n" + of.formatted(url);
    if (accepted) {
      assertThat(Configuration.parse("s.toml", text).notifying().webhooks()).hasSize(1);
    } else {
      assertThat(mistakesOf(text)).contains("an https URL, or an http URL of this machine");
    }
  }

  @Test
  void every_setting_of_notifications_has_its_effect() {
    Configuration read =
        Configuration.parse(
            "s.toml",
            """
            [senders]
            default-domain = "example.org"
            [audit]
            retention-days = 30
            [alerts]
            tenant-admins = ["a@example.org"]
            tell-user = "yes"
            link = "https://sluice.example.org/"
            [mail]
            server = "[::1]:465"
            tls = "implicit"
            from = "sluice@example.org"
            envelope-sender = "bounces@example.org"
            user = "sluice"
            password-file = "/p"
            ca-file = "/ca"
            [syslog]
            server = "siem.example.org:6514"
            ca-file = "/ca2"
            [[webhook]]
            name = "w"
            url = "https://hook.example.org/x"
            secret-file = "/s"
            ca-file = "/ca3"
            """);
    Notifying notifying = read.notifying();
    assertThat(notifying.silence()).isEmpty();
    assertThat(notifying.webhooks().getFirst().caFile()).hasValue(Path.of("/ca3"));
    assertThat(read.retentionDays()).isEqualTo(30);
    assertThat(notifying.audience())
        .isEqualTo(
            new Audience(
                List.of("a@example.org"),
                true,
                List.of("w"),
                true,
                true,
                "https://sluice.example.org/"));
    assertThat(notifying.mail())
        .contains(
            new MailServer(
                "::1",
                465,
                MailServer.Tls.IMPLICIT,
                "sluice",
                Optional.of(Path.of("/p")),
                "sluice@example.org",
                "bounces@example.org",
                Optional.of(Path.of("/ca"))));
    assertThat(notifying.syslog())
        .contains(new SyslogServer("siem.example.org", 6514, true, Optional.of(Path.of("/ca2"))));
    assertThat(
            read.settings()
                .senders()
                .identify(new SaslUsername("sluice@example.org"), new ClientAddress("192.0.2.1")))
        .as("the login of notifications is never counted")
        .isEmpty();
  }

  private static String mistakesOf(String toml) {
    return catchThrowableOfType(BadConfiguration.class, () -> Configuration.parse("s.toml", toml))
        .getMessage();
  }

  @Test
  void access_says_under_which_name_and_for_how_long_browsers_are_let_in() {
    var sessions =
        Configuration.parse(
                "test",
                """
                [access]
                url = "https://sluice.example.org"
                proxies = ["10.0.0.0/8"]
                session-idle-minutes = 1440
                session-hours = 1
                second-factor = "required"
                """)
            .sessions();
    assertThat(sessions.url()).contains(URI.create("https://sluice.example.org"));
    assertThat(sessions.proxies()).hasSize(1);
    assertThat(sessions.idle()).hasHours(24);
    assertThat(sessions.most()).hasHours(1);
    assertThat(sessions.secondFactor()).isTrue();
    var usual = Configuration.ofDefaults().sessions();
    assertThat(usual.idle()).hasMinutes(60);
    assertThat(usual.most()).hasHours(12);
    assertThat(usual.secondFactor()).isFalse();
    for (String wrong :
        List.of(
            "session-idle-minutes = 0",
            "session-idle-minutes = 1441",
            "session-hours = 721",
            "second-factor = \"on\"",
            "url = \"sluice\"",
            "proxies = [\"proxy\"]")) {
      assertThatThrownBy(() -> Configuration.parse("test", "[access]\n" + wrong))
          .as(wrong)
          .isInstanceOf(BadConfiguration.class);
    }
  }

  @Test
  void a_configuration_by_which_nobody_is_told_says_so() {
    assertThat(Configuration.ofDefaults().notifying().silence().orElseThrow())
        .contains("NOBODY IS TOLD of any alert");
    String mail = "[mail]\nserver = \"127.0.0.1:25\"\ntls = \"none\"\nfrom = \"s@example.org\"\n";
    assertThat(Configuration.parse("test", mail).notifying().silence().orElseThrow())
        .contains("alerts.tenant-admins is empty");
    assertThat(
            Configuration.parse("test", mail + "[alerts]\ntenant-admins = [\"a@example.org\"]\n")
                .notifying()
                .silence())
        .isEmpty();
    assertThat(
            Configuration.parse("test", "[syslog]\nserver = \"127.0.0.1:514\"\n")
                .notifying()
                .silence())
        .isEmpty();
  }

  @Test
  void the_options_that_need_a_restart_are_those_that_the_reference_names() {
    String reference = ConfigurationText.reference();
    String reload =
        reference.substring(reference.indexOf("need a restart"), reference.indexOf("| option |"));
    for (Option option : Options.ALL) {
      boolean named =
          reload.contains("`" + option.path() + "`")
              || reload.contains("`[" + option.table() + "]`");
      assertThat(Options.needsRestart(option.path())).as(option.path()).isEqualTo(named);
    }
  }
}
