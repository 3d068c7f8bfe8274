package org.sluice.server.mailbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.server.proxy.ClientEnds;
import org.sluice.server.proxy.Link;

/** Speaks with the mailbox as the proxy does, over its pipes. */
class MailboxNextHopTest {
  @TempDir private Path folder;
  private Link link;
  private InputStream in;

  @BeforeEach
  void open() throws IOException {
    InetSocketAddress end = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    link =
        new MailboxNextHop(new TryingMailbox(folder, () -> 1_800_000_000_000L))
            .open(new ClientEnds(end, end));
    in = link.in();
    assertThat(reply()).startsWith("220 ").contains("trying");
  }

  @AfterEach
  void close() throws IOException {
    link.close();
  }

  private String reply() throws IOException {
    StringBuilder reply = new StringBuilder();
    int lineStart = 0;
    while (true) {
      int octet = in.read();
      if (octet < 0) {
        return reply.toString();
      }
      reply.append((char) octet);
      if (octet == '\n' && reply.charAt(lineStart + 3) == ' ') {
        return reply.toString().strip();
      }
      lineStart = octet == '\n' ? reply.length() : lineStart;
    }
  }

  private String says(String line) throws IOException {
    link.out().write((line + "\r\n").getBytes(US_ASCII));
    link.out().flush();
    return reply();
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(f -> f.toString().endsWith(".eml"))
          .map(f -> folder.relativize(f).getName(0).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void any_password_is_right_and_it_says_what_it_is() throws IOException {
    assertThat(says("EHLO me")).contains("for trying only").contains("AUTH PLAIN LOGIN");
    assertThat(says("AUTH PLAIN AGFubmEAeA==")).startsWith("235 ").contains("trying");
    assertThat(says("AUTH LOGIN")).startsWith("334");
    assertThat(says("YW5uYQ==")).startsWith("334");
    assertThat(says("eA==")).startsWith("235");
    assertThat(says("AUTH PLAIN")).startsWith("334");
    assertThat(says("*")).startsWith("501");
    assertThat(says("AUTH GSSAPI")).startsWith("504");
  }

  @Test
  void messages_come_by_data_and_by_chunks() throws IOException {
    says("EHLO me");
    says("MAIL FROM:<a@b.test>");
    says("RCPT TO:<c@d.test>");
    assertThat(says("RCPT TO:<c@d.test>")).startsWith("250");
    assertThat(says("DATA")).startsWith("354");
    assertThat(says("Subject: x\r\n\r\nhello\r\n."))
        .startsWith("250 2.0.0 Kept as ")
        .endsWith("for trying, not delivered");
    says("MAIL FROM:<a@b.test>");
    says("RCPT TO:<e@d.test>");
    link.out().write("BDAT 3\r\nabcBDAT 2 LAST\r\nde".getBytes(US_ASCII));
    assertThat(reply()).startsWith("250");
    assertThat(reply()).startsWith("250 2.0.0 Kept as ");
    assertThat(kept()).containsExactly("c@d.test", "e@d.test");
    assertThat(says("QUIT")).startsWith("221");
    assertThat(reply()).isEmpty();
  }

  @Test
  void what_comes_out_of_order_is_told() throws IOException {
    assertThat(says("RCPT TO:<a@b>")).startsWith("503");
    assertThat(says("DATA")).startsWith("503");
    says("MAIL FROM:<a@b>");
    assertThat(says("MAIL FROM:<a@b>")).startsWith("503");
    assertThat(says("RSET")).startsWith("250");
    assertThat(says("MAIL FROM:a@b")).startsWith("501");
    assertThat(says("STARTTLS")).startsWith("502");
    assertThat(kept()).isEmpty();
  }
}
