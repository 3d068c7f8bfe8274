package org.sluice.server.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where to listen: {@code host:port}, {@code [ipv6]:port} or {@code unix:/path}. */
record ListenAddress(String text) {
  private static final Logger LOG = LoggerFactory.getLogger(ListenAddress.class);
  private static final String UNIX = "unix:";

  boolean isUnix() {
    return text.startsWith(UNIX);
  }

  Path path() {
    return Path.of(text.substring(UNIX.length()));
  }

  InetSocketAddress inet() {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon).replace("[", "").replace("]", "");
    return new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
  }

  /** Removes the socket file that a killed process left behind; one that answers stays. */
  void removeStale() throws IOException {
    if (Files.exists(path()) && !answers()) {
      Files.delete(path());
    }
  }

  private boolean answers() {
    SocketAddress address = UnixDomainSocketAddress.of(path());
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(address);
    } catch (IOException e) {
      LOG.debug("Nobody answers at {}", path(), e);
      return false;
    }
  }
}
