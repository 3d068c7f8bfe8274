package org.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;

/** A real redis-server of this machine that keeps nothing on disk. */
public final class PlainRedis {
  private PlainRedis() {}

  /** Starts one at a port of loopback; whoever started it ends the process. */
  public static Process start(int port) {
    try {
      return new ProcessBuilder(
              "redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", "")
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the one at a port does. */
  public static boolean answers(int port) {
    return status("redis-cli", "-h", "127.0.0.1", "-p", "" + port, "PING") == 0;
  }

  /** Stops it where it is: connections stay, and nothing answers. */
  public static void pause(Process redis) {
    run("kill", "-STOP", "" + redis.pid());
  }

  /** Lets it go on. */
  public static void resume(Process redis) {
    run("kill", "-CONT", "" + redis.pid());
  }

  /** Removes all keys of the one at a port; its functions stay. */
  public static void empty(int port) {
    run("redis-cli", "-h", "127.0.0.1", "-p", "" + port, "FLUSHALL");
  }

  private static void run(String... command) {
    if (status(command) != 0) {
      throw new IllegalStateException("It failed: " + String.join(" ", command));
    }
  }

  private static int status(String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .onExit()
          .join()
          .exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
