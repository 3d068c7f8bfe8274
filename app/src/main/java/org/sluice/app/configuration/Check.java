package org.sluice.app.configuration;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.Predicate;
import org.sluice.core.audit.AuditRecord;
import org.sluice.core.mail.Network;
import org.sluice.core.mail.SmtpReply;

/** The closed list of what a text in the configuration may be. */
public enum Check {
  LISTEN_ADDRESS(
      "host:port, [ipv6]:port or unix:/path", t -> t.startsWith("unix:/") || isHostAndPort(t)),
  HTTP_ADDRESS("host:port", Check::isHostAndPort),
  SERVER_OR_NOTHING("host:port, or empty for none", t -> t.isEmpty() || isHostAndPort(t)),
  ADDRESS_OR_NOTHING(
      "an address such as sluice@example.org, or empty",
      t -> t.isEmpty() || t.matches("[^\\s@<>]+@[^\\s@<>]+")),
  FILE_OR_NOTHING("the path of a file, or empty", t -> t.matches("[^\\p{Cntrl}]{0,1024}")),
  REDIS_SERVER(
      "redis://host:port, rediss://host:port or redis-sentinel://host:port,host:port#master,"
          + " without a password in it",
      t -> t.matches(RedisPart.SERVER)),
  FOLDER_OR_NOTHING("the path of a folder, or empty", t -> t.matches("[^\\p{Cntrl}]{0,1024}")),
  POSTGRESQL_OR_NOTHING(
      "jdbc:postgresql://host/database without a password in it, or empty",
      t -> t.isEmpty() || isDatabase(t)),
  LANGUAGE(
      "a language such as en, de or pt-BR", t -> t.matches("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")),
  FILE("the path of a file", t -> t.matches("[^\\p{Cntrl}]{1,1024}")),
  LOGIN("a login, or empty for none", t -> t.matches("[^\\s\\p{Cntrl}]{0,254}")),
  URL("an http or https URL", Check::isUrl),
  WEBHOOK_URL(
      "an https URL, or an http URL of this machine (127.0.0.1, [::1], localhost): what it is sent"
          + " tells who is restricted, and nobody on the way is to read it",
      t -> isUrl(t) && (t.startsWith("https:") || isOfThisMachine(t))),
  URL_OR_NOTHING("an http or https URL, or empty", t -> t.isEmpty() || isUrl(t)),
  DOMAIN(
      "a domain; a leading dot means its subdomains",
      t -> t.matches("\\.?[^\\s@.]+(\\.[^\\s@.]+)*")),
  DOMAIN_OR_NOTHING(
      "a domain, or empty", t -> t.isEmpty() || t.matches("[^\\s@.]+(\\.[^\\s@.]+)*")),
  ADDRESS("an address such as anna@example.org", t -> t.matches("[^\\s@]+@[^\\s@]+")),
  NETWORK("an address or network such as 192.0.2.0/24", t -> Network.parse(t).isPresent()),
  ZONE("a time zone such as UTC or Europe/Berlin", Check::isZone),
  ONE_LINE(
      "printable ASCII on one line, at most 320 characters",
      t -> t.length() <= 320 && t.chars().allMatch(c -> c >= ' ' && c <= '~')),
  CONTACT(
      "printable ASCII on one line, at most 80 characters",
      t -> t.length() <= 80 && t.chars().allMatch(c -> c >= ' ' && c <= '~')),
  NAME("1 to 64 characters without control characters", t -> t.matches("[^\\p{Cntrl}]{1,64}")),
  TOKEN_NAME(
      "1 to 64 characters without control characters, and not Sluice, which is the server itself",
      t -> t.matches("[^\\p{Cntrl}]{1,64}") && !AuditRecord.isSystem(t)),
  WEBHOOK_NAME(
      "1 to 64 ASCII letters, digits, \".\", \"-\" or \"_\"",
      t -> t.matches("[A-Za-z0-9._-]{1,64}")),
  GUID(
      "a GUID such as 3f2504e0-4f89-11d3-9a0c-0305e82c3301, or empty for one made of the name",
      t -> t.isEmpty() || t.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")),
  SHA256("the SHA-256 of the token, 64 hexadecimal digits", t -> t.matches("[0-9a-f]{64}")),
  FILE_MODE("an octal file mode such as 0660", t -> t.matches("0[0-7]{3}"));

  /** Advice and contact together leave room for the first words and the reference. */
  static final int MOST_ADVICE = SmtpReply.MAX_TEXT - 70;

  private final String words;
  private final Predicate<String> accepts;

  Check(String words, Predicate<String> accepts) {
    this.words = words;
    this.accepts = accepts;
  }

  /** What is accepted, for people. */
  public String words() {
    return words;
  }

  boolean accepts(String text) {
    return accepts.test(text);
  }

  private static boolean isHostAndPort(String text) {
    return text.matches("([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]):[0-9]{1,5}")
        && Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)) <= 65_535;
  }

  private static boolean isDatabase(String text) {
    return text.matches("jdbc:postgresql://[^\\s\\p{Cntrl}]{1,1000}")
        && !text.toLowerCase(Locale.ROOT).contains("password=");
  }

  private static boolean isUrl(String text) {
    try {
      URI uri = new URI(text);
      return text.matches("https?://.+") && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** By its words alone: a name that leads here today may lead elsewhere tomorrow. */
  private static boolean isOfThisMachine(String url) {
    String host = String.valueOf(URI.create(url).getHost()).toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  private static boolean isZone(String text) {
    try {
      ZoneId.of(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
