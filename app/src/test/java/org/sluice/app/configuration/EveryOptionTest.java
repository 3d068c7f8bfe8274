package org.sluice.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sluice.app.configuration.Option.Type;

/** Each option of the registry, changed alone in a file in which every part of Sluice is on. */
class EveryOptionTest {
  @TempDir private static Path files;

  @BeforeAll
  static void secrets() throws IOException {
    Files.writeString(files.resolve("secret"), "one\n");
    Files.writeString(files.resolve("other"), "two\n");
  }

  private static Map<String, String> allOn() {
    return Map.ofEntries(
        Map.entry("milter.refusal", "\"hold\""),
        Map.entry("mail.server", "\"127.0.0.1:25\""),
        Map.entry("mail.from", "\"sluice@example.org\""),
        Map.entry("mail.user", "\"sluice\""),
        Map.entry("mail.password-file", "\"/p\""),
        Map.entry("syslog.server", "\"127.0.0.1:6514\""),
        Map.entry("openid.issuer", "\"https://login.example.org\""),
        Map.entry("openid.client-id", "\"sluice\""),
        Map.entry("openid.client-secret-file", '"' + files.resolve("secret").toString() + '"'),
        Map.entry("openid.trust-addresses", "true"),
        Map.entry("openid.global-administrators", "[\"admins\"]"),
        Map.entry("access.url", "\"https://sluice.example.org\""),
        Map.entry("proxy.next-hop", "\"127.0.0.1:10587\""),
        Map.entry("proxy.next-hop-tls", "\"required\""),
        Map.entry("proxy.certificate", "\"/c\""),
        Map.entry("proxy.key", "\"/k\""),
        Map.entry("postgresql.url", "\"jdbc:postgresql://db.example.org/sluice\""),
        Map.entry("postgresql.user", "\"sluice\""),
        Map.entry("redis.user", "\"sluice\""),
        Map.entry("redis.password-file", '"' + files.resolve("secret").toString() + '"'),
        Map.entry("redis.sentinel-user", "\"watcher\""),
        Map.entry("redis.sentinel-password-file", '"' + files.resolve("secret").toString() + '"'),
        Map.entry("redis.servers", "[\"redis-sentinel://127.0.0.1:26379#main\"]"));
  }

  static Stream<Option> options() {
    return Options.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("options")
  void each_option_has_an_effect_and_a_restart_is_asked_for_where_it_is_needed(Option option) {
    Configuration before = parse(allOn());
    List<Configuration> all = new ArrayList<>();
    for (String value : samples(option)) {
      Map<String, String> values = new LinkedHashMap<>(allOn());
      values.put(option.path().replace("*", "some"), value);
      all.add(parse(values));
    }
    assertThat(all)
        .as(option.path())
        .anySatisfy(after -> assertThat(parts(after)).isNotEqualTo(parts(before)));
    assertThat(all.stream().anyMatch(after -> !started(after).equals(started(before))))
        .as("needs a restart: " + option.path())
        .isEqualTo(Options.needsRestart(option.path()));
  }

  /** All that is made of a file, but for the text of it. */
  private static List<Object> parts(Configuration c) {
    return List.of(
        c.settings(),
        c.tokens(),
        c.listening(),
        c.proxy(),
        c.powerSafe(),
        c.retentionDays(),
        c.notifying(),
        c.sessions(),
        c.openId(),
        c.ndr(),
        c.holdMost(),
        c.portal(),
        c.postgresql(),
        c.redis());
  }

  /** What a reload holds against the configuration of the start. */
  private static List<Object> started(Configuration c) {
    return List.of(c.listening(), c.proxy().door(), c.powerSafe(), c.postgresql(), c.redis());
  }

  private static Configuration parse(Map<String, String> values) {
    StringBuilder toml = new StringBuilder();
    values.forEach((path, value) -> toml.append(path).append(" = ").append(value).append('\n'));
    return Configuration.parse("test", toml.toString());
  }

  /** Values as TOML; at least one is not the one it has. */
  private static List<String> samples(Option option) {
    return switch (option.type()) {
      case Type.Text(Check check) -> texts(check).stream().map(t -> '"' + t + '"').toList();
      case Type.Texts(Check check) -> lists(check);
      case Type.NamedTexts(Check check) -> lists(check);
      case Type.WholeNumber(long least, long most) ->
          List.of(Long.toString(least), Long.toString(most));
      case Type.Flag flag -> List.of("true", "false");
      case Type.Choice(List<String> words) -> words.stream().map(w -> '"' + w + '"').toList();
    };
  }

  private static List<String> lists(Check check) {
    return texts(check).stream().map(t -> "[\"" + t + "\"]").toList();
  }

  private static List<String> texts(Check check) {
    return switch (check) {
      case LISTEN_ADDRESS, HTTP_ADDRESS, SERVER_OR_NOTHING -> List.of("127.0.0.1:7777");
      case ADDRESS_OR_NOTHING, ADDRESS -> List.of("other@example.org");
      case FILE_OR_NOTHING, FILE, FOLDER_OR_NOTHING -> List.of(files.resolve("other").toString());
      case REDIS_SERVER -> List.of("redis-sentinel://127.0.0.1:7777#main");
      case POSTGRESQL_OR_NOTHING -> List.of("jdbc:postgresql://other.example.org/sluice");
      case LANGUAGE -> List.of("de");
      case LOGIN -> List.of("other");
      case URL, URL_OR_NOTHING, WEBHOOK_URL -> List.of("https://other.example.org");
      case DOMAIN, DOMAIN_OR_NOTHING -> List.of("other.example.org");
      case NETWORK -> List.of("198.51.100.0/24");
      case ZONE -> List.of("Europe/Berlin");
      case ONE_LINE, CONTACT, NAME, TOKEN_NAME, WEBHOOK_NAME -> List.of("other");
      case GUID -> List.of("3f2504e0-4f89-11d3-9a0c-0305e82c3301");
      case SHA256 -> List.of("0".repeat(64));
      case FILE_MODE -> List.of("0600");
    };
  }
}
