package org.sluice.server.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;
import org.sluice.core.decision.RefusalWays;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.EnhancedStatus;
import org.sluice.core.mail.SmtpReply;
import org.sluice.core.mail.Submission;
import org.sluice.core.report.ReportDesk;
import org.sluice.server.socket.EventLoop;
import org.sluice.testkit.MilterPackets;
import org.sluice.testkit.PlainSettings;

/** Real sockets. */
class MilterServerTest {
  private static final String REFUSED = "reply 550 5.1.8 Access denied";
  private static final Decision REJECT =
      new Decision.Reject(
          Reason.RESTRICTED_USER,
          new SmtpReply(550, new EnhancedStatus(5, 1, 8), "Access denied"),
          "ABC");
  private static final Settings SETTINGS = PlainSettings.DEFAULT;
  private static final int MOST = 3;
  private static final long IDLE = 10_000;
  private static final long PACKET = 5_000;

  @TempDir private Path folder;
  private final AtomicLong now = new AtomicLong(1);
  private final AtomicInteger messages = new AtomicInteger();
  private final Set<String> messageIds = ConcurrentHashMap.newKeySet();
  private volatile Function<Submission, CompletionStage<Decision>> doorkeeper =
      submission -> CompletableFuture.completedFuture(verdict(submission));
  private final EventLoop loop = new EventLoop();
  private final MilterServer server = server();
  private int port;

  private static Decision verdict(Submission submission) {
    return submission.login().name().equals("bad") ? REJECT : Decision.Permit.WITHIN_LIMITS;
  }

  private MilterServer server() {
    return new MilterServer(
        loop,
        submission -> {
          if (submission.stage() == Submission.Stage.MESSAGE) {
            messages.incrementAndGet();
            messageIds.add(submission.messageId());
          }
          return doorkeeper.apply(submission);
        },
        ReportDesk.CLOSED,
        RefusalWays.REPLIES,
        () -> SETTINGS,
        new MilterBounds(MOST, IDLE, PACKET),
        now::get);
  }

  @BeforeEach
  void listen() throws IOException {
    List<String> actual = server.listen(List.of("127.0.0.1:0"), "0660");
    port = Integer.parseInt(actual.getFirst().split(":")[1]);
  }

  @AfterEach
  void close() {
    server.close();
    loop.close();
  }

  /** A client whose reads end in a clear failure instead of waiting for ever. */
  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static void send(Socket socket, String... lines) throws IOException {
    socket.getOutputStream().write(MilterPackets.packets(List.of(lines)));
  }

  private static String read(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int length = in.readInt();
    ByteBuffer packet = ByteBuffer.allocate(length + 4).putInt(length).put(in.readNBytes(length));
    return MilterPackets.lines(packet.array()).getFirst();
  }

  private static Socket negotiated(Socket socket) throws IOException {
    send(socket, "negotiate 6 0x1ff 0x1fffff", "connect x 4 1 192.0.2.1");
    assertThat(read(socket)).startsWith("negotiate 6 0x124");
    return socket;
  }

  private static final String[] WHOLE = {
    "mail <anna@example.org>", "rcpt <b@x.test>", "header Subject: x", "eom"
  };

  private static String[] message(String login) {
    List<String> lines = new ArrayList<>(List.of("macros M {auth_authen}=" + login));
    lines.addAll(List.of(WHOLE));
    return lines.toArray(String[]::new);
  }

