package org.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL of this machine, on a port and in a folder of its own, that a test may kill,
 * stop and start again. Root starts it as the user {@code postgres}, for it refuses to be root.
 */
public final class PostgresServer implements AutoCloseable {
  /** The superuser; everybody of this machine is let in without a password. */
  public static final String SUPERUSER = "postgres";

  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static @Nullable PostgresServer shared;

  private final Path folder;
  private final int port;
  private final boolean durable;
  private @Nullable Process process;

  private PostgresServer(Path folder, int port, boolean durable) {
    this.durable = durable;
    this.folder = folder;
    this.port = port;
  }

  /** The one that all tests of this process share; it ends with the process. */
  public static synchronized PostgresServer shared() {
    if (shared == null) {
      PostgresServer server = make(false);
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      shared = server;
    }
    return shared;
  }

  /**
   * Makes a new one, and starts it.
   *
   * @param durable whether it waits for the disk; needed only by who kills it
   */
  public static PostgresServer make(boolean durable) {
    try {
      Path folder = Files.createTempDirectory("sluice-postgresql-");
      if (isRoot()) {
        run(List.of("chown", "postgres", folder.toString()));
      }
      run(
          asUser(
              List.of(
                  program("initdb"),
                  "--pgdata=" + folder.resolve("data"),
                  "--username=" + SUPERUSER,
                  "--auth=trust",
                  "--encoding=UTF8",
                  "--locale=C.UTF-8",
                  "--no-sync")));
      PostgresServer server = new PostgresServer(folder, FreePort.next(), durable);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JDBC URL of a database. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** Makes an empty database. */
  public void makeDatabase(String name) {
    try {
      run(
          List.of(
              program("createdb"),
              "--host=127.0.0.1",
              "--port=" + port,
              "--username=" + SUPERUSER,
              name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, and waits until it answers. It recovers from a kill as it would after a crash. */
  public void start() {
    try {
      process =
          new ProcessBuilder(
                  asUser(
                      List.of(
                          program("postgres"),
                          "-D",
                          folder.resolve("data").toString(),
                          "-p",
                          Integer.toString(port),
                          "-c",
                          "listen_addresses=127.0.0.1",
                          "-c",
                          "unix_socket_directories=",
                          "-c",
                          "fsync=" + (durable ? "on" : "off"),
                          "-c",
                          "max_connections=200")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Eventually.holds("PostgreSQL answers", this::answers);
  }

  private boolean answers() {
    try {
      Process asked =
          new ProcessBuilder(program("pg_isready"), "-h", "127.0.0.1", "-p", "" + port)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return asked.waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ends it at once, as a crash would: nothing is flushed, every connection breaks. */
  public void kill() {
    signal("QUIT", List.of(running().pid()));
    Eventually.holds("PostgreSQL is gone", () -> !running().isAlive());
  }

  /** Stops all its processes where they are: connections stay, and nothing answers. */
  public void pause() {
    signal("STOP", List.of(running().pid()));
    signal("STOP", pids());
  }

  /** Lets them go on. */
  public void resume() {
    signal("CONT", pids());
  }

  private List<Long> pids() {
    return Stream.concat(
            running().toHandle().descendants().map(ProcessHandle::pid), Stream.of(running().pid()))
        .toList();
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("It was never started");
    }
    return process;
  }

  private static void signal(String name, List<Long> pids) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    pids.forEach(pid -> command.add(Long.toString(pid)));
    try {
      // One that has just ended is no failure.
      var _ = new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static List<String> asUser(List<String> command) {
    if (!isRoot()) {
      return command;
    }
    List<String> whole =
        new ArrayList<>(
            List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    whole.addAll(command);
    return whole;
  }

  private static String program(String name) throws IOException {
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      return versions
          .map(v -> v.resolve("bin").resolve(name))
          .filter(Files::isExecutable)
          .max(Comparator.naturalOrder())
          .orElseThrow(() -> new IOException("No " + name + " below " + DEBIAN))
          .toString();
    }
  }

  private static void run(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.PIPE)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (running().isAlive()) {
      resume();
      kill();
    }
    try {
      // Each database is some three hundred files: nobody waits for their end.
      var _ =
          new ProcessBuilder("rm", "-rf", folder.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
