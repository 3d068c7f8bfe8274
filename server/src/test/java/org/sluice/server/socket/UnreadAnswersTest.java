package org.sluice.server.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.RefusalWays;
import org.sluice.core.decision.Settings;
import org.sluice.core.report.ReportDesk;
import org.sluice.server.delegation.DelegationBounds;
import org.sluice.server.delegation.DelegationServer;
import org.sluice.server.milter.MilterBounds;
import org.sluice.server.milter.MilterServer;
import org.sluice.testkit.Eventually;
import org.sluice.testkit.MilterPackets;
import org.sluice.testkit.PlainSettings;

/** A client that asks and does not read the answers, over real sockets at both doors. */
class UnreadAnswersTest {
  private static final long IDLE = 10_000;
  private static final long WHOLE = 5_000;

  /** More than any client may get rid of unread: what the kernel keeps is far less. */
  private static final long MOST_BYTES = 256L << 20;

  /** Only a broken server takes it. */
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private static final byte[] REQUEST = "request=smtpd_access_policy\n\n".getBytes(US_ASCII);
  private static final byte[] ANSWER = "action=DUNNO\n\n".getBytes(US_ASCII);
  private static final byte[] HELO = MilterPackets.packets(List.of("helo x"));
  private static final byte[] GO_ON = MilterPackets.of('c');

  private final EventLoop loop = new EventLoop();
  private final AtomicLong now = new AtomicLong(1);
  private final AtomicLong ticks = new AtomicLong();
  private final Doorkeeper doorkeeper =
      submission -> CompletableFuture.completedFuture(Decision.Permit.WITHIN_LIMITS);

  @AfterEach
  void close() {
    silent.close();
    loop.close();
  }

  /** Has no client, so that its clock is read by the look at the times alone, once a second. */
  private final DelegationServer silent =
      new DelegationServer(
          loop, doorkeeper, new DelegationBounds(9, IDLE, WHOLE), ticks::incrementAndGet);

  @BeforeEach
  void listen() throws IOException {
    silent.listen(List.of("127.0.0.1:0"), "0660");
  }

  /** A whole second and a bit of the event loop, which in it reads all that it is willing to. */
  private void awaitTicks() {
    long before = ticks.get();
    Eventually.holds("the times are looked at", () -> ticks.get() > before + 1);
  }

  /** A client and what it says and hears, again and again. */
  private final class Asking implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteBuffer requests;
    private final ByteBuffer heard = ByteBuffer.allocate(1 << 16);
    private final byte[] answer;
    private final int requestBytes;
    private long sent;
    private long read;

    Asking(int port, byte[] request, byte[] answer) throws IOException {
      this.answer = answer;
      this.requestBytes = request.length;
      requests = ByteBuffer.allocate(request.length * 1_000);
      Collections.nCopies(1_000, request).forEach(requests::put);
      requests.flip();
      channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 16 * 1024);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Asks so often at once. */
    void ask(int times) throws IOException {
      channel.configureBlocking(true);
      for (int i = 0; i < times; i++) {
        channel.write(requests.duplicate().position(0).limit(requestBytes));
      }
      sent += (long) times * requestBytes;
    }

    /** Asks and reads nothing until nothing more is taken from it; fails if that never comes. */
    void askUntilNotHeard() throws IOException {
      channel.configureBlocking(false);
      for (int still = 0; still < 2; still++) {
        while (write() > 0) {
          still = 0;
          assertThat(sent).as("bytes asked and never read").isLessThan(MOST_BYTES);
        }
        awaitTicks();
      }
    }

    private int write() throws IOException {
      ByteBuffer next = requests.duplicate().position((int) (sent % requestBytes));
      int written = channel.write(next);
      sent += written;
      return written;
    }

    /** Reads every answer that is due, and says the rest of a request it had begun. */
    void readAll() throws IOException {
      channel.configureBlocking(false);
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (read < sent / requestBytes * answer.length) {
        assertThat(System.nanoTime()).as("every answer comes").isLessThan(end);
        if (sent % requestBytes != 0) {
          ByteBuffer rest = requests.duplicate().position((int) (sent % requestBytes));
          sent += channel.write(rest.limit(requestBytes));
        }
        check(channel.read(heard.clear()));
      }
      assertThat(read).isEqualTo(sent / requestBytes * answer.length);
    }

    private void check(int bytes) {
      assertThat(bytes).as("the connection goes on").isNotNegative();
      for (int i = 0; i < bytes; i++) {
        assertThat(heard.get(i)).isEqualTo(answer[(int) (read++ % answer.length)]);
      }
    }

    /** What is still on its way is read on the way. */
    void awaitEnd() throws IOException {
      channel.configureBlocking(false);
      Eventually.holds("closed by the server", this::isEnded);
    }

    private boolean isEnded() {
      try {
        return channel.read(heard.clear()) < 0;
      } catch (IOException e) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static int port(List<String> listening) {
    return Integer.parseInt(listening.getFirst().split(":")[1]);
  }

  private void goesOnOnceItReadsAndEndsIfItNeverDoes(Asking unread, Asking good)
      throws IOException {
    unread.ask(500);
    awaitTicks();
    unread.readAll();

    unread.askUntilNotHeard();
    good.ask(1);
    good.readAll();
    now.addAndGet(WHOLE + 1);
    awaitTicks();
    good.ask(1);
    good.readAll();
    unread.readAll();

    unread.askUntilNotHeard();
    for (int half = 0; half < 2; half++) {
      now.addAndGet(IDLE / 2 + 1);
      good.ask(1);
      good.readAll();
      awaitTicks();
    }
    unread.awaitEnd();
    good.ask(1);
    good.readAll();
  }

  @Test
  void delegation_asked_without_being_read_stops_reading_goes_on_and_ends_it_as_idle()
      throws IOException {
    try (DelegationServer server =
        new DelegationServer(loop, doorkeeper, new DelegationBounds(9, IDLE, WHOLE), now::get)) {
      int port = port(server.listen(List.of("127.0.0.1:0"), "0660"));
      try (Asking unread = new Asking(port, REQUEST, ANSWER);
          Asking good = new Asking(port, REQUEST, ANSWER)) {
        goesOnOnceItReadsAndEndsIfItNeverDoes(unread, good);
      }
    }
  }

  @Test
  void a_milter_asked_without_being_read_stops_reading_goes_on_and_ends_it_as_idle()
      throws IOException {
    Settings settings = PlainSettings.DEFAULT;
    try (MilterServer server =
        new MilterServer(
            loop,
            doorkeeper,
            ReportDesk.CLOSED,
            RefusalWays.REPLIES,
            () -> settings,
            new MilterBounds(9, IDLE, WHOLE),
            now::get)) {
      int port = port(server.listen(List.of("127.0.0.1:0"), "0660"));
      try (Asking unread = milter(port);
          Asking good = milter(port)) {
        goesOnOnceItReadsAndEndsIfItNeverDoes(unread, good);
      }
    }
  }

  /** One that has agreed on no skipped answers, so that each HELO is answered. */
  private Asking milter(int port) throws IOException {
    Asking asking = new Asking(port, HELO, GO_ON);
    asking.channel.write(ByteBuffer.wrap(MilterPackets.packets(List.of("negotiate 6 0x1ff 0x0"))));
    ByteBuffer head = ByteBuffer.allocate(4);
    while (head.hasRemaining() && asking.channel.read(head) >= 0) {}
    ByteBuffer rest = ByteBuffer.allocate(head.flip().getInt());
    while (rest.hasRemaining() && asking.channel.read(rest) >= 0) {}
    return asking;
  }
}
