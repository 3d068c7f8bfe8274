package org.sluice.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Loads a policy server and prints requests per second and latencies. */
@Command(name = "load", mixinStandardHelpOptions = true)
public final class Load implements Callable<Integer> {
  @Option(names = "--address", required = true, description = "host:port or unix:/path")
  private String address = "";

  @Option(names = "--connections")
  private int connections = 16;

  @Option(names = "--senders")
  private int senders = 1_000;

  @Option(names = "--recipients", description = "RCPT requests of a message")
  private int recipients = 1;

  @Option(names = "--no-end", description = "no END-OF-MESSAGE request")
  private boolean noEnd;

  @Option(names = "--warmup", description = "seconds")
  private int warmup = 3;

  @Option(names = "--seconds")
  private int seconds = 6;

  @Option(names = "--first-message", description = "so that runs do not repeat each other")
  private int firstMessage;

  @Option(names = "--fill", description = "one recipient of each sender, in turn; then ends")
  private boolean fill;

  private final Histogram latencies = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
  private long answers;
  private long refused;
  private boolean measuring;

  /** Runs. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Load()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Workload workload =
        fill
            ? new Workload(senders, 1, false, true, firstMessage)
            : new Workload(senders, recipients, !noEnd, false, firstMessage);
    try (Selector selector = Selector.open()) {
      List<Client> clients = connect(selector, workload);
      for (Client client : clients) {
        client.ask();
      }
      if (fill) {
        run(selector, Long.MAX_VALUE, senders);
        return 0;
      }
      run(selector, System.nanoTime() + TimeUnit.SECONDS.toNanos(warmup), Long.MAX_VALUE);
      measuring = true;
      answers = 0;
      refused = 0;
      long began = System.nanoTime();
      run(selector, began + TimeUnit.SECONDS.toNanos(seconds), Long.MAX_VALUE);
      print(System.nanoTime() - began);
    }
    return 0;
  }

  private List<Client> connect(Selector selector, Workload workload) throws IOException {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      SocketAddress target = target();
      SocketChannel channel = SocketChannel.open(target);
      if (target instanceof InetSocketAddress) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      channel.configureBlocking(false);
      Client client = new Client(channel, workload);
      channel.register(selector, SelectionKey.OP_READ, client);
      clients.add(client);
    }
    return clients;
  }

  private SocketAddress target() {
    if (address.startsWith("unix:")) {
      return UnixDomainSocketAddress.of(address.substring("unix:".length()));
    }
    int colon = address.lastIndexOf(':');
    return new InetSocketAddress(
        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }

  private void run(Selector selector, long endNanos, long mostAnswers) throws IOException {
    while (System.nanoTime() < endNanos && answers < mostAnswers) {
      selector.select(100);
      Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
      while (ready.hasNext()) {
        Client client = (Client) ready.next().attachment();
        ready.remove();
        if (client.readAnswer()) {
          answered(client);
        }
      }
    }
  }

  private void answered(Client client) throws IOException {
    if (measuring) {
      latencies.recordValue(System.nanoTime() - client.sentNanos());
    }
    answers++;
    if (!client.passed()) {
      refused++;
    }
    client.ask();
  }

  private void print(long nanos) {
    System.out.printf(
        Locale.ROOT,
        "%.0f %.0f %.0f %.0f %d%n",
        answers * 1e9 / nanos,
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3,
        latencies.getValueAtPercentile(99.9) / 1e3,
        refused);
  }
}
