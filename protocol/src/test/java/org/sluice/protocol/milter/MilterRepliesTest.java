package org.sluice.protocol.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.core.decision.Reason;
import org.sluice.core.mail.EnhancedStatus;
import org.sluice.core.mail.SmtpReply;
import org.sluice.testkit.MilterPackets;

class MilterRepliesTest {
  private static final EnhancedStatus STATUS = new EnhancedStatus(5, 1, 8);

  private static List<String> lines(byte[] packet) {
    return MilterPackets.lines(packet);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void a_refusal_is_code_status_and_words(Reason reason) {
    if (reason.refuses()) {
      SmtpReply reply = new SmtpReply(reason.code(), reason.status(), reason.words());
      assertThat(lines(MilterReplies.refuse(reply))).containsExactly("reply " + reply);
    }
  }

  @Test
  void percent_signs_are_doubled() {
    assertThat(lines(MilterReplies.refuse(new SmtpReply(550, STATUS, "100%s %%"))))
        .containsExactly("reply 550 5.1.8 100%%s %%%%");
  }

  @Test
  void every_line_of_several_has_the_code_and_the_last_ends_the_reply() {
    assertThat(lines(MilterReplies.refuse(451, STATUS, List.of("one", "two", "three"))))
        .containsExactly("reply 451-5.1.8 one \\ 451-5.1.8 two \\ 451 5.1.8 three");
  }

  @Test
  void lines_up_to_the_bounds_are_written_and_more_is_a_mistake() {
    String longest = "x".repeat(MilterReplies.MAX_LINE);
    for (int count : new int[] {MilterReplies.MAX_LINES - 1, MilterReplies.MAX_LINES}) {
      assertThat(MilterReplies.refuse(550, STATUS, Collections.nCopies(count, longest)))
          .hasSize(count * (longest.length() + "550 5.1.8 ".length() + 2) - 2 + 6);
    }
    List<List<String>> wrong =
        List.of(
            List.of(),
            Collections.nCopies(MilterReplies.MAX_LINES + 1, "x"),
            List.of(longest + "x"),
            List.of("a\r\nb"),
            List.of("a\0b"));
    for (List<String> lines : wrong) {
      assertThatThrownBy(() -> MilterReplies.refuse(550, STATUS, lines))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int code : new int[] {399, 600}) {
      assertThatThrownBy(() -> MilterReplies.refuse(code, STATUS, List.of("x")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void what_may_be_changed_at_the_end_of_a_message() {
    assertThat(lines(MilterReplies.addRecipient("a@b.test")))
        .containsExactly("add-recipient <a@b.test>");
    assertThat(lines(MilterReplies.quarantine("held"))).containsExactly("quarantine held");
    String most = "x".repeat(MilterReplies.MAX_VALUE);
    assertThat(lines(MilterReplies.quarantine(most))).containsExactly("quarantine " + most);
    for (String wrong : List.of("", "a\nb", "a\0b", most + "x")) {
      assertThatThrownBy(() -> MilterReplies.addRecipient(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_recipient_more_than_the_bound_is_refused_and_nobody_is_asked() {
    MilterSession session = new MilterSession("test", () -> DialogsTest.settings(100_000));
    session.on(new Parsed.Negotiate(2, 0, 0));
    session.on(new Parsed.Macros('M', java.util.Map.of(Macro.AUTH_AUTHEN, "anna")));
    session.on(new Parsed.Mail("anna@example.org"));
    session.decided(Dialog.decision("permit"));
    for (int i = 0; i < MilterSession.MAX_RECIPIENTS; i++) {
      assertThat(session.on(new Parsed.Rcpt("r" + i + "@x.test")))
          .isInstanceOf(Outcome.Answer.class);
    }
    Outcome more = session.on(new Parsed.Rcpt("more@x.test"));
    assertThat(more).isInstanceOf(Outcome.Answer.class);
    assertThat(lines(((Outcome.Answer) more).bytes()))
        .containsExactly("reply 452 4.5.3 Too many recipients");
    assertThat(session.on(new Parsed.Rcpt("r0@x.test")))
        .as("known")
        .isInstanceOf(Outcome.Answer.class);
  }
}
