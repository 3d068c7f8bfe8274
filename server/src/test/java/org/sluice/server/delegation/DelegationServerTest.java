package org.sluice.server.delegation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;
import org.sluice.core.mail.EnhancedStatus;
import org.sluice.core.mail.SmtpReply;
import org.sluice.server.socket.Doorkeeper;
import org.sluice.server.socket.EventLoop;

/** Real sockets. */
class DelegationServerTest {
  private static final String DUNNO = "action=DUNNO\n\n";
  private static final String REFUSED = "action=550 5.1.8 Access denied\n\n";
  private static final Decision REJECT =
      new Decision.Reject(
          Reason.RESTRICTED_USER,
          new SmtpReply(550, new EnhancedStatus(5, 1, 8), "Access denied"),
          "ABC");
  private static final int MOST = 3;
  private static final long IDLE = 10_000;
  private static final long FRAME = 5_000;

  @TempDir private Path folder;
  private final AtomicLong now = new AtomicLong(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger looked = new AtomicInteger();
  private volatile Doorkeeper doorkeeper =
      submission ->
          CompletableFuture.completedFuture(
              submission.login().name().equals("bad") ? REJECT : Decision.Permit.WITHIN_LIMITS);
  private EventLoop loop = new EventLoop();
  private DelegationServer server = server();
  private int port;

  private DelegationServer server() {
    return new DelegationServer(
        loop,
        submission -> {
          asked.incrementAndGet();
          return doorkeeper.ask(submission);
        },
        new DelegationBounds(MOST, IDLE, FRAME),
        () -> {
          looked.incrementAndGet();
          return now.get();
        });
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

  private static String request(String login) {
    return "request=smtpd_access_policy\nprotocol_state=RCPT\ninstance=1\nsasl_username="
        + login
        + "\nrecipient=x@y.test\n\n";
  }

  /** A client whose reads end in a clear failure instead of waiting for ever. */
  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static String read(Socket socket, int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), US_ASCII);
  }

