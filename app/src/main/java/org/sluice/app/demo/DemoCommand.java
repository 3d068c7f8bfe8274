package org.sluice.app.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.sluice.app.configuration.Configuration;
import org.sluice.app.serve.RunningServer;
import org.sluice.app.serve.ServeOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice demo}: the whole story on one screen, with nothing to set up. */
@Command(
    name = "demo",
    description =
        "Shows a stolen password being stopped: an organization, its fortnight, the portal. Nothing"
            + " is delivered, nothing stays.")
public final class DemoCommand implements Callable<Integer> {
  private static final String ADMINISTRATOR = "admin@" + Colleague.DOMAIN;
  private static final String STOLEN = "henri.martin@" + Colleague.DOMAIN;
  private static final int RECIPIENTS = 20;
  private static final int MOST_MESSAGES = 100;
  private static final int SHOWN_LINES = 12;
  private static final long MAIL_MILLIS = 30_000;
  private static final long LOOK_MILLIS = 50;
  private static final long SEED = 40;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--once", description = "Ends after the story instead of waiting for Ctrl-C.")
  private boolean once;

  /**
   * The story is for reading, so the log tells only what goes wrong. Before the first logger is
   * made: later nothing reads this.
   */
  public static void quieten(String... arguments) {
    if (arguments.length > 0 && arguments[0].equals("demo")) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("sluice-demo-");
    DemoTime time = new DemoTime(Fortnight.LENGTH);
    int proxy = freePort();
    RunningServer server =
        RunningServer.start(new ServeOptions(data, configuration(data, proxy, freePort()), time));
    CountDownLatch ended = new CountDownLatch(1);
    Runnable end =
        () -> {
          server.close();
          remove(data);
          ended.countDown();
        };
    if (once) {
      tell(server, time, data, proxy);
      end.run();
    } else {
      Runtime.getRuntime().addShutdownHook(new Thread(end, "sluice-end"));
      tell(server, time, data, proxy);
      ended.await();
    }
    return 0;
  }

  private void tell(RunningServer server, DemoTime time, Path data, int proxy)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Sluice demo. 40 people of %s live through a fortnight of ordinary mail ...%n",
        Colleague.DOMAIN);
    out.flush();
    Random random = new Random(SEED);
    String delegation = server.delegation().getFirst();
    int port = Integer.parseInt(delegation.substring(delegation.lastIndexOf(':') + 1));
    Fortnight fortnight = new Fortnight(time, server::keepHouse, port, random);
    fortnight.live(Colleague.all(random));
    out.printf(
        "  %d messages to %d recipients, %d refused.%n%n",
        fortnight.messages(), fortnight.recipients(), fortnight.refused());
    out.printf("Somebody has the password of %s. A bot sends, as fast as it can:%n", STOLEN);
    steal(out, proxy);
    out.printf("%nThe administrator's mailbox:%n");
    mail(out, data.resolve("mailbox").resolve(ADMINISTRATOR));
    out.printf(
        "%nThe portal; this link makes you its administrator, and leads to %s's page:%n", STOLEN);
    Optional<String> link = server.invite().map(DemoCommand::leading);
    link.ifPresent(where -> out.println("  " + where));
    if (!once && link.flatMap(Desktop.ofSystem()::show).isPresent()) {
      out.printf("  (opened in your browser)%n");
    }
    out.printf("There: Unblock. Then he may send again:%n");
    out.printf(
        "  swaks --server 127.0.0.1:%d --auth PLAIN --auth-user %s --auth-password x"
            + " --to a@elsewhere.test%n",
        proxy, STOLEN);
    out.printf(
        "Or from the command line:%n  ./sluice restricted release %s --data %s%n", STOLEN, data);
    out.printf("Ctrl-C ends the demo and removes %s.%n", data);
    out.flush();
  }

  private static String leading(String link) {
    return link + "?to=" + URLEncoder.encode("/entity?name=" + STOLEN, StandardCharsets.UTF_8);
  }

  private static void steal(PrintWriter out, int proxy) throws IOException {
    try (Bot bot = new Bot(proxy, STOLEN)) {
      int refusals = 0;
      for (int i = 1; i <= MOST_MESSAGES && refusals < 2; i++) {
        String said = bot.send(RECIPIENTS);
        boolean good = Bot.isGood(said);
        refusals += good ? 0 : 1;
        if (!good || i == 1 || i % 10 == 0) {
          out.printf(
              "  message %2d, recipients %3d to %3d: %s%n",
              i, (i - 1) * RECIPIENTS + 1, i * RECIPIENTS, said);
          out.flush();
        }
      }
    }
  }

  /** The mail that says a user is restricted, as soon as it is there. */
  private static void mail(PrintWriter out, Path mailbox) throws IOException, InterruptedException {
    long end = System.nanoTime() + MAIL_MILLIS * 1_000_000;
    Optional<List<String>> mail = newest(mailbox);
    while (mail.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(LOOK_MILLIS);
      mail = newest(mailbox);
    }
    if (mail.isEmpty()) {
      out.println("  (no mail came within " + MAIL_MILLIS / 1_000 + " s; see the log above)");
    }
    mail.ifPresent(lines -> lines.forEach(line -> out.println("  | " + line)));
  }

  private static Optional<List<String>> newest(Path mailbox) throws IOException {
    if (!Files.isDirectory(mailbox)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(mailbox)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Deque<String> lines = new ArrayDeque<>(Files.readAllLines(file));
        if (lines.stream().anyMatch(l -> l.contains("User restricted from sending email"))) {
          return Optional.of(readable(lines));
        }
      }
    }
    return Optional.empty();
  }

  /** Who it is from, what about, and the beginning of its text. */
  private static List<String> readable(Deque<String> lines) {
    Stream<String> header =
        lines.stream().filter(l -> l.startsWith("From:") || l.startsWith("Subject:"));
    Stream<String> text =
        lines.stream()
            .dropWhile(l -> !l.startsWith("Content-Type: text/plain"))
            .dropWhile(l -> !l.isEmpty())
            .limit(SHOWN_LINES);
    return Stream.concat(header, text).toList();
  }

  private static Configuration configuration(Path data, int proxy, int administration)
      throws IOException {
    Path password = data.resolve("mail-password");
    Files.writeString(password, "demo\n");
    return Configuration.parse(
        "demo",
        """
        [delegation]
        listen = ["127.0.0.1:0"]
        [milter]
        listen = ["127.0.0.1:0"]
        [administration]
        listen = "127.0.0.1:%2$d"
        [proxy]
        listen = ["127.0.0.1:%1$d"]
        [senders]
        accepted-domains = ["%3$s"]
        [alerts]
        tenant-admins = ["%4$s"]
        link = "http://127.0.0.1:%2$d/"
        tell-user = "yes"
        [mail]
        server = "127.0.0.1:%1$d"
        tls = "none"
        user = "sluice@%3$s"
        password-file = "%5$s"
        from = "sluice@%3$s"
        """
            .formatted(proxy, administration, Colleague.DOMAIN, ADMINISTRATOR, password));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      System.err.println("The demo's folder " + folder + " could not be removed: " + e);
    }
  }
}
