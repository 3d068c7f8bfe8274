package org.sluice.app.configuration;

import java.util.List;

/** The options of {@code [proxy]}. */
final class ProxyOptions {
  private static final String PROXY = "proxy";

  private ProxyOptions() {}

  static List<Option> all() {
    return List.of(
        Options.texts(
            PROXY,
            "listen",
            Check.HTTP_ADDRESS,
            "[\"127.0.0.1:2525\"]",
            "Where mail clients submit (SMTP). Nothing listens without next-hop and trying-mailbox."),
        Options.text(
            PROXY,
            "next-hop",
            Check.SERVER_OR_NOTHING,
            "\"\"",
            "The MTA's submission port, to which the proxy passes what clients say."),
        Options.flag(
            PROXY,
            "trying-mailbox",
            "true",
            "Without next-hop, takes messages into files of the data directory. Any password is right,"
                + " nothing is delivered: for trying only, on loopback only."),
        Options.text(
            PROXY,
            "certificate",
            Check.FILE_OR_NOTHING,
            "\"\"",
            "PEM file of the certificate shown to clients, with those between it and the authority;"
                + " with key it makes STARTTLS. Read again at a reload."),
        Options.text(
            PROXY,
            "key",
            Check.FILE_OR_NOTHING,
            "\"\"",
            "PEM file of the certificate's private key (PKCS #8)."),
        Options.flag(
            PROXY,
            "auth-without-tls",
            "false",
            "Whether clients of other machines may log in before STARTTLS; those of this machine may"
                + " always."),
        Options.choice(
            PROXY,
            "next-hop-tls",
            List.of("none", "opportunistic", "required"),
            "\"none\"",
            "STARTTLS to the next hop: \"opportunistic\" if it offers it, whoever it is; \"required\""
                + " with a certificate that is checked, or no connection."),
        Options.text(
            PROXY,
            "next-hop-name",
            Check.DOMAIN_OR_NOTHING,
            "\"\"",
            "The name in the next hop's certificate, if it is not the host of next-hop; with"
                + " \"required\"."),
        Options.text(
            PROXY,
            "next-hop-authorities",
            Check.FILE_OR_NOTHING,
            "\"\"",
            "PEM file of who may have signed the next hop's certificate; empty for Java's own list;"
                + " with \"required\"."),
        Options.choice(
            PROXY,
            "client-address",
            List.of("none", "xclient", "proxy"),
            "\"none\"",
            "How the next hop learns who the client is: Postfix's XCLIENT, or the PROXY protocol"
                + " version 2."),
        Options.flag(
            PROXY,
            "next-hop-checks-token-user",
            "false",
            "Whether the next hop refuses a bearer token that is not that of the user named beside"
                + " it. Only then are XOAUTH2 and OAUTHBEARER passed: what counts is that name."),
        Options.choice(PROXY, "refusal", NdrPart.WAYS, "\"reply\"", NdrPart.HELP),
        Options.number(
            PROXY,
            "max-connections",
            1,
            100_000,
            "500",
            "Clients beyond it are told to come back. Each has a connection to the next hop, which"
                + " has to take as many."),
        Options.number(
            PROXY,
            "connections-per-client",
            1,
            100_000,
            "50",
            "Connections of one client address (of IPv6: of one /64), this machine's excepted; those"
                + " beyond it are told to come back."),
        Options.number(
            PROXY,
            "idle-timeout-seconds",
            1,
            3_600,
            "300",
            "A client that says nothing for so long is told so and closed (RFC 5321: 5 minutes)."));
  }
}
