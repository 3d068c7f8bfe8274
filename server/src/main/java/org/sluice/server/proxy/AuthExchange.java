package org.sluice.server.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Optional;
import org.sluice.protocol.smtp.Command;
import org.sluice.protocol.smtp.Mechanism;
import org.sluice.protocol.smtp.Reply;

/**
 * One AUTH (RFC 4954): the client's responses go to the next hop, its challenges to the client, and
 * the name in the first response is kept, to be believed if the next hop answers 235. If that took
 * more or fewer responses than the mechanism has, the next hop has read something else into them,
 * and the name is not known. Responses are not kept beyond the line, and never logged.
 */
final class AuthExchange {
  private static final int CHALLENGE = 334;
  private static final int SUCCEEDED = 235;

  private final Wire client;
  private final HopDialogue hop;
  private final ProxyBounds bounds;

  /**
   * How it ended.
   *
   * @param reply the next hop's last word
   * @param identity who logged in; empty also where that is not known
   */
  record Result(Reply reply, Optional<String> identity) {
    boolean succeeded() {
      return reply.code() == SUCCEEDED;
    }
  }

  AuthExchange(Wire client, HopDialogue hop, ProxyBounds bounds) {
    this.client = client;
    this.hop = hop;
    this.bounds = bounds;
  }

  /** Carries the exchange to its end. */
  Result run(Command command, Mechanism mechanism, List<String> words) throws Lost, Faulty {
    int responses = words.size() - 1;
    boolean initial = responses > 0;
    Optional<String> identity =
        initial ? mechanism.identity(words.get(1).getBytes(ISO_8859_1)) : Optional.empty();
    Reply reply = hop.ask(command.line());
    for (int round = 0; reply.code() == CHALLENGE; round++) {
      if (round == ProxyBounds.MOST_ROUNDS) {
        throw HopDialogue.lost("its AUTH exchange does not end");
      }
      client.write(reply.bytes());
      client.within(bounds.clientMillis());
      byte[] response = client.readLine();
      if (!initial && round == 0) {
        identity = mechanism.identity(response);
      }
      responses++;
      reply = hop.ask(response);
    }
    client.forget();
    hop.forget();
    boolean asItShould = responses == mechanism.responses();
    return new Result(reply, asItShould ? identity : Optional.empty());
  }
}
