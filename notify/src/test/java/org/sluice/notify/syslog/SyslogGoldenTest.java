package org.sluice.notify.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.core.outbox.Channel;
import org.sluice.core.outbox.Content;
import org.sluice.core.outbox.Outgoing;
import org.sluice.notify.Golden;
import org.sluice.notify.Happenings;

/** The line of each notice that goes to the log server, as the alert rules bring it about. */
class SyslogGoldenTest {

  @ParameterizedTest
  @EnumSource(value = Happenings.class, names = "OUTBOUND_SPAM", mode = EnumSource.Mode.EXCLUDE)
  void the_line_is_as_it_should_be(Happenings what) {
    Outgoing outgoing = what.by(Channel.SYSLOG).orElseThrow();
    byte[] line = SyslogLine.of(outgoing, (Content.Notice) outgoing.content(), "mx.example.org");
    Golden.compare(
        "syslog/" + what.file() + ".txt", new String(line, StandardCharsets.UTF_8) + "\n");
  }

  @ParameterizedTest
  @EnumSource(
      value = Happenings.class,
      names = {"OUTBOUND_SPAM", "TEST"},
      mode = EnumSource.Mode.EXCLUDE)
  void what_is_tried_again_says_when_it_happened(Happenings what) {
    Outgoing first = what.by(Channel.SYSLOG).orElseThrow();
    Outgoing again = Happenings.triedAgain(first);
    assertThat(SyslogLine.of(again, (Content.Notice) again.content(), "mx.example.org"))
        .isEqualTo(SyslogLine.of(first, (Content.Notice) first.content(), "mx.example.org"));
  }
}
