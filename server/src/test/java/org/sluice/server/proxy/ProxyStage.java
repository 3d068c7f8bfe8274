package org.sluice.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Reason;
import org.sluice.core.decision.ServiceLimits;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.EnhancedStatus;
import org.sluice.core.mail.SmtpReply;
import org.sluice.core.mail.Submission;
import org.sluice.core.report.ReportDesk;
import org.sluice.server.socket.EventLoop;
import org.sluice.testkit.PlainSettings;

/** A proxy with real sockets between a client of the test and a scripted next hop. */
final class ProxyStage implements AutoCloseable, Gatekeeper {
  static final String REFUSED = "550 5.1.8 Access denied, bad outbound sender";
  private static final long MOST_SECONDS = 60;
  static final int MOST_CONNECTIONS = 5;
  static final int MOST_RECIPIENTS = 3;

  final ScriptedMta mta = new ScriptedMta();
  final AtomicLong now = new AtomicLong(1);
  final List<Submission> asked = new CopyOnWriteArrayList<>();
  final List<Submission> withdrawn = new CopyOnWriteArrayList<>();
  volatile Function<Submission, Decision> decides =
      submission ->
          submission.login().name().equals("bad") ? refusal() : Decision.Permit.WITHIN_LIMITS;
  volatile ReportDesk desk = ReportDesk.CLOSED;
  volatile ProxySettings settings;
  private final EventLoop loop = new EventLoop();
  final ProxyServer server;
  final int port;

  ProxyStage() throws IOException {
    this(new NextHop.Terms(NextHop.Tls.NONE, NextHop.ClientAddressBy.NONE));
  }

  ProxyStage(NextHop.Terms terms) throws IOException {
    ProxyBounds bounds = ProxyBounds.of(MOST_CONNECTIONS, 2, 300_000);
    settings =
        new ProxySettings(
            TcpNextHop.of("127.0.0.1", mta.port(), terms, "", Optional.empty(), bounds),
            Optional.empty(),
            false,
            false);
    server = new ProxyServer(loop, this, () -> settings, bounds, now::get);
    port = Integer.parseInt(server.listen(List.of("127.0.0.1:0")).getFirst().split(":")[1]);
  }

  static Decision refusal() {
    return new Decision.Reject(
        Reason.RESTRICTED_USER,
        new SmtpReply(550, new EnhancedStatus(5, 1, 8), "Access denied, bad outbound sender"),
        "ABC");
  }

  @Override
  public CompletionStage<Decision> ask(Submission submission) {
    asked.add(submission);
    return CompletableFuture.completedFuture(decides.apply(submission));
  }

  @Override
  public CompletionStage<Void> withdraw(Submission submission) {
    withdrawn.add(submission);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Settings settings() {
    return PlainSettings.with(new ServiceLimits(10_000, MOST_RECIPIENTS, 30, 0));
  }

  @Override
  public ReportDesk desk() {
    return desk;
  }

  /** The questions about whole messages. */
  List<Submission> judged() {
    return asked.stream().filter(s -> s.stage() == Submission.Stage.MESSAGE).toList();
  }

  /** Waits for what another thread does. */
  static void until(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.onSpinWait();
      Thread.yield();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    loop.close();
    mta.close();
  }
}
