package org.sluice.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestTextTest {
  @Test
  void numbers_stand_in_their_places() {
    String rcpt = new String(RequestText.recipient().with(42, 7, 3), US_ASCII);
    assertThat(rcpt)
        .contains("\nprotocol_state=RCPT\n")
        .contains("\nsasl_username=user00000042@example.org\n")
        .contains("\ninstance=1a2b.00000007.0\n")
        .contains("\nrecipient=r00000003@elsewhere.test\n")
        .endsWith("\n\n");
    String end = new String(RequestText.endOfMessage(3).with(42, 7, 0), US_ASCII);
    assertThat(end)
        .contains("\nprotocol_state=END-OF-MESSAGE\n")
        .contains("\nrecipient=\n")
        .contains("\nrecipient_count=3\n");
  }
}
