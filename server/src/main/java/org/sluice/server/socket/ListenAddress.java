package org.sluice.server.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where to listen: {@code host:port}, {@code [ipv6]:port} or {@code unix:/path}. */
record ListenAddress(String text) {
  private static final Logger LOG = LoggerFactory.getLogger(ListenAddress.class);
  private static final String UNIX = "unix:";
  private static final int FORMAT = 0170000;
  private static final int SOCKET = 0140000;

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

  /**
   * Removes the socket file that a killed process left behind. Netty's epoll would remove whatever
   * has the name, so what must stay is refused here.
   *
   * @throws IOException if somebody answers there, or if it is no socket
   */
  void removeStale() throws IOException {
    if (!Files.exists(path(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket()) {
      throw new IOException(
          taken("is there already and is no socket. Name another path, or move that file away."));
    }
    if (answers()) {
      throw new IOException(
          taken("is in use: somebody answers there. Stop that program, or name another path."));
    }
    Files.delete(path());
  }

  private String taken(String how) {
    return "Cannot listen on " + text + ": " + path() + " " + how;
  }

  /** A file's kind is in its mode (inode(7): S_IFMT, S_IFSOCK). */
  private boolean isSocket() throws IOException {
    Object mode = Files.getAttribute(path(), "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return mode instanceof Integer bits && (bits & FORMAT) == SOCKET;
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
