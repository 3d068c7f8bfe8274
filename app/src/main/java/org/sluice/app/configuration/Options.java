package org.sluice.app.configuration;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sluice.app.configuration.Option.Type;
import org.sluice.core.limit.Limits;

/**
 * The registry: every option there is. The reader, {@code etc/sluice.toml} and the reference page
 * are made from it.
 */
public final class Options {
  /** What a reload does not put in force: whole tables, and single options. */
  private static final List<String> RESTART =
      List.of(
          "delegation",
          "milter.listen",
          "milter.max-connections",
          "milter.idle-timeout-seconds",
          "milter.packet-timeout-seconds",
          "milter.unix-mode",
          "administration.listen",
          "store.durability",
          "postgresql",
          "redis",
          "proxy.listen",
          "proxy.max-connections",
          "proxy.connections-per-client",
          "proxy.idle-timeout-seconds");

  private Options() {}

  /** Whether an option, by its path, is in force only after a restart. */
  public static boolean needsRestart(String path) {
    return RESTART.contains(path) || RESTART.contains(path.replaceFirst("[.].*", ""));
  }

  /** What needs a restart, as the reference names it: tables in brackets, options by their path. */
  static String restart() {
    return RESTART.stream()
        .map(each -> each.contains(".") ? "`" + each + "`" : "`[" + each + "]`")
        .collect(Collectors.joining(", "));
  }