  /** One message, a packet at a time, as an MTA that waits for each answer. */
  private static String submit(Socket socket, String login) throws IOException {
    send(socket, "macros M {auth_authen}=" + login, "mail <anna@example.org>");
    String atMail = read(socket);
    if (!atMail.equals("continue")) {
      return atMail;
    }
    send(socket, "rcpt <b@x.test>");
    assertThat(read(socket)).isEqualTo("continue");
    send(socket, "header From: anna@example.org", "eom");
    return read(socket);
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  @Test
  void many_messages_go_over_one_connection_and_each_is_its_own() throws IOException {
    try (Socket client = negotiated(connect());
        Socket other = negotiated(connect())) {
      for (int i = 0; i < 10; i++) {
        assertThat(submit(client, "anna")).isEqualTo("continue");
        assertThat(submit(client, "bad")).isEqualTo(REFUSED);
        assertThat(submit(other, "anna")).isEqualTo("continue");
      }
      assertThat(messages).hasValue(20);
      assertThat(messageIds).hasSize(20);
    }
  }

  @Test
  void what_is_sent_ahead_is_answered_in_order() throws IOException {
    try (Socket client = negotiated(connect())) {
      send(client, message("anna"));
      send(client, message("anna"));
      for (int i = 0; i < 6; i++) {
        assertThat(read(client)).isEqualTo("continue");
      }
    }
  }

  @Test
  void what_waits_for_slow_answers_is_answered_in_order_however_much() throws Exception {
    doorkeeper = submission -> CompletableFuture.supplyAsync(() -> verdict(submission));
    try (Socket client = negotiated(connect())) {
      int times = 2_000;
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 0; i < times; i++) {
                    send(client, message("anna"));
                  }
                  send(client, "macros M {auth_authen}=bad", "mail <x@y.test>");
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      for (int i = 0; i < 3 * times; i++) {
        assertThat(read(client)).isEqualTo("continue");
      }
      assertThat(read(client)).isEqualTo(REFUSED);
      writer.join();
    }
  }

  @Test
  void byte_by_byte_is_answered_too() throws IOException {
    try (Socket client = negotiated(connect())) {
      for (byte b : MilterPackets.packets(List.of(message("anna")))) {
        client.getOutputStream().write(b);
      }
      for (int i = 0; i < 3; i++) {
        assertThat(read(client)).isEqualTo("continue");
      }
    }
  }

  @Test
  void quit_closes_and_quit_nc_goes_on() throws IOException {
    try (Socket client = negotiated(connect())) {
      send(client, "quit-nc", "connect x 4 1 192.0.2.2");
      assertThat(submit(client, "anna")).isEqualTo("continue");
      send(client, "quit");
      assertThat(isClosed(client)).isTrue();
    }
  }

  @Test
  void garbage_and_wrong_order_close_their_own_connection_only() throws IOException {
    try (Socket good = negotiated(connect());
        Socket bad = connect();
        Socket early = connect()) {
      bad.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
      assertThat(isClosed(bad)).isTrue();
      send(early, "mail <a@b.test>");
      assertThat(isClosed(early)).isTrue();
      assertThat(submit(good, "anna")).isEqualTo("continue");
    }
  }

  @Test
  void a_peer_that_is_lost_in_the_middle_leaves_the_others_alone() throws IOException {
    try (Socket good = negotiated(connect())) {
      for (int i = 0; i < 20; i++) {
        try (Socket lost = negotiated(connect())) {
          lost.getOutputStream().write(new byte[] {0, 0, 0, 50, 'M', '<'});
        }
        assertThat(submit(good, "anna")).isEqualTo("continue");
      }
      assertThat(messages).hasValue(20);
    }
  }

  @Test
  void silent_and_slow_mtas_are_closed_and_the_others_go_on() throws IOException {
    try (Socket silent = negotiated(connect());
        Socket slow = negotiated(connect());
        Socket good = negotiated(connect())) {
      slow.getOutputStream().write(new byte[] {0, 0, 0, 50, 'M', '<'});
      assertThat(submit(silent, "anna")).isEqualTo("continue");
      assertThat(submit(good, "anna")).isEqualTo("continue");
      now.addAndGet(PACKET - 1);
      assertThat(submit(good, "anna")).isEqualTo("continue");
      now.addAndGet(2);
      assertThat(isClosed(slow)).as("its packet was not whole in time").isTrue();
      assertThat(submit(good, "anna")).isEqualTo("continue");
      now.addAndGet(IDLE - PACKET);
      assertThat(isClosed(silent)).as("it was idle").isTrue();
      assertThat(submit(good, "anna")).isEqualTo("continue");
    }
  }

