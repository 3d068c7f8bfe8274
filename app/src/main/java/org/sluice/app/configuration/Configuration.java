package org.sluice.app.configuration;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.core.access.Role;
import org.sluice.core.decision.PolicyBy;
import org.sluice.core.decision.ServiceLimits;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.Connector;
import org.sluice.core.mail.Domains;
import org.sluice.core.mail.Network;
import org.sluice.core.mail.Senders;
import org.sluice.core.policy.Groups;
import org.sluice.portal.openid.OpenIdSettings;
import org.sluice.portal.session.SessionSettings;
import org.tomlj.TomlArray;

/**
 * A configuration without a mistake. Immutable.
 *
 * @param settings what the guard is told; this part changes with a reload
 * @param tokens further administrators beside the local one; changes with a reload
 * @param listening where and how the doors listen; this part needs a restart
 * @param proxy the SMTP proxy; all but its door changes with a reload
 * @param powerSafe whether each group of records waits for the disk; needs a restart
 * @param retentionDays how long audit records are kept; changes with a reload
 * @param notifying who is told of alerts, and how; changes with a reload
 * @param sessions how people sign in and stay so; changes with a reload
 * @param openId the provider that administrators may sign in with; changes with a reload
 * @param ndr which doors report what they refuse, and how; changes with a reload
 * @param holdMost messages of one sender that the milter holds in an hour, 0 if it holds none;
 *     changes with a reload
 * @param portal where administrators go on outside of Sluice; changes with a reload
 * @param postgresql the database of the facts, if nodes share one; needs a restart
 * @param redis where nodes share their counts, if they do; needs a restart
 * @param written every option as it stands there, to be held against another configuration
 */
