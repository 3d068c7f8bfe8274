package org.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real redis-server or redis-sentinel of its own folder and port, to be treated badly. */
public final class RedisServer implements AutoCloseable {
  private final int port;
  private final Path folder;
  private final List<String> command;
  private final String password;
  private Process process;

  private RedisServer(int port, Path folder, List<String> command) {
    this(port, folder, command, "");
  }

  private RedisServer(int port, Path folder, List<String> command, String password) {
    this.port = port;
    this.folder = folder;
    this.command = command;
    this.password = password;
    this.process = begin();
  }

  /** A server that keeps nothing on disk unless told so, and answers. */
  public static RedisServer start(String... more) {
    return withPassword("", more);
  }

  /** The same with a password, which it also uses towards its master. */
  public static RedisServer withPassword(String password, String... more) {
    int port = FreePort.next();
    List<String> command = new ArrayList<>(List.of("redis-server", "--port", "" + port));
    command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--enable-debug-command", "yes"));
    command.addAll(List.of(more));
    if (!password.isEmpty()) {
      command.addAll(List.of("--requirepass", password, "--masterauth", password));
    }
    return answering(new RedisServer(port, folder(), command, password));
  }

  /** A server that speaks TLS and nothing else. */
  public static RedisServer overTls(Path certificate, Path key) {
    int port = FreePort.next();
    RedisServer server =
        new RedisServer(
            port,
            folder(),
            List.of(
                "redis-server",
                "--port",
                "0",
                "--tls-port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                key.toString(),
                "--tls-auth-clients",
                "no"));
    Eventually.holds("redis listens on " + port, () -> !FreePort.isFree(port));
    return server;
  }

  /** A Sentinel with a password of its own that watches a master under the name {@code main}. */
  public static RedisServer sentinel(RedisServer master, int quorum, String password) {
    int port = FreePort.next();
    Path folder = folder();
    String configuration =
        """
        port %d
        bind 127.0.0.1
        sentinel monitor main 127.0.0.1 %d %d
        sentinel down-after-milliseconds main 1000
        sentinel failover-timeout main 5000
        sentinel auth-pass main %s
        requirepass %s
        """
            .formatted(port, master.port, quorum, master.password, password);
    try {
      Path file = Files.writeString(folder.resolve("sentinel.conf"), configuration);
      return answering(
          new RedisServer(
              port, folder, List.of("redis-server", file.toString(), "--sentinel"), password));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RedisServer answering(RedisServer server) {
    Eventually.holds("redis answers on " + server.port, () -> server.cli("PING").contains("PONG"));
    return server;
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("sluice-redis-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process begin() {
    try {
      return new ProcessBuilder(command)
          .directory(folder.toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On loopback. */
  public int port() {
    return port;
  }

  /** Where a client begins. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** What redis-cli prints. */
  public String cli(String... words) {
    List<String> line = new ArrayList<>(List.of("redis-cli", "-p", "" + port));
    if (!password.isEmpty()) {
      line.addAll(List.of("--no-auth-warning", "-a", password));
    }
    line.addAll(List.of(words));
    return run(line);
  }

  /** What a command prints, errors included. */
  public static String run(List<String> line) {
    try {
      Process client = new ProcessBuilder(line).redirectErrorStream(true).start();
      client.getOutputStream().close();
      String text = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      client.waitFor();
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** kill -9. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Stops it without closing its connections. */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    run(List.of("kill", "-" + name, "" + process.pid()));
  }

  /** Removes all keys; its functions stay. */
  public void empty() {
    String said = cli("FLUSHALL");
    if (!said.startsWith("OK")) {
      throw new IllegalStateException(said);
    }
  }

  /** Runs it again after {@link #kill}. */
  public void restart() {
    process = begin();
    answering(this);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    try (var files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
