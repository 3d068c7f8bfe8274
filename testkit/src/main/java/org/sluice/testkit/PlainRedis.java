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
}
