package org.sluice.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Loads a milter as an MTA would and prints messages per second and latencies of a message. */
@Command(name = "milter-load", mixinStandardHelpOptions = true)
public final class MilterLoad implements Callable<Integer> {
  @Option(names = "--address", required = true, description = "host:port")
  private String address = "";

  @Option(names = "--connections")
  private int connections = 16;

  @Option(names = "--senders")
  private int senders = 1_000;

  @Option(names = "--warmup", description = "seconds")
  private int warmup = 3;

  @Option(names = "--seconds")
  private int seconds = 6;

  private final Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
  private long messages;
  private long refused;
  private boolean measuring;

  /** Runs. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MilterLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Workload workload = new Workload(senders, 1, false, false, 0);
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        connect(selector, workload).send();
      }
      run(selector, System.nanoTime() + TimeUnit.SECONDS.toNanos(warmup));
      measuring = true;
      messages = 0;
      refused = 0;
      long began = System.nanoTime();
      run(selector, began + TimeUnit.SECONDS.toNanos(seconds));
      print(System.nanoTime() - began);
    }
    return 0;
  }

  private MilterClient connect(Selector selector, Workload workload) throws IOException {
    int colon = address.lastIndexOf(':');
    SocketChannel channel =
        SocketChannel.open(
            new InetSocketAddress(
                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    MilterClient client = new MilterClient(channel, workload);
    channel.register(selector, SelectionKey.OP_READ, client);
    return client;
  }

  private void run(Selector selector, long endNanos) throws IOException {
    while (System.nanoTime() < endNanos) {
      selector.select(100);
      Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
      while (ready.hasNext()) {
        MilterClient client = (MilterClient) ready.next().attachment();
        ready.remove();
        answered(client, client.read());
      }
    }
  }

  private void answered(MilterClient client, MilterClient.Answer answer) throws IOException {
    boolean passed = answer == MilterClient.Answer.PASSED;
    if (passed || answer == MilterClient.Answer.REFUSED) {
      messages++;
      refused += passed ? 0 : 1;
      if (measuring) {
        latencies.recordValue(System.nanoTime() - client.sentNanos());
      }
    }
    if (answer != MilterClient.Answer.NONE_YET && client.atBeginning()) {
      client.send();
    }
  }

  private void print(long nanos) {
    System.out.printf(
        Locale.ROOT,
        "%.0f %.0f %.0f %.0f %d%n",
        messages * 1e9 / nanos,
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3,
        latencies.getValueAtPercentile(99.9) / 1e3,
        refused);
  }
}
