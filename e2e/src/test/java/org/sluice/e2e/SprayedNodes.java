package org.sluice.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.PostfixLines;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;
import org.sluice.app.serve.TimeSource;
import org.sluice.e2e.ProxiedPostfix.ByHand;
import org.sluice.testkit.FreePort;
import org.sluice.testkit.PostgresServer;

/**
 * Three nodes on one real PostgreSQL, each asked by a real Postfix of its own (configuration, queue
 * and processes), and one sender who sprays all three at full rate.
 */
final class SprayedNodes implements AutoCloseable {
  static final int NODES = 3;

  /** Of one message. */
  static final int RECIPIENTS = 5;

  private static final long MOST_SECONDS = 120;

  /** Where each is asked. */
  final List<String> delegation = new ArrayList<>();

  private final Path data;
  private final List<RunningServer> nodes = new ArrayList<>();
  private final List<MailSystem> postfix = new ArrayList<>();

  /**
   * Starts them.
   *
   * @param database of theirs alone, which is made
   * @param acknowledging how many replicas have to have what is let through
   */
  SprayedNodes(Path data, String database, List<String> redis, int acknowledging) {
    this.data = data;
    PostgresServer.shared().makeDatabase(database);
    for (int i = 0; i < NODES; i++) {
      String address = "127.0.0.1:" + FreePort.next();
      delegation.add(address);
      List<String> asks = PostfixLines.options(address);
      postfix.add(new MailSystem(asks, asks, PostfixLines.endpoint(address), Map.of()));
      String toml =
          NodeConfiguration.of(
              address, PostgresServer.shared().url(database), redis, acknowledging);
      nodes.add(
          RunningServer.start(
              new ServeOptions(
                  folder(i), Configuration.parse("test", toml), TimeSource.ofSystem())));
    }
  }

  private Path folder(int node) {
    return data.resolve("node" + node);
  }

  @Override
  public void close() {
    nodes.forEach(RunningServer::close);
    postfix.forEach(MailSystem::close);
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.yield();
    }
  }

  /** What the command line answers of a node. */
  String say(int node, String... words) {
    return Shell.sluice(folder(node), words).text();
  }

  /** The call of a cmdlet with one parameter on a node. */
  HttpRequest cmdlet(int node, String name, String parameter, String value) throws IOException {
    List<String> access = Files.readAllLines(folder(node).resolve("admin.access"));
    String call =
        "{\"CmdletInput\":{\"CmdletName\":\"%s\",\"Parameters\":{\"%s\":\"%s\"}}}"
            .formatted(name, parameter, value);
    return HttpRequest.newBuilder(URI.create(access.getFirst() + "/adminapi/beta/x/InvokeCommand"))
        .header("Authorization", "Bearer " + access.getLast())
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(call))
        .build();
  }

  /** On all nodes. */
  void limit(int most, String storeLoss) {
    DefaultPolicy.set(IntStream.range(0, NODES).mapToObj(this::folder).toList(), most, storeLoss);
  }

  /** Waits until each node lists it. */
  void eachLists(String login) {
    for (int i = 0; i < NODES; i++) {
      int here = i;
      await(() -> say(here, "restricted", "list").contains(login));
    }
  }

  /** One message to one, through the Postfix of a node. */
  void passes(int node, String login) throws IOException {
    List<String> refusals = new ArrayList<>();
    try (ByHand client = loggedIn(node, login)) {
      assertThat(send(client, login, 1, refusals)).as("node %s: %s", node, refusals).isEqualTo(1);
    }
  }

  private ByHand loggedIn(int node, String login) throws IOException {
    ByHand client = new ByHand(postfix.get(node).submission);
    client.reply();
    client.says("EHLO me");
    String secret = "\0" + login + "\0secret";
    String plain = Base64.getEncoder().encodeToString(secret.getBytes(ISO_8859_1));
    assertThat(client.says("AUTH PLAIN " + plain)).startsWith("235");
    return client;
  }

  /** One message; the recipients that it was accepted for, or none and why. */
  private static int send(ByHand client, String login, int recipients, List<String> refusals)
      throws IOException {
    client.says("MAIL FROM:<" + login + ">");
    int taken = 0;
    for (int i = 0; i < recipients; i++) {
      String reply = client.says("RCPT TO:<" + ProxiedPostfix.token() + "@elsewhere.test>");
      if (reply.startsWith("250")) {
        taken++;
      } else {
        refusals.add(reply);
      }
    }
    if (taken == 0) {
      client.says("RSET");
      return 0;
    }
    assertThat(client.says("DATA")).startsWith("354");
    String reply = client.says("Subject: spray\r\n\r\nbuy\r\n.");
    if (reply.startsWith("250")) {
      return taken;
    }
    refusals.add(reply);
    return 0;
  }

  /** What has become of a spray so far, on all nodes. */
  static final class Course {
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger putOff = new AtomicInteger();

    /** Recipients that a mail server took. */
    int accepted() {
      return accepted.get();
    }

    /** Refusals that ask to try later. */
    int putOff() {
      return putOff.get();
    }
  }

  /** What a test does while the spray goes on. */
  @FunctionalInterface
  interface InTheMiddle {
    void happens(Course course);
  }

  /** All three at the same time, until each has refused for good. */
  Course spray(String login, InTheMiddle work) throws Exception {
    Course course = new Course();
    CyclicBarrier together = new CyclicBarrier(NODES);
    try (ExecutorService threads = Executors.newFixedThreadPool(NODES)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        int node = i;
        all.add(
            threads.submit(() -> {
              spray(node, login, together, course);
              return null;
            }));
      }
      work.happens(course);
      for (Future<?> each : all) {
        each.get();
      }
    }
    return course;
  }

  private void spray(int node, String login, CyclicBarrier together, Course course)
      throws Exception {
    together.await();
    int refused = 0;
    while (refused < 3 * RECIPIENTS) {
      List<String> refusals = new ArrayList<>();
      try (ByHand client = loggedIn(node, login)) {
        // Postfix hangs up on who was refused twenty times.
        while (refusals.size() <= 2 * RECIPIENTS) {
          course.accepted.addAndGet(send(client, login, RECIPIENTS, refusals));
        }
      }
      assertThat(refusals).allMatch(r -> r.startsWith("550 5.") || r.startsWith("451 4."));
      int forGood = (int) refusals.stream().filter(r -> r.startsWith("550 5.")).count();
      refused += forGood;
      course.putOff.addAndGet(refusals.size() - forGood);
    }
  }
}
