package org.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.e2e.ProxiedPostfix.ByHand;

/**
 * A real Postfix is killed while the proxy and it agree on TLS and on whose client it is, before
 * the client has said a word: the client reads a temporary failure, and its retry arrives once.
 */
class NextHopOpeningTest {
  @TempDir private Path data;

  /** When Postfix dies: before it hears this word of the proxy's. */
  private enum Death {
    AT_STARTTLS("STARTTLS\r\n", "next-hop-tls = \"opportunistic\"\n"),
    /** A record of TLS, the first of which is the handshake's. */
    WITHIN_THE_HANDSHAKE("\u0016\u0003", "next-hop-tls = \"opportunistic\"\n"),
    AT_XCLIENT("XCLIENT ADDR=", "client-address = \"xclient\"\n");

    private final String word;
    private final String options;

    Death(String word, String options) {
      this.word = word;
      this.options = options;
    }
  }

  /** A whole message, up to the first reply that is a temporary failure. */
  private static String attempt(ProxiedPostfix place, String token) throws IOException {
    try (ByHand client = new ByHand(place.mail.proxy)) {
      String reply = client.reply();
      if (reply.startsWith("4")) {
        return reply;
      }
      client.says("EHLO me");
      client.says(ProxiedPostfix.LOGIN);
      client.says("MAIL FROM:<anna@example.org>");
      client.says("RCPT TO:<bert@example.org>");
      client.says("DATA");
      return client.says("Subject: " + token + "\r\n\r\nhello\r\n.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_postfix_that_is_killed_while_it_is_opened_is_a_temporary_failure(Death death)
      throws IOException {
    String token = ProxiedPostfix.token();
    try (Tripwire wire = new Tripwire(death.word);
        ProxiedPostfix place = new ProxiedPostfix(data, wire::to, death.options)) {
      wire.then(place.mail::kill);
      assertThat(attempt(place, token)).matches("421 4\\.4\\.2 .*");
      assertThat(wire.isTripped()).isTrue();
      place.mail.startPostfix();
      assertThat(attempt(place, token)).matches("250 2\\.0\\.0 Ok: .*queued as .*");
      assertThat(place.arrived(token)).isEqualTo(1);
      assertThat(place.counted()).isEqualTo(1);
    }
  }
}
