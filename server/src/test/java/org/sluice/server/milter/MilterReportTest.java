package org.sluice.server.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
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
import org.sluice.core.decision.RefusalWay;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.SmtpReply;
import org.sluice.core.report.RefusedMessage;
import org.sluice.core.report.ReportDesk;
import org.sluice.core.report.Reporting;
import org.sluice.server.socket.EventLoop;
import org.sluice.testkit.MilterPackets;
import org.sluice.testkit.PlainSettings;

/** A door that reports what it refuses, over real sockets. */
class MilterReportTest implements ReportDesk {
  private static final Settings SETTINGS = PlainSettings.DEFAULT;
  private static final Decision REJECT =
      new Decision.Reject(
          Reason.RESTRICTED_USER,
          new SmtpReply(550, Reason.RESTRICTED_USER.status(), "Access denied"),
          "ABC");

  private final EventLoop loop = new EventLoop();
  private final List<RefusedMessage> reported = new CopyOnWriteArrayList<>();
  private final List<CompletableFuture<Reporting>> pending = new CopyOnWriteArrayList<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile boolean open = true;
  private volatile boolean slow;
  private volatile boolean broken;
  private final MilterServer server =
      new MilterServer(
          loop,
          submission -> CompletableFuture.completedFuture(REJECT),
          this,
          sender -> open ? RefusalWay.REPORT : RefusalWay.REPLY,
          () -> SETTINGS,
          new MilterBounds(5, 60_000, 60_000),
          () -> 1);
  private int port;

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public CompletionStage<Reporting> report(RefusedMessage message) {
    reported.add(message);
    CompletableFuture<Reporting> became = new CompletableFuture<>();
    pending.add(became);
    if (broken) {
      became.completeExceptionally(new IllegalStateException("The disk is full"));
    } else if (!slow) {
      became.complete(Reporting.REPORTED);
    }
    asked.countDown();
    return became;
  }

  @BeforeEach
  void listen() throws IOException {
    port = Integer.parseInt(server.listen(List.of("127.0.0.1:0"), "0660").getFirst().split(":")[1]);
  }

  @AfterEach
  void close() {
    server.close();
    loop.close();
  }

  private Socket client() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    send(socket, "negotiate 6 0x1ff 0x1fffff", "connect x 4 1 192.0.2.1");
    assertThat(read(socket)).startsWith("negotiate 6");
    return socket;
  }

  private static void send(Socket socket, String... lines) throws IOException {
    socket.getOutputStream().write(MilterPackets.packets(List.of(lines)));
  }

  private static void message(Socket socket) throws IOException {
    send(
        socket,
        "macros M {auth_authen}=anna@example.org",
        "mail <anna@example.org>",
        "rcpt <b@x.test> NOTIFY=FAILURE",
        "header Subject: x",
        "eom");
  }

  private static String read(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int length = in.readInt();
    ByteBuffer packet = ByteBuffer.allocate(length + 4).putInt(length).put(in.readNBytes(length));
    return MilterPackets.lines(packet.array()).getFirst();
  }

  @Test
  void a_refused_message_is_discarded_once_its_report_is_durable() throws Exception {
    slow = true;
    try (Socket client = client()) {
      message(client);
      assertThat(List.of(read(client), read(client))).containsOnly("continue");
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(client.getInputStream().available()).isZero();
      pending.getFirst().complete(Reporting.REPORTED);
      assertThat(read(client)).isEqualTo("discard");
    }
    assertThat(reported).hasSize(1);
    assertThat(reported.getFirst().account()).isEqualTo("anna@example.org");
    assertThat(reported.getFirst().header()).extracting(f -> f.name()).containsExactly("Subject");
  }

  @Test
  void messages_sent_ahead_are_answered_in_order_however_slow_the_reports() throws Exception {
    try (Socket client = client()) {
      slow = true;
      message(client);
      message(client);
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      slow = false;
      pending.getFirst().completeAsync(() -> Reporting.COUNTED);
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        answers.add(read(client));
      }
      assertThat(answers)
          .containsExactly("continue", "continue", "discard", "continue", "continue", "discard");
    }
    assertThat(reported.stream().map(RefusedMessage::messageId).distinct()).hasSize(2);
  }

  @Test
  void what_cannot_be_reported_is_a_temporary_refusal() throws Exception {
    broken = true;
    try (Socket client = client()) {
      message(client);
      assertThat(List.of(read(client), read(client))).containsOnly("continue");
      assertThat(read(client))
          .isEqualTo("reply 451 4.3.0 Temporary failure, please try again later");
    }
  }

  @Test
  void a_closed_desk_is_asked_nothing_and_the_refusal_is_a_reply() throws Exception {
    open = false;
    try (Socket client = client()) {
      send(client, "macros M {auth_authen}=anna@example.org", "mail <anna@example.org>");
      assertThat(read(client)).isEqualTo("reply 550 5.1.8 Access denied");
    }
    assertThat(reported).isEmpty();
  }

  @Test
  void at_the_end_a_report_that_is_being_kept_is_still_answered() throws Exception {
    slow = true;
    try (Socket client = client()) {
      message(client);
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      Thread ending = Thread.ofPlatform().start(server::close);
      pending.getFirst().complete(Reporting.REPORTED);
      assertThat(List.of(read(client), read(client), read(client))).endsWith("discard");
      ending.join();
    }
  }
}
