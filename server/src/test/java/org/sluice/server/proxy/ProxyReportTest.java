package org.sluice.server.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;
import org.sluice.core.mail.SmtpReply;
import org.sluice.core.mail.Submission.Stage;
import org.sluice.core.report.RefusedMessage;
import org.sluice.core.report.ReportDesk;
import org.sluice.core.report.Reporting;

/** A proxy that reports what it refuses. */
class ProxyReportTest implements ReportDesk {
  private static final String ANNA = "anna@example.org";
  private static final String LETTER = "From: Anna\r\nSubject: hello\r\n\r\nbody\r\n";
  private static final String TAKEN = OwnReply.REPORTED.text();

  private ProxyStage stage;
  private final List<RefusedMessage> reported = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Reporting> later = new CompletableFuture<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile boolean slow;
  private volatile boolean broken;

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public CompletionStage<Reporting> report(RefusedMessage message) {
    reported.add(message);
    asked.countDown();
    return broken
        ? CompletableFuture.failedFuture(new IllegalStateException("The disk is full"))
        : slow ? later : CompletableFuture.completedFuture(Reporting.REPORTED);
  }

  @BeforeEach
  void open() throws IOException {
    stage = new ProxyStage();
    stage.desk = this;
    stage.decides = submission -> ProxyStage.refusal();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  /** The sender is free at MAIL; the message is refused. */
  private void refusesWholeMessages() {
    stage.decides =
        s -> s.stage() == Stage.MESSAGE ? ProxyStage.refusal() : Decision.Permit.NOT_RESTRICTED;
  }

  @Test
  void a_restricted_senders_message_is_taken_without_the_next_hop_and_reported() throws Exception {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      assertThat(client.says("MAIL FROM:<ceo@bank.test> RET=FULL ENVID=QQ+2B1"))
          .isEqualTo("250 2.1.0 Ok");
      assertThat(client.says("RCPT TO:<Bert@x.test> NOTIFY=FAILURE ORCPT=rfc822;b+2B@x.test"))
          .isEqualTo("250 2.1.5 Ok");
      assertThat(client.says("RCPT TO:<carl@x.test> NOTIFY=NEVER")).startsWith("250");
      assertThat(client.content(LETTER)).isEqualTo(TAKEN);
      assertThat(client.says("NOOP")).startsWith("250");
    }
    assertThat(stage.mta.commands).noneMatch(c -> c.startsWith("MAIL") || c.startsWith("RCPT"));
    assertThat(stage.mta.messages).isEmpty();
    RefusedMessage message = reported.getFirst();
    assertThat(message.account()).isEqualTo(ANNA);
    assertThat(message.envelopeId()).isEqualTo("QQ+1");
    assertThat(message.recipients())
        .extracting(r -> r.address() + r.original() + r.wantsFailure())
        .containsExactly("Bert@x.testrfc822;b+@x.testtrue", "carl@x.testfalse");
    assertThat(message.header())
        .extracting(f -> f.name() + "=" + f.value())
        .containsExactly("From=Anna", "Subject=hello");
    assertThat(message.reply().toString()).isEqualTo(ProxyStage.REFUSED);
  }

