package org.sluice.store.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * One connection, whatever it leads to. What several threads ask while it is busy goes out in one
 * write: a system call for each command would cost more than all else here. Thread-safe.
 */
final class Link {
  private final StatefulConnection<byte[], byte[]> connection;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final Executor flushing;
  private final Acknowledging acknowledging;
  private final AtomicBoolean flushDue = new AtomicBoolean();

  /** Of a Cluster's, the links to its masters. */
  private final Map<StatefulRedisConnection<byte[], byte[]>, Link> masters =
      new ConcurrentHashMap<>();

  /**
   * @param flushing where commands are sent off; does nothing if the connection sends each itself
   * @param loop where replicas are asked for; never the connection's own thread
   */
  Link(
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      Executor flushing,
      Executor loop,
      RedisOptions options) {
    this.connection = connection;
    this.commands = commands;
    this.flushing = flushing;
    this.acknowledging =
        new Acknowledging(
            options.acknowledging(),
            options.acknowledgementMillis(),
            millis -> ask(c -> c.waitForReplication(options.acknowledging(), millis)),
            loop,
            () -> System.nanoTime() / 1_000_000);
  }

  StatefulConnection<byte[], byte[]> connection() {
    return connection;
  }

  /** Of what was asked here. */
  Acknowledging acknowledging() {
    return acknowledging;
  }

  /** The link over a connection to one of a Cluster's masters. */
  Link to(
      StatefulRedisConnection<byte[], byte[]> master,
      Function<StatefulRedisConnection<byte[], byte[]>, Link> make) {
    return masters.computeIfAbsent(master, make);
  }

  <T> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, T> question) {
    T asked = question.apply(commands);
    if (flushDue.compareAndSet(false, true)) {
      flushing.execute(this::flush);
    }
    return asked;
  }

  private void flush() {
    flushDue.set(false);
    connection.flushCommands();
  }
}
