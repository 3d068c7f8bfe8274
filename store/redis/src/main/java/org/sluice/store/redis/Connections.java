package org.sluice.store.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to a single server, a group behind Sentinel, or a Cluster.
 *
 * <p>They never reconnect by themselves: a broken or silent one fails its commands, and {@link
 * #reopen} makes all of them anew, asking Sentinel or the Cluster again who is master. So a master
 * that was stopped without closing its connections is left as surely as one that died. Thread-safe;
 * {@link #reopen} and {@link #close} block.
 */
final class Connections implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  /** Commands that wait for an answer on one connection; one more is refused. */
  static final int MOST_IN_FLIGHT = 16_384;

  private static final RedisCodec<byte[], byte[]> BYTES = ByteArrayCodec.INSTANCE;
  private static final Duration TOPOLOGY_PERIOD = Duration.ofSeconds(2);
  private static final int IO_THREADS = 2;

  /** Of a Cluster's connection, which leads to several servers, each command goes out at once. */
  private static final Executor FLUSHES_ITSELF = flush -> {};

  private static final int CLOSE_SECONDS = 2;

  private static final CompletionStage<Boolean> NOBODY = CompletableFuture.completedStage(false);

  /** What the master is called where there is only one. */
  private static final String THE_MASTER = "its master";

  /**
   * An answer, and whether enough replicas have what was written for it; that fails if the
   * connection does.
   */
  record Acknowledged<T>(T reply, CompletionStage<Boolean> byReplicas) {}

  private final RedisOptions options;
  private final ClientResources resources =
      DefaultClientResources.builder()
          .ioThreadPoolSize(IO_THREADS)
          .computationThreadPoolSize(IO_THREADS)
          .build();
  private final AtomicInteger turn = new AtomicInteger();
  private final Replicas replicas = new Replicas(() -> System.nanoTime() / 1_000_000);
  private final RedisClient single;
  private final RedisClusterClient cluster;
  private volatile List<Link> links = List.of();

  Connections(RedisOptions options) {
    this.options = options;
    this.single = RedisClient.create(resources);
    single.setOptions(clientOptions());
    this.cluster = RedisClusterClient.create(resources, uris(options));
    cluster.setOptions(clusterOptions());
  }

  private static List<RedisURI> uris(RedisOptions options) {
    List<RedisURI> uris = options.servers().stream().map(RedisURI::create).toList();
    uris.forEach(uri -> {
      uri.setTimeout(options.timeout());
      options.login().to(uri);
      uri.getSentinels()
          .forEach(sentinel -> {
            sentinel.setTimeout(options.timeout());
            options.sentinelLogin().to(sentinel);
          });
    });
    return uris;
  }

  private ClientOptions clientOptions() {
    return ClientOptions.builder()
        .autoReconnect(false)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(MOST_IN_FLIGHT)
        .socketOptions(SocketOptions.builder().connectTimeout(options.timeout()).build())
        .timeoutOptions(TimeoutOptions.enabled(options.timeout()))
        .sslOptions(trusting())
        .build();
  }

  /** Whom it trusts; the name in the certificate is compared in any case. */
  private SslOptions trusting() {
    SslOptions.Builder trusting = SslOptions.builder().jdkSslProvider();
    options.authorityFile().ifPresent(file -> trusting.trustManager(file.toFile()));
    return trusting.build();
  }

  private ClusterClientOptions clusterOptions() {
    return ClusterClientOptions.builder(clientOptions())
        .topologyRefreshOptions(
            ClusterTopologyRefreshOptions.builder()
                .enablePeriodicRefresh(TOPOLOGY_PERIOD)
                .adaptiveRefreshTriggersTimeout(TOPOLOGY_PERIOD)
                .build())
        .build();
  }

  /**
   * Asks on the connection whose turn it is.
   *
   * @throws IllegalStateException if none was opened yet
   */
  <T> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, T> question) {
    return link().ask(question);
  }

  private Link link() {
    List<Link> all = links;
    if (all.isEmpty()) {
      throw new IllegalStateException("Redis was not reached yet");
    }
    return all.get((turn.getAndIncrement() & Integer.MAX_VALUE) % all.size());
  }

  /**
   * Asks, and tells beside the answer whether enough replicas have what was written for it.
   *
   * @param key one that the question is about
   * @throws IllegalStateException if no connection was opened yet
   */
  <T> CompletionStage<Acknowledged<T>> askAcknowledged(
      byte[] key,
      Function<RedisClusterAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> question) {
    Link link = link();
    if (!(link.connection() instanceof StatefulRedisClusterConnection<byte[], byte[]> all)) {
      return acknowledged(THE_MASTER, link, question);
    }
    RedisClusterNode master = all.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
    if (master == null) {
      throw new IllegalStateException("Nobody serves the slot of " + new String(key, US_ASCII));
    }
    String name = name(master);
    CompletionStage<Acknowledged<T>> asked =
        all.getConnectionAsync(master.getUri().getHost(), master.getUri().getPort())
            .thenCompose(one -> acknowledged(name, link.to(one, this::over), question));
    return asked.exceptionallyCompose(failure -> {
      if (!isElsewhere(failure)) {
        return CompletableFuture.failedStage(failure);
      }
      replicas.answered(name, false);
      return link.ask(question).thenApply(reply -> new Acknowledged<>(reply, NOBODY));
    });
  }

  private <T> CompletionStage<Acknowledged<T>> acknowledged(
      String master,
      Link link,
      Function<RedisClusterAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> question) {
    CompletionStage<T> asked = link.ask(question);
    CompletionStage<Boolean> enough =
        link.acknowledging()
            .join()
            .thenApply(have -> {
              replicas.answered(master, have);
              return have;
            });
    return asked.thenApply(reply -> new Acknowledged<>(reply, enough));
  }

  private static String name(RedisClusterNode node) {
    return node.getUri().getHost() + ":" + node.getUri().getPort();
  }

  /** The masters of which too few replicas have what they count. */
  List<String> lackingReplicas() {
    return replicas.lacking(this::leads);
  }

  private boolean leads(String master) {
    return links.isEmpty()
        || !(links.getFirst().connection()
            instanceof StatefulRedisClusterConnection<byte[], byte[]> all)
        || all.getPartitions().stream()
            .anyMatch(
                node -> isMaster(node) && !node.getSlots().isEmpty() && name(node).equals(master));
  }

  /** A slot that has moved, or is moving, is asked where it is, and nobody vouches for it. */
  private static boolean isElsewhere(Throwable failure) {
    Throwable cause = Failures.cause(failure);
    String said = String.valueOf(cause.getMessage());
    return cause instanceof RedisCommandExecutionException
        && (said.startsWith("MOVED ") || said.startsWith("ASK "));
  }

  /** A connection to one master of a Cluster, which others share: each command goes out at once. */
  private Link over(StatefulRedisConnection<byte[], byte[]> one) {
    return new Link(one, one.async(), FLUSHES_ITSELF, loop(), options);
  }

  private Executor loop() {
    return resources.eventExecutorGroup().next();
  }

  /** Gives a library of functions to every master that is there. */
  CompletionStage<Void> load(String library) {
    Link link = links.getFirst();
    List<CompletableFuture<?>> all = new ArrayList<>();
    if (link.connection() instanceof StatefulRedisClusterConnection<byte[], byte[]> connection) {
      connection
          .async()
          .nodes(Connections::isMaster)
          .commands()
          .functionLoad(library, true)
          .forEach(each -> all.add(each.toCompletableFuture()));
    } else {
      all.add(link.ask(c -> c.functionLoad(library, true)).toCompletableFuture());
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  /** What each master says of itself; fails where it may not be asked. */
  List<CompletionStage<String>> information() {
    Link link = links.getFirst();
    List<CompletionStage<String>> all = new ArrayList<>();
    if (link.connection() instanceof StatefulRedisClusterConnection<byte[], byte[]> connection) {
      connection.async().nodes(Connections::isMaster).commands().info().forEach(all::add);
    } else {
      all.add(link.ask(c -> c.info()));
    }
    return all;
  }

  /** Closes what is open and connects anew. One at a time. */
  synchronized void reopen() {
    List<Link> old = links;
    links = List.of();
    old.forEach(link -> link.connection().closeAsync());
    List<Link> opened = new ArrayList<>();
    if (options.isCluster()) {
      cluster.refreshPartitions();
    }
    try {
      for (int i = 0; i < options.connections(); i++) {
        opened.add(options.isCluster() ? toCluster() : toSingle());
      }
    } catch (RuntimeException e) {
      opened.forEach(link -> link.connection().closeAsync());
      throw e;
    }
    links = List.copyOf(opened);
  }

  private Link toSingle() {
    StatefulRedisConnection<byte[], byte[]> connection =
        single.connect(BYTES, uris(options).getFirst());
    connection.setAutoFlushCommands(false);
    Executor loop = loop();
    return new Link(connection, connection.async(), loop, loop, options);
  }

  private Link toCluster() {
    StatefulRedisClusterConnection<byte[], byte[]> connection = cluster.connect(BYTES);
    connection.getPartitions().stream()
        .filter(Connections::isMaster)
        .map(RedisClusterNode::getUri)
        .forEach(uri -> connect(connection, uri));
    return new Link(connection, connection.async(), FLUSHES_ITSELF, loop(), options);
  }

  private static boolean isMaster(RedisClusterNode node) {
    return node.is(NodeFlag.UPSTREAM) && !node.is(NodeFlag.FAIL);
  }

  /** A master that is asked for the first time would refuse what comes before it is connected. */
  private void connect(StatefulRedisClusterConnection<byte[], byte[]> connection, RedisURI master) {
    try {
      connection
          .getConnectionAsync(master.getHost(), master.getPort())
          .get(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("The master {} cannot be reached", master, e);
    }
  }

  @Override
  public void close() {
    cluster.shutdownAsync(0, CLOSE_SECONDS, TimeUnit.SECONDS).join();
    single.shutdownAsync(0, CLOSE_SECONDS, TimeUnit.SECONDS).join();
    var _ = resources.shutdown(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