  @Test
  void more_connections_than_allowed_are_closed_at_once() throws IOException {
    try (Socket one = negotiated(connect());
        Socket two = negotiated(connect());
        Socket three = negotiated(connect())) {
      try (Socket four = connect()) {
        assertThat(isClosed(four)).isTrue();
      }
      for (Socket each : List.of(one, two, three)) {
        assertThat(submit(each, "anna")).isEqualTo("continue");
      }
    }
  }

  @Test
  void a_failure_of_ours_lets_pass() throws IOException {
    doorkeeper = submission -> CompletableFuture.failedFuture(new IllegalStateException("test"));
    try (Socket client = negotiated(connect())) {
      assertThat(submit(client, "bad")).isEqualTo("continue");
    }
  }

  @Test
  void at_the_end_what_is_being_asked_is_answered() throws Exception {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    CountDownLatch reached = new CountDownLatch(1);
    try (Socket asking = negotiated(connect());
        Socket idle = negotiated(connect())) {
      doorkeeper =
          submission -> {
            reached.countDown();
            return decision;
          };
      send(asking, "macros M {auth_authen}=anna", "mail <anna@example.org>");
      reached.await();
      Thread closing = Thread.ofPlatform().start(server::close);
      assertThat(isClosed(idle)).isTrue();
      decision.complete(REJECT);
      assertThat(read(asking)).isEqualTo(REFUSED);
      assertThat(isClosed(asking)).isTrue();
      closing.join();
    }
  }

  @Test
  void an_mta_that_leaves_before_the_answer_harms_nobody() throws Exception {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    CountDownLatch reached = new CountDownLatch(1);
    try (Socket good = negotiated(connect())) {
      doorkeeper =
          submission -> {
            reached.countDown();
            return decision;
          };
      try (Socket leaving = negotiated(connect())) {
        send(leaving, "macros M {auth_authen}=anna", "mail <anna@example.org>");
        reached.await();
      }
      doorkeeper = submission -> CompletableFuture.completedFuture(verdict(submission));
      decision.complete(REJECT);
      assertThat(submit(good, "anna")).isEqualTo("continue");
    }
  }

  @Test
  void a_unix_socket_has_its_mode_and_goes_with_the_server() throws IOException {
    Path socket = folder.resolve("milter.sock");
    MilterServer second = server();
    second.listen(List.of("unix:" + socket), "0620");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw--w----");
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      client.write(ByteBuffer.wrap(MilterPackets.packet("negotiate 2 0x3f 0x7f")));
      ByteBuffer answer = ByteBuffer.allocate(17);
      while (answer.hasRemaining() && client.read(answer) >= 0) {}
      assertThat(MilterPackets.lines(answer.array())).containsExactly("negotiate 2 0x24 0x52");
    }
    second.close();
    assertThat(socket).doesNotExist();
  }

  @Test
  void an_address_in_use_is_told_with_what_to_do() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () -> server().listen(List.of("127.0.0.1:" + taken.getLocalPort()), "0660"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("milter.listen");
    }
  }

  @Test
  void a_body_that_nobody_wants_passes_through_without_being_kept() throws IOException {
    try (Socket client = connect()) {
      send(client, "negotiate 2 0x0 0x0");
      read(client);
      send(client, "macros M {auth_authen}=anna", "mail <a@b.test>", "rcpt <b@x.test>");
      read(client);
      read(client);
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(MilterPackets.of('B', new byte[65_535]));
      for (int i = 0; i < 100; i++) {
        client.getOutputStream().write(body.toByteArray());
        assertThat(read(client)).isEqualTo("continue");
      }
      send(client, "eom");
      assertThat(read(client)).isEqualTo("continue");
    }
  }
}