  private static final List<Option> GENERAL =
      List.of(
          texts(
              "delegation",
              "listen",
              Check.LISTEN_ADDRESS,
              "[\"127.0.0.1:10040\"]",
              "Where Postfix asks (policy delegation). A Unix socket is written"
                  + " \"unix:/var/spool/postfix/sluice/delegation\"."),
          number(
              "delegation",
              "max-connections",
              1,
              100_000,
              "2000",
              "Connections beyond it are closed at once."),
          number(
              "delegation",
              "idle-timeout-seconds",
              1,
              86_400,
              "3600",
              "A connection without a request is closed after it. Postfix closes its own after"
                  + " smtpd_policy_service_max_idle (300 s)."),
          number(
              "delegation",
              "frame-timeout-seconds",
              1,
              3_600,
              "30",
              "A request must be complete this long after its first byte."),
          text(
              "delegation",
              "unix-mode",
              Check.FILE_MODE,
              "\"0660\"",
              "The file mode of Unix sockets."),
          texts(
              "milter",
              "listen",
              Check.LISTEN_ADDRESS,
              "[\"127.0.0.1:10041\"]",
              "Where Postfix or Sendmail asks as a milter client; [] is nowhere. A Unix socket is"
                  + " written \"unix:/var/spool/postfix/sluice/milter\"."),
          number(
              "milter",
              "max-connections",
              1,
              100_000,
              "2000",
              "Connections beyond it are closed at once. Postfix opens one for each of its clients."),
          number(
              "milter",
              "idle-timeout-seconds",
              1,
              86_400,
              "7210",
              "A connection without a packet is closed after it. The MTA is silent while its client"
                  + " sends a message."),
          number(
              "milter",
              "packet-timeout-seconds",
              1,
              3_600,
              "30",
              "A packet must be complete this long after its first byte."),
          text(
              "milter", "unix-mode", Check.FILE_MODE, "\"0660\"", "The file mode of Unix sockets."),
          choice("milter", "refusal", NdrPart.MILTER_WAYS, "\"reply\"", NdrPart.MILTER_HELP),
          number(
              "milter",
              "hold-most",
              1,
              10_000,
              "100",
              "With refusal = \"hold\": messages of one sender that are held within an hour; the others"
                  + " are refused in the SMTP dialogue."),
          text(
              "administration",
              "listen",
              Check.HTTP_ADDRESS,
              "\"127.0.0.1:8025\"",
              "Where the portal, the cmdlet call and the command line reach Sluice (HTTP)."),
          text(
              "portal",
              "mfa-url",
              Check.URL_OR_NOTHING,
              "\"\"",
              "Where a user's multi-factor authentication is looked after; linked when a user is"
                  + " unblocked."),
          text(
              "portal",
              "password-url",
              Check.URL_OR_NOTHING,
              "\"\"",
              "Where a user's password is changed; linked when a user is unblocked."),
          text(
              "access",
              "url",
              Check.URL_OR_NOTHING,
              "\"\"",
              "Where browsers reach Sluice behind a reverse proxy, such as"
                  + " https://sluice.example.org. Under any other name than it, an address and"
                  + " localhost nothing is answered to them."),
          texts(
              "access",
              "proxies",
              Check.NETWORK,
              "[]",
              "Reverse proxies whose X-Forwarded-For is believed."),
          number(
              "access",
              "session-idle-minutes",
              1,
              1_440,
              "60",
              "A session that is not used ends after it."),
          number(
              "access", "session-hours", 1, 720, "12", "A session ends so long after its sign-in."),
          choice(
              "access",
              "second-factor",
              List.of("optional", "required"),
              "\"optional\"",
              "\"required\" lets nobody sign in with a password alone."),
          text(
              "senders",
              "default-domain",
              Check.DOMAIN_OR_NOTHING,
              "\"\"",
              "Completes a login that is a bare name."),
          texts(
              "senders",
              "accepted-domains",
              Check.DOMAIN,
              "[]",
              "Recipients in these domains are internal; \".example.org\" means every subdomain."
                  + " With none, the submitter's own domain is internal."),
          choice(
              "senders",
              "policy-by",
              List.of("submitter", "author"),
              "\"submitter\"",
              "Whose address chooses the policy: the login's, or the visible From's as in Exchange."
                  + " Counts and restrictions stay on the submitter in both."),
          number(
              "limits",
              "recipient-rate",
              0,
              Limits.MOST,
              "10000",
              "Recipients of any sender in sliding 24 hours; 0 is none."),
          number("limits", "recipients-per-message", 1, 1000, "500", "Recipients of one message."),
          number(
              "limits",
              "messages-per-minute",
              0,
              10_000,
              "30",
              "Messages of any sender in sliding 60 seconds; 0 is none."),
          number(
              "limits",
              "organization-external-recipients",
              0,
              1_000_000_000,
              "0",
              "External recipients of all senders in sliding 24 hours; 0 is none. Exchange's value is"
                  + " 500 x users^0.7 + 9500."),
          choice(
              "store",
              "durability",
              List.of("process", "power"),
              "\"process\"",
              "\"process\" survives a killed process; \"power\" also waits for the disk, and survives a"
                  + " power cut."),
          number("audit", "retention-days", 1, 3_650, "180", "How long audit records are kept."),
          texts(
              "alerts",
              "tenant-admins",
              Check.ADDRESS,
              "[]",
              "Addresses of the Global Administrators: whom TenantAdmins means in alert policies."),
          text(
              "alerts",
              "link",
              Check.URL_OR_NOTHING,
              "\"\"",
              "Where administrators reach the portal; notifications link to their alert there."
                  + " Without it, access.url."),
          choice(
              "alerts",
              "tell-user",
              List.of("no", "yes"),
              "\"no\"",
              "Whether a restricted user is told by mail that the account can receive but not send."
                  + " A bare login is told at senders.default-domain; without that, not at all. While"
                  + " the audit log is off nobody is told."),
          text(
              "mail",
              "server",
              Check.SERVER_OR_NOTHING,
              "\"\"",
              "Where notifications are submitted (SMTP). Without it no mail is sent."),
          choice(
              "mail",
              "tls",
              List.of("starttls", "implicit", "none"),
              "\"starttls\"",
              "\"starttls\" (port 587) and \"implicit\" (port 465) send nothing unprotected; \"none\""
                  + " is for a server on this machine."),
          text(
              "mail",
              "user",
              Check.LOGIN,
              "\"\"",
              "The login. Sluice never counts or refuses what this login submits."),
          text(
              "mail",
              "password-file",
              Check.FILE_OR_NOTHING,
              "\"\"",
              "Its password is the first line of this file, read for each mail."),
          text(
              "mail",
              "from",
              Check.ADDRESS_OR_NOTHING,
              "\"\"",
              "The author of notifications; needed with mail.server."),
          text(
              "mail",
              "envelope-sender",
              Check.ADDRESS_OR_NOTHING,
              "\"\"",
              "Where bounces of notifications go; mail.from if empty."),
          text(
              "mail",
              "ca-file",
              Check.FILE_OR_NOTHING,
              "\"\"",
              "Certificates (PEM) that are believed instead of the machine's authorities."),
          text(
              "syslog",
              "server",
              Check.SERVER_OR_NOTHING,
              "\"\"",
              "A log server that gets a line for each alert (RFC 5424). Without it none is sent."),
          choice(
              "syslog",
              "transport",
              List.of("tls", "tcp"),
              "\"tls\"",
              "\"tls\" is RFC 5425 (port 6514), \"tcp\" is plain, with octet counting (RFC 6587)."),
          text(
              "syslog",
              "ca-file",
              Check.FILE_OR_NOTHING,
              "\"\"",
              "Certificates (PEM) that are believed instead of the machine's authorities."),
          new Option(
              "groups",
              "*",
              new Type.NamedTexts(Check.ADDRESS),
              "{}",
              "Groups for FromMemberOf, each a list of addresses:"
                  + " staff = [\"anna@example.org\"]."));