  private static String ask(Socket socket, String login) throws IOException {
    send(socket, request(login));
    String expected = login.equals("bad") ? REFUSED : DUNNO;
    return read(socket, expected.length());
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + java.util.concurrent.TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  /** The server may see the bytes late, so the clock goes on until it closes; the other asks on. */
  private boolean isClosedInTime(Socket closing, Socket good) throws IOException {
    closing.setSoTimeout(500);
    for (int i = 0; i < 100; i++) {
      try {
        return isClosed(closing);
      } catch (SocketTimeoutException e) {
        now.addAndGet(FRAME + 1);
        assertThat(ask(good, "anna")).isEqualTo(DUNNO);
      }
    }
    return false;
  }

  @Test
  void the_connection_stays_open_after_an_answer() throws IOException {
    try (Socket client = connect()) {
      for (int i = 0; i < 50; i++) {
        assertThat(ask(client, "anna")).isEqualTo(DUNNO);
        assertThat(ask(client, "bad")).isEqualTo(REFUSED);
      }
    }
  }

  @Test
  void several_requests_in_one_write_are_answered_in_order() throws IOException {
    try (Socket client = connect()) {
      send(client, (request("anna") + request("bad")).repeat(100));
      String both = DUNNO + REFUSED;
      assertThat(read(client, both.length() * 100)).isEqualTo(both.repeat(100));
    }
  }

  @Test
  void requests_that_wait_for_slow_answers_are_answered_in_order_however_many() throws Exception {
    doorkeeper =
        submission ->
            CompletableFuture.supplyAsync(() ->
                submission.login().name().equals("bad") ? REJECT : Decision.Permit.WITHIN_LIMITS);
    try (Socket client = connect()) {
      int times = 2_000;
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  send(client, (request("anna") + request("bad")).repeat(times));
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      String both = DUNNO + REFUSED;
      assertThat(read(client, both.length() * times)).isEqualTo(both.repeat(times));
      writer.join();
    }
  }

  @Test
  void byte_by_byte_is_answered_too() throws IOException {
    try (Socket client = connect()) {
      for (char c : request("bad").toCharArray()) {
        send(client, String.valueOf(c));
      }
      assertThat(read(client, REFUSED.length())).isEqualTo(REFUSED);
    }
  }

  @Test
  void a_client_that_ends_its_side_after_the_request_still_gets_its_answer() throws Exception {
    CompletableFuture<Decision> later = new CompletableFuture<>();
    doorkeeper = submission -> later;
    try (Socket client = connect()) {
      send(client, request("bad"));
      client.shutdownOutput();
      await(() -> asked.get() == 1);
      assertThat(later.completeAsync(() -> REJECT).get()).isEqualTo(REJECT);
      assertThat(read(client, REFUSED.length())).isEqualTo(REFUSED);
      assertThat(isClosed(client)).isTrue();
    }
    doorkeeper = submission -> CompletableFuture.completedFuture(REJECT);
    try (Socket client = connect()) {
      send(client, request("bad").repeat(3));
      client.shutdownOutput();
      assertThat(read(client, 3 * REFUSED.length())).isEqualTo(REFUSED.repeat(3));
      assertThat(isClosed(client)).isTrue();
    }
  }

  @Test
  void garbage_closes_its_own_connection_only() throws IOException {
    try (Socket good = connect();
        Socket bad = connect()) {
      send(bad, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(isClosed(bad)).isTrue();
      assertThat(ask(good, "anna")).isEqualTo(DUNNO);
    }
  }

  @Test
  void silent_and_slow_clients_are_closed_and_the_others_go_on() throws IOException {
    try (Socket silent = connect();
        Socket slow = connect();
        Socket good = connect()) {
      assertThat(ask(silent, "anna")).isEqualTo(DUNNO);
      send(slow, "request=smtpd_access");
      assertThat(ask(good, "anna")).isEqualTo(DUNNO);
      now.addAndGet(FRAME - 1);
      assertThat(ask(good, "anna")).isEqualTo(DUNNO);
      now.addAndGet(2);
      assertThat(isClosedInTime(slow, good)).as("its request was not whole in time").isTrue();
      assertThat(ask(good, "anna")).isEqualTo(DUNNO);
      now.addAndGet(IDLE - FRAME);
      assertThat(isClosed(silent)).as("it was idle").isTrue();
      assertThat(ask(good, "anna")).isEqualTo(DUNNO);
    }
  }

  @Test
  void a_client_that_always_has_the_next_request_begun_is_not_slow() throws IOException {
    try (Socket client = connect()) {
      String half = "request=smtpd_access";
      String rest = request("anna").substring(half.length());
      send(client, half);
      for (int i = 0; i < 5; i++) {
        send(client, rest + half);
        assertThat(read(client, DUNNO.length())).isEqualTo(DUNNO);
        now.addAndGet(FRAME - 1);
        awaitChecks();
      }
      send(client, rest);
      assertThat(read(client, DUNNO.length())).isEqualTo(DUNNO);
    }
  }

  /** While nobody sends, only the look at the times, once a second, reads the clock. */
  private void awaitChecks() {
    int before = looked.get();
    await(() -> looked.get() > before + 1);
  }

  @Test
  void more_connections_than_allowed_are_closed_at_once() throws IOException {
    try (Socket one = connect();
        Socket two = connect();
        Socket three = connect()) {
      for (Socket each : List.of(one, two, three)) {
        assertThat(ask(each, "anna")).isEqualTo(DUNNO);
      }
      try (Socket four = connect()) {
        assertThat(isClosed(four)).isTrue();
      }
      assertThat(ask(one, "anna")).isEqualTo(DUNNO);
    }
  }

  @Test
  void a_failure_of_ours_lets_pass() throws IOException {
    doorkeeper = submission -> CompletableFuture.failedFuture(new IllegalStateException("test"));
    try (Socket client = connect()) {
      assertThat(ask(client, "anna")).isEqualTo(DUNNO);
    }
  }

  @Test
  void a_doorkeeper_that_throws_lets_pass_and_the_connection_goes_on() throws IOException {
    Doorkeeper sound = doorkeeper;
    doorkeeper =
        submission -> {
          throw new IllegalStateException("test");
        };
    try (Socket client = connect()) {
      assertThat(ask(client, "anna")).isEqualTo(DUNNO);
      doorkeeper = sound;
      assertThat(ask(client, "bad")).isEqualTo(REFUSED);
    }
  }

  @Test
  void at_the_end_what_is_being_asked_is_answered() throws Exception {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    CountDownLatch reached = new CountDownLatch(1);
    doorkeeper =
        submission -> {
          reached.countDown();
          return decision;
        };
    try (Socket asking = connect();
        Socket idle = connect()) {
      send(asking, request("anna"));
      reached.await();
      Thread closing = Thread.ofPlatform().start(server::close);
      assertThat(isClosed(idle)).isTrue();
      decision.complete(REJECT);
      assertThat(read(asking, REFUSED.length())).isEqualTo(REFUSED);
      assertThat(isClosed(asking)).isTrue();
      closing.join();
      await(this::isRefused);
    }
  }

  /** The kernel may let one more through a moment after the listening socket was closed. */
  private boolean isRefused() {
    try (Socket late = connect()) {
      return late.getLocalPort() != port && isClosed(late);
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void a_unix_socket_has_its_mode_and_goes_with_the_server() throws IOException {
    Path socket = folder.resolve("sluice.sock");
    DelegationServer second = server();
    second.listen(List.of("unix:" + socket), "0620");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw--w----");
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      client.write(ByteBuffer.wrap(request("bad").getBytes(US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(REFUSED.length());
      while (answer.hasRemaining() && client.read(answer) >= 0) {}
      assertThat(new String(answer.array(), US_ASCII)).isEqualTo(REFUSED);
    }
    second.close();
    assertThat(socket).doesNotExist();
  }

  @Test
  void a_socket_that_a_killed_server_left_is_replaced_and_a_living_one_is_not() throws IOException {
    Path socket = folder.resolve("sluice.sock");
    ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    killed.bind(UnixDomainSocketAddress.of(socket));
    DelegationServer second = server();
    assertThatThrownBy(() -> second.listen(List.of("unix:" + socket), "0660"))
        .hasMessageContaining("somebody answers there");
    assertThat(socket).exists();
    killed.close();

    DelegationServer third = server();
    third.listen(List.of("unix:" + socket), "0660");
    third.close();
  }

  @Test
  void a_file_that_is_no_socket_is_left_alone_and_told() throws IOException {
    Path letter = Files.writeString(folder.resolve("letter"), "keep me");
    Path link = Files.createSymbolicLink(folder.resolve("link"), letter);
    for (Path taken : List.of(letter, link, Files.createDirectory(folder.resolve("folder")))) {
      assertThatThrownBy(() -> server().listen(List.of("unix:" + taken), "0660"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(taken + " is there already and is no socket")
          .hasMessageContaining("Name another path");
      assertThat(taken).exists();
    }
    assertThat(letter).hasContent("keep me");
  }

  @Test
  void an_address_in_use_is_told_with_what_to_do() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () -> server().listen(List.of("127.0.0.1:" + taken.getLocalPort()), "0660"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("delegation.listen");
    }
  }
}