public record Configuration(
    Settings settings,
    List<Token> tokens,
    Listening listening,
    ProxyPart proxy,
    boolean powerSafe,
    int retentionDays,
    Notifying notifying,
    SessionSettings sessions,
    Optional<OpenIdSettings> openId,
    NdrPart ndr,
    int holdMost,
    Portal portal,
    PostgresqlPart postgresql,
    RedisPart redis,
    Written written) {

  /** Links of the pages; empty for none. */
  public record Portal(String mfaUrl, String passwordUrl) {}

  /** An administrator by token. */
  public record Token(String name, Role role, Domains domains, String sha256) {}

  /** The doors. */
  public record Listening(
      List<String> delegation,
      int maxConnections,
      int idleTimeoutSeconds,
      int frameTimeoutSeconds,
      String unixMode,
      Milter milter,
      String administration) {}

  /**
   * The milter door.
   *
   * @param listen may be empty: then there is none
   */
  public record Milter(
      List<String> listen,
      int maxConnections,
      int idleTimeoutSeconds,
      int packetTimeoutSeconds,
      String unixMode) {}

  /** Shared counts without shared facts, which is seldom meant. */
  public Optional<String> redisAlone() {
    return redis.isPresent() && !postgresql.isPresent()
        ? Optional.of(
            "redis.servers is set and postgresql.url is not: nodes then share counts but no policies"
                + " and no restrictions, and a release on one is not known to the others. Several"
                + " nodes need both; one node needs neither.")
        : Optional.empty();
  }

  /** Users are to be told, and of some nobody knows the address. */
  public Optional<String> untoldUsers() {
    return notifying.audience().tellUser() && settings.senders().defaultDomain().isEmpty()
        ? Optional.of(
            "alerts.tell-user is \"yes\" and senders.default-domain is empty: a user whose login is a"
                + " bare name is not told, for nobody knows the address. Set senders.default-domain,"
                + " unless all logins are addresses.")
        : Optional.empty();
  }

  /** The configuration of a new installation. */
  public static Configuration ofDefaults() {
    return parse("defaults", "");
  }

  /**
   * Reads a file.
   *
   * @throws BadConfiguration with all its mistakes, if it has any
   */
  public static Configuration read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    } catch (CharacterCodingException e) {
      throw new BadConfiguration(file.toString(), List.of(new Mistake(0, "is not UTF-8 text")));
    } catch (IOException e) {
      throw new BadConfiguration(
          file.toString(), List.of(new Mistake(0, "cannot be read: " + e.getMessage())));
    }
  }

  /** Reads a text; the name stands before each mistake. */
  public static Configuration parse(String name, String toml) {
    Reading reading = new Reading(toml);
    List<Connector> connectors = connectors(reading);
    List<Token> tokens = tokens(reading);
    Values values = reading.values();
    if (reading.mistakes().isEmpty()) {
      checkReply(reading, values);
      ProxyPart.check(reading, values);
      Notifying.check(reading, values);
      RedisPart.check(reading, values);
    }
    NdrPart ndr = NdrPart.of(reading, values);
    Optional<OpenIdSettings> openId = OpenIdPart.of(reading, values);
    if (!reading.mistakes().isEmpty()) {
      throw new BadConfiguration(name, reading.mistakes());
    }
    return new Configuration(
        settings(values, connectors),
        tokens,
        listening(values),
        ProxyPart.of(values),
        values.text("store.durability").equals("power"),
        values.number("audit.retention-days"),
        Notifying.of(values, reading.webhooks()),
        sessions(values),
        openId,
        ndr,
        holdMost(values),
        new Portal(values.text("portal.mfa-url"), values.text("portal.password-url")),
        PostgresqlPart.of(values),
        RedisPart.of(values),
        Written.of(reading, values));
  }

  private static SessionSettings sessions(Values values) {
    String url = values.text("access.url");
    return new SessionSettings(
        url.isEmpty() ? Optional.empty() : Optional.of(URI.create(url)),
        values.texts("access.proxies").stream()
            .flatMap(text -> Network.parse(text).stream())
            .toList(),
        Duration.ofMinutes(values.number("access.session-idle-minutes")),
        Duration.ofHours(values.number("access.session-hours")),
        values.text("access.second-factor").equals("required"));
  }

  private static void checkReply(Reading reading, Values values) {
    int length = values.text("reply.advice").length() + values.text("reply.contact").length();
    if (length > Check.MOST_ADVICE) {
      reading.add(
          new Mistake(
              0,
              "reply.advice and reply.contact have "
                  + length
                  + " characters together; Postfix cuts a reply, so at most "
                  + Check.MOST_ADVICE));
    }
  }

  private static Settings settings(Values values, List<Connector> connectors) {
    return new Settings(
        new Senders(values.text("senders.default-domain"), connectors, values.text("mail.user")),
        new AcceptedDomains(values.texts("senders.accepted-domains")),
        new Groups(values.namedTexts("groups")),
        new ServiceLimits(
            values.number("limits.recipient-rate"),
            values.number("limits.recipients-per-message"),
            values.number("limits.messages-per-minute"),
            values.number("limits.organization-external-recipients")),
        PolicyBy.valueOf(values.text("senders.policy-by").toUpperCase(Locale.ROOT)),
        ZoneId.of(values.text("restriction.time-zone")),
        values.text("reply.advice"),
        values.text("reply.contact"),
        values.number("restriction.most-releases"));
  }

  private static Listening listening(Values values) {
    return new Listening(
        values.texts("delegation.listen"),
        values.number("delegation.max-connections"),
        values.number("delegation.idle-timeout-seconds"),
        values.number("delegation.frame-timeout-seconds"),
        values.text("delegation.unix-mode"),
        milter(values),
        values.text("administration.listen"));
  }

  private static Milter milter(Values values) {
    return new Milter(
        values.texts("milter.listen"),
        values.number("milter.max-connections"),
        values.number("milter.idle-timeout-seconds"),
        values.number("milter.packet-timeout-seconds"),
        values.text("milter.unix-mode"));
  }

  private static int holdMost(Values values) {
    return values.text("milter.refusal").equals(NdrPart.HOLD)
        ? values.number("milter.hold-most")
        : 0;
  }

  private static List<Connector> connectors(Reading reading) {
    List<Connector> connectors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Map<String, Object> entry : reading.connectors()) {
      if (entry.get("connector.name") instanceof String name
          && entry.get("connector.networks") instanceof TomlArray networks) {
        if (!names.add(name.toLowerCase(Locale.ROOT))) {
          reading.add(new Mistake(0, "there are two connectors of the name \"" + name + "\""));
        }
        connectors.add(
            new Connector(
                name,
                id(name, entry.get("connector.id") instanceof String id ? id : ""),
                Values.strings(networks).stream()
                    .map(Network::parse)
                    .flatMap(Optional::stream)
                    .toList()));
      }
    }
    return connectors;
  }

  private static String id(String name, String given) {
    byte[] bytes = ("sluice connector " + name).getBytes(StandardCharsets.UTF_8);
    return given.isEmpty()
        ? UUID.nameUUIDFromBytes(bytes).toString()
        : given.toLowerCase(Locale.ROOT);
  }

  private static List<Token> tokens(Reading reading) {
    List<Token> tokens = new ArrayList<>();
    for (Map<String, Object> entry : reading.tokens()) {
      if (entry.get("token.name") instanceof String name
          && entry.get("token.role") instanceof String role
          && entry.get("token.sha256") instanceof String sha256) {
        Domains domains =
            entry.get("token.domains") instanceof TomlArray array
                ? new Domains(Values.strings(array))
                : Domains.ALL;
        tokens.add(new Token(name, Role.valueOf(role), domains, sha256));
      }
    }
    return tokens;
  }
}