  /** Options that stand once, in the order of the file. */
  public static final List<Option> ALL =
      Stream.of(
              GENERAL,
              RestrictionOptions.all(),
              OpenIdPart.options(),
              ProxyOptions.all(),
              NdrPart.options(),
              PostgresqlPart.options(),
              RedisPart.options())
          .flatMap(List::stream)
          .toList();

  /** Options of one {@code [[connector]]}. */
  public static final List<Option> CONNECTOR =
      List.of(
          text("connector", "name", Check.NAME, "", "Its name; the identity that is counted."),
          texts(
              "connector",
              "networks",
              Check.NETWORK,
              "",
              "Clients that may relay without a login; the first connector that matches counts."),
          text("connector", "id", Check.GUID, "\"\"", "What Get-BlockedConnector calls it."));

  /** Options of one {@code [[token]]}. */
  public static final List<Option> TOKEN =
      List.of(
          text("token", "name", Check.TOKEN_NAME, "", "Who it is, for the audit log."),
          choice(
              "token",
              "role",
              List.of(
                  "GlobalAdministrator", "SecurityAdministrator", "SecurityReader", "MailServer"),
              "",
              "What it may do. MailServer asks for decisions over HTTP and administers nothing."),
          texts(
              "token",
              "domains",
              Check.DOMAIN,
              "[]",
              "Whose senders it sees and changes; \".example.org\" means every subdomain. [] is"
                  + " all."),
          text(
              "token",
              "sha256",
              Check.SHA256,
              "",
              "The token's SHA-256, so that no token stands in a file: printf %s TOKEN | sha256sum"));

  static Option text(String table, String name, Check check, String value, String help) {
    return new Option(table, name, new Type.Text(check), value, help);
  }

  static Option texts(String table, String name, Check check, String value, String help) {
    return new Option(table, name, new Type.Texts(check), value, help);
  }

  static Option number(
      String table, String name, long least, long most, String value, String help) {
    return new Option(table, name, new Type.WholeNumber(least, most), value, help);
  }

  static Option choice(String table, String name, List<String> words, String value, String help) {
    return new Option(table, name, new Type.Choice(words), value, help);
  }

  static Option flag(String table, String name, String value, String help) {
    return new Option(table, name, new Type.Flag(), value, help);
  }
}
