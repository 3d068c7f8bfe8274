package org.sluice.server.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.server.socket.EventLoop;

class HopSubmissionTest implements HopSubmission.End {
  private static final byte[] MESSAGE =
      "Subject: x\r\n\r\n.one\r\n..two\r\nthree\r\n".getBytes(US_ASCII);

  private final ProxyBounds bounds = ProxyBounds.of(5, 5, 300_000);
  private final EventLoop loop = new EventLoop();
  private final List<String> steps = new CopyOnWriteArrayList<>();
  private ScriptedMta mta;

  @BeforeEach
  void open() throws IOException {
    mta = new ScriptedMta();
  }

  @AfterEach
  void close() throws IOException {
    mta.close();
    loop.close();
  }

  @Override
  public void isNext() {
    steps.add("next " + mta.messages.size());
  }

  @Override
  public void isNow() {
    steps.add("now " + mta.messages.size());
  }

  private HopSubmission submission(NextHop.Tls tls, NextHop.ClientAddressBy by) throws IOException {
    return submission(tls, by, HopSubmission.MOST_MILLIS);
  }

  private HopSubmission submission(NextHop.Tls tls, NextHop.ClientAddressBy by, long mostMillis)
      throws IOException {
    NextHop hop =
        TcpNextHop.of(
            "127.0.0.1", mta.port(), new NextHop.Terms(tls, by), "", Optional.empty(), bounds);
    return new HopSubmission(loop, () -> hop, bounds, () -> 1, mostMillis);
  }

  private HopSubmission.Answer submit() throws IOException {
    return submission(NextHop.Tls.NONE, NextHop.ClientAddressBy.NONE)
        .submit("anna@example.org", MESSAGE, this);
  }

  @Test
  void a_message_is_submitted_as_it_is_with_the_null_reverse_path() throws IOException {
    HopSubmission.Answer answer = submit();
    assertThat(answer.isTaken()).isTrue();
    assertThat(mta.commands)
        .containsExactly("EHLO [127.0.0.1]", "MAIL FROM:<>", "RCPT TO:<anna@example.org>", "DATA");
    assertThat(mta.messages.getFirst().replace("\r\n..", "\r\n."))
        .isEqualTo(new String(MESSAGE, US_ASCII));
    assertThat(mta.messages.getFirst()).contains("\r\n..one\r\n...two\r\nthree\r\n");
    assertThat(steps).containsExactly("next 0", "now 0");
  }

  @Test
  void a_refusal_at_any_step_is_told_and_the_last_step_not_taken() throws IOException {
    for (String step : List.of("GREETING", "MAIL", "RCPT", "DATA")) {
      mta.says(step, "554 5.7.1 Relay access denied");
      HopSubmission.Answer answer = submit();
      assertThat(answer.isTaken()).isFalse();
      assertThat(answer.isForGood()).isTrue();
      assertThat(answer.text()).isEqualTo("554 5.7.1 Relay access denied");
      mta.says(step, step.equals("DATA") ? "354 go" : "250 ok");
    }
    assertThat(steps).isEmpty();
    mta.says("GREETING", "220 x").says("END", "452 4.3.1 No space");
    HopSubmission.Answer answer = submit();
    assertThat(answer.isTaken() || answer.isForGood()).isFalse();
    assertThat(steps).hasSize(2);
  }

  @Test
  void a_next_hop_that_is_lost_is_an_error_that_may_be_tried_again() throws IOException {
    for (String step : List.of("MAIL", "END")) {
      mta.says(step, ScriptedMta.HANG_UP);
      assertThatThrownBy(this::submit).isInstanceOf(IOException.class);
      mta.says(step, "250 ok");
    }
    mta.says("MAIL", "354 what");
    assertThatThrownBy(this::submit).hasMessageContaining("answered with 354 out of turn");
    mta.close();
    assertThatThrownBy(this::submit).isInstanceOf(IOException.class);
  }

  @Test
  void a_next_hop_that_says_nothing_is_left_in_time() {
    mta.says("MAIL", ScriptedMta.SILENCE);
    assertThatThrownBy(() ->
            submission(NextHop.Tls.NONE, NextHop.ClientAddressBy.NONE, 500)
                .submit("anna@example.org", MESSAGE, this))
        .isInstanceOf(IOException.class);
  }

  @Test
  void it_tells_the_clients_address_as_the_proxy_does() throws IOException {
    mta.says("EHLO", "250-mta.test\r\n250 XCLIENT ADDR PORT");
    HopSubmission.Answer answer =
        submission(NextHop.Tls.NONE, NextHop.ClientAddressBy.XCLIENT)
            .submit("anna@example.org", MESSAGE, this);
    assertThat(answer.text()).startsWith("250");
    assertThat(mta.commands).contains("XCLIENT ADDR=127.0.0.1 PORT=25");
  }

  @Test
  void tls_that_is_required_and_not_offered_ends_it() {
    mta.says("EHLO", "250 mta.test");
    assertThatThrownBy(() ->
            submission(NextHop.Tls.REQUIRED, NextHop.ClientAddressBy.NONE)
                .submit("anna@example.org", MESSAGE, this))
        .hasMessageContaining("does not offer STARTTLS");
  }
}
