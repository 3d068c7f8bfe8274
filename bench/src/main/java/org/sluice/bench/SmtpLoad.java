package org.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Submits through a mail server, each connection with a login of its own, and prints messages per
 * second and latencies of a message.
 */
@Command(name = "smtp-load", mixinStandardHelpOptions = true)
public final class SmtpLoad implements Callable<Integer> {
  @Option(names = "--port", required = true, description = "of 127.0.0.1")
  private int port;

  @Option(names = "--connections")
  private int connections = 20;

  @Option(names = "--warmup", description = "seconds")
  private int warmup = 3;

  @Option(names = "--seconds")
  private int seconds = 6;

  private final Histogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(2), 3);

  private record Count(long taken, long refused) {}

  /** Runs. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SmtpLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    long from = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmup);
    long to = from + TimeUnit.SECONDS.toNanos(seconds);
    long taken = 0;
    long refused = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<Count>> running = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        String login = "user" + i + "@example.org";
        running.add(threads.submit(() -> submit(login, from, to)));
      }
      for (Future<Count> each : running) {
        taken += each.get().taken();
        refused += each.get().refused();
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%.0f %.1f %.1f %d%n",
        (double) taken / seconds,
        latencies.getValueAtPercentile(50) / 1e6,
        latencies.getValueAtPercentile(99) / 1e6,
        refused);
    return 0;
  }

  /** Until the end; counts what ends in the time that is measured. */
  private Count submit(String login, long from, long to) throws IOException {
    long taken = 0;
    long refused = 0;
    try (SmtpClient client =
        new SmtpClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), login)) {
      for (long began = System.nanoTime(); began < to; began = System.nanoTime()) {
        boolean passed = client.submit();
        long ended = System.nanoTime();
        if (ended >= from && ended < to) {
          taken += passed ? 1 : 0;
          refused += passed ? 0 : 1;
          latencies.recordValue(ended - began);
        }
      }
    }
    return new Count(taken, refused);
  }
}
