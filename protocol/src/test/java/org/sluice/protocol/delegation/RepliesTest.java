package org.sluice.protocol.delegation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;
import org.sluice.core.mail.SmtpReply;

class RepliesTest {
  @Test
  void a_permit_is_dunno_and_never_ok() {
    assertThat(Replies.bytes(Decision.Permit.WITHIN_LIMITS))
        .isEqualTo("action=DUNNO\n\n".getBytes(US_ASCII));
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void a_refusal_is_code_status_and_text_on_one_line(Reason reason) {
    if (reason.refuses()) {
      SmtpReply reply = new SmtpReply(reason.code(), reason.status(), reason.words());
      assertThat(new String(Replies.bytes(new Decision.Reject(reason, reply, "ABC")), US_ASCII))
          .isEqualTo(
              "action=" + reason.code() + " " + reason.status() + " " + reason.words() + "\n\n");
    }
  }
}
