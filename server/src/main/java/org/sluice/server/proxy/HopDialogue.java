package org.sluice.server.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.List;
import org.sluice.protocol.smtp.Chunk;
import org.sluice.protocol.smtp.Extensions;
import org.sluice.protocol.smtp.Reply;
import org.sluice.protocol.smtp.ReplyParser;
import org.sluice.protocol.smtp.ReplyParser.Outcome;

/** The dialogue with the next hop: a command, its reply. Not thread-safe. */
final class HopDialogue {
  private static final byte[] CRLF = {'\r', '\n'};
  private static final int NO_SUCH_SERVICE = 421;

  private final Wire wire;
  private final ProxyBounds bounds;
  private final ReplyParser parser = new ReplyParser();
  private Extensions extensions = Extensions.NONE;

  HopDialogue(Wire wire, ProxyBounds bounds) {
    this.wire = wire;
    this.bounds = bounds;
  }

  /** A command line without CRLF, and its reply. */
  Reply ask(byte[] line) throws Lost {
    return ask(line, bounds.commandMillis());
  }

  Reply ask(String line) throws Lost {
    return ask(line.getBytes(ISO_8859_1));
  }

  Reply ask(byte[] line, long millis) throws Lost {
    wire.within(millis);
    wire.write(line);
    wire.write(CRLF);
    return reply(millis);
  }

  /** What it offered last. */
  Extensions extensions() {
    return extensions;
  }

  /** From here on it offers this. */
  void know(Extensions offered) {
    extensions = offered;
  }

  /** The command line of a chunk; its content follows. */
  void send(Chunk chunk) throws Lost {
    wire.write((chunk.command() + "\r\n").getBytes(ISO_8859_1));
  }

  /** The reply that is due. */
  Reply reply(long millis) throws Lost {
    wire.within(millis);
    wire.flush();
    try {
      while (true) {
        switch (parser.take(wire.readLine())) {
          case Outcome.More more -> {}
          case Outcome.Whole whole -> {
            wire.atLeisure();
            return whole.reply();
          }
          case Outcome.Broken broken -> throw lost(broken.why());
        }
      }
    } catch (Faulty e) {
      throw lost(e.fault().explanation());
    }
  }

  static Lost lost(String why) {
    return new Lost(Lost.Side.NEXT_HOP, why);
  }

  /** Content, as it is. */
  void send(byte[] bytes, int from, int to) throws Lost {
    wire.within(bounds.blockMillis());
    wire.write(bytes, from, to);
    wire.atLeisure();
  }

  /**
   * Reads the greeting and does what was agreed on, before the client says anything.
   *
   * @return the greeting for the client; if it is not positive, the session has no next hop
   * @throws Lost also if the next hop does not do what it must
   */
  Reply open(NextHop nextHop, ClientEnds client) throws Lost {
    Reply greeting = reply(bounds.greetingMillis());
    NextHop.Terms terms = nextHop.terms();
    boolean byXclient = terms.clientAddress() == NextHop.ClientAddressBy.XCLIENT;
    if (!greeting.isPositive() || (terms.tls() == NextHop.Tls.NONE && !byXclient)) {
      return greeting;
    }
    Extensions offered = hello(client);
    if (terms.tls() != NextHop.Tls.NONE && secure(nextHop, offered)) {
      offered = hello(client);
    }
    return byXclient ? tellClient(client, offered) : greeting;
  }

  Extensions hello(ClientEnds client) throws Lost {
    Reply reply = ask("EHLO " + literal(client.local().getAddress().getHostAddress()));
    return reply.isPositive() ? Extensions.of(reply) : Extensions.NONE;
  }

  /** An address literal (RFC 5321, section 4.1.3). */
  private static String literal(String address) {
    int scope = address.indexOf('%');
    String bare = scope < 0 ? address : address.substring(0, scope);
    return bare.indexOf(':') < 0 ? "[" + bare + "]" : "[IPv6:" + bare + "]";
  }

  /** Whether the connection is now encrypted. */
  private boolean secure(NextHop nextHop, Extensions offered) throws Lost {
    boolean required = nextHop.terms().tls() == NextHop.Tls.REQUIRED;
    boolean agreed = offered.has("STARTTLS") && ask("STARTTLS").isPositive();
    if (!agreed && required) {
      throw lost("it does not offer STARTTLS, which proxy.next-hop-tls = \"required\" asks for");
    }
    if (!agreed) {
      return false;
    }
    wire.within(bounds.greetingMillis());
    try {
      wire.goOnOver(nextHop.secure(wire.link()));
      return true;
    } catch (IOException e) {
      throw lost("TLS failed: " + e.getMessage());
    }
  }

  /**
   * Postfix's XCLIENT_README. A next hop that does not know the command must not be left to guess.
   */
  private Reply tellClient(ClientEnds client, Extensions offered) throws Lost {
    List<String> known = offered.parameters("XCLIENT");
    if (!known.contains("ADDR")) {
      throw lost(
          "it does not let us use XCLIENT, which proxy.client-address = \"xclient\" asks for");
    }
    String address = client.address().text();
    StringBuilder command = new StringBuilder("XCLIENT ADDR=");
    command.append(address.indexOf(':') < 0 ? "" : "IPV6:").append(address);
    if (known.contains("PORT")) {
      command.append(" PORT=").append(client.remote().getPort());
    }
    if (known.contains("NAME")) {
      command.append(" NAME=[UNAVAILABLE]");
    }
    return ask(command.toString());
  }

  /** Whether the next hop ends the session with this reply (RFC 5321, section 3.8). */
  static boolean isFarewell(Reply reply) {
    return reply.code() == NO_SUCH_SERVICE;
  }

  /** Drops what may be a secret. */
  void forget() {
    wire.forget();
  }

  void close() {
    wire.close();
  }
}