  @Test
  void nothing_is_accepted_before_its_report_is_durable() throws Exception {
    slow = true;
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      client.envelope("b@x.test");
      client.says("DATA");
      client.send(LETTER + ".\r\n");
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(client.hasInput()).isFalse();
      later.complete(Reporting.COUNTED);
      assertThat(client.reply()).isEqualTo(TAKEN);
    }
  }

  @Test
  void what_cannot_be_reported_stays_with_the_client() throws Exception {
    broken = true;
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      client.envelope("b@x.test");
      assertThat(client.content(LETTER)).isEqualTo(OwnReply.NOT_REPORTED.text());
      broken = false;
      client.envelope("b@x.test");
      assertThat(client.content(LETTER)).isEqualTo(TAKEN);
    }
    assertThat(reported.stream().map(RefusedMessage::messageId).distinct()).hasSize(2);
  }

  @Test
  void a_message_that_is_refused_whole_is_reported_and_the_next_hop_forgets_it() throws Exception {
    refusesWholeMessages();
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      client.envelope("b@x.test");
      assertThat(client.content(LETTER)).isEqualTo(TAKEN);
      client.envelope("c@x.test");
      assertThat(client.content(LETTER)).isEqualTo(TAKEN);
    }
    assertThat(stage.mta.commands).contains("RSET").doesNotContain("DATA");
    assertThat(reported).hasSize(2);
    assertThat(stage.withdrawn).isEmpty();
  }

  @Test
  void in_chunks_too_it_is_taken_whole_and_then_reported_once() throws Exception {
    for (boolean free : new boolean[] {false, true}) {
      if (free) {
        refusesWholeMessages();
      }
      reported.clear();
      try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
        client.envelope("b@x.test");
        client.send("BDAT 5\r\nSubjeBDAT 10\r\nct: x\r\n\r\naBDAT 3\r\nabcBDAT 1 LAST\r\nd");
        List<String> replies = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          replies.add(client.reply());
        }
        assertThat(replies.subList(0, 3)).containsOnly(OwnReply.CHUNK_TAKEN.text());
        assertThat(replies.getLast()).isEqualTo(TAKEN);
        assertThat(client.says("NOOP")).startsWith("250");
      }
      assertThat(reported).hasSize(1);
      assertThat(reported.getFirst().header()).hasSize(1);
    }
    assertThat(stage.mta.commands).noneMatch(c -> c.startsWith("BDAT"));
  }

  @Test
  void a_message_in_chunks_that_has_no_copy_is_in_the_log() throws Exception {
    PrintStream standard = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, UTF_8));
    Decision.Reject refusal = (Decision.Reject) ProxyStage.refusal();
    stage.decides =
        s ->
            s.stage() == Stage.MESSAGE
                ? new Decision.Reject(
                    refusal.reason(), refusal.reply(), refusal.reference(), List.of("abuse@x.test"))
                : Decision.Permit.NOT_RESTRICTED;
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      client.envelope("b@x.test");
      client.send("BDAT 16\r\nSubject: x\r\n\r\nabBDAT 1 LAST\r\nc");
      assertThat(client.reply()).isEqualTo(OwnReply.CHUNK_TAKEN.text());
      assertThat(client.reply()).isEqualTo(TAKEN);
    } finally {
      System.setErr(standard);
    }
    assertThat(reported).hasSize(1);
    assertThat(said.toString(UTF_8).split("No copy of the refused message", -1)).hasSize(2);
  }

  @Test
  void chunks_beyond_the_bound_are_refused_after_all() throws Exception {
    long most = ProxyBounds.MOST_SWALLOWED;
    Reported reports = new Reported(java.util.Optional.of(ANNA), List.of());
    assertThat(reports.mayRead(most - 1)).isTrue();
    assertThat(reports.mayRead(1)).isTrue();
    assertThat(reports.mayRead(1)).isFalse();
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      client.envelope("b@x.test");
      client.send("BDAT 5\r\n\r\nab\nBDAT 1 LAST\r\n");
      assertThat(client.reply()).startsWith("550 5.6.11");
    }
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      client.envelope("b@x.test");
      client.send("BDAT 4\r\n\r\nab");
      assertThat(client.reply()).isEqualTo(OwnReply.CHUNK_TAKEN.text());
      client.send("BDAT " + most + "\r\n");
      assertThat(client.reply()).isEqualTo(ProxyStage.REFUSED);
    }
    assertThat(reported).isEmpty();
  }

  @Test
  void content_with_a_fault_is_refused_not_reported() throws Exception {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      client.envelope("b@x.test");
      client.says("DATA");
      client.send("Subject: x\r\n\r\nbare\nline\r\n.\r\n");
      assertThat(client.reply()).startsWith("550 5.");
    }
    assertThat(reported).isEmpty();
  }

  @Test
  void recipients_of_a_message_to_be_reported_are_bounded() throws Exception {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      client.says("MAIL FROM:<anna@example.org>");
      for (int i = 0; i < ProxyStage.MOST_RECIPIENTS; i++) {
        assertThat(client.says("RCPT TO:<r" + i + "@x.test>")).startsWith("250");
        assertThat(client.says("RCPT TO:<R" + i + "@x.test>")).startsWith("250");
      }
      assertThat(client.says("RCPT TO:<more@x.test>")).startsWith("452 4.5.3");
      assertThat(client.content(LETTER)).isEqualTo(TAKEN);
    }
    assertThat(reported.getFirst().recipients()).hasSize(ProxyStage.MOST_RECIPIENTS);
  }

  @Test
  void what_has_nobody_to_report_to_is_refused_by_reply() throws Exception {
    for (String login : List.of("anna", "anna@[127.0.0.1]")) {
      try (SmtpClient client = SmtpClient.loggedIn(stage.port, login)) {
        assertThat(client.says("MAIL FROM:<anna@example.org>")).isEqualTo(ProxyStage.REFUSED);
      }
    }
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      assertThat(client.says("MAIL FROM:<>")).isEqualTo(ProxyStage.REFUSED);
      client.envelope("b@x.test");
      assertThat(client.content("Auto-Submitted: auto-replied\r\n\r\nx\r\n"))
          .isEqualTo(ProxyStage.REFUSED);
    }
    assertThat(reported).isEmpty();
  }

  @Test
  void temporary_refusals_are_replies() throws Exception {
    stage.decides =
        s ->
            new Decision.Defer(
                Reason.TOO_MANY_MESSAGES,
                new SmtpReply(450, Reason.TOO_MANY_MESSAGES.status(), "Too many"),
                "R");
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      assertThat(client.says("MAIL FROM:<anna@example.org>")).isEqualTo("450 4.7.1 Too many");
    }
  }

  @Test
  void a_sender_who_is_released_meanwhile_tries_again_and_is_not_charged() throws Exception {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      client.envelope("b@x.test");
      stage.decides = s -> Decision.Permit.WITHIN_LIMITS;
      assertThat(client.content(LETTER)).isEqualTo(OwnReply.LIFTED.text());
      ProxyStage.until(() -> stage.withdrawn.size() == 1, "withdrawn");
      client.envelope("b@x.test");
      assertThat(client.content(LETTER)).startsWith("250");
    }
    assertThat(stage.mta.messages).containsExactly(LETTER);
    assertThat(reported).isEmpty();
  }

  @Test
  void a_next_hop_that_is_lost_does_not_keep_the_report_back() throws Exception {
    refusesWholeMessages();
    stage.mta.says("RSET", ScriptedMta.HANG_UP);
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      client.envelope("b@x.test");
      assertThat(client.content(LETTER)).isEqualTo(TAKEN);
      assertThat(client.isClosed()).isTrue();
    }
    assertThat(reported).hasSize(1);
  }

  @Test
  void a_client_that_gives_up_is_not_reported() throws Exception {
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      client.envelope("b@x.test");
      assertThat(client.says("RSET")).startsWith("250");
      client.envelope("b@x.test");
      client.says("DATA");
      client.send("Subject: half");
    }
    try (SmtpClient client = SmtpClient.loggedIn(stage.port, ANNA)) {
      client.envelope("b@x.test");
      assertThat(client.content(LETTER)).isEqualTo(TAKEN);
    }
    assertThat(reported).hasSize(1);
  }
}
