package org.sluice.app.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.app.configuration.ProxyPart;
import org.sluice.server.mailbox.MailboxNextHop;
import org.sluice.server.mailbox.TryingMailbox;
import org.sluice.server.proxy.Gatekeeper;
import org.sluice.server.proxy.HopSubmission;
import org.sluice.server.proxy.NextHop;
import org.sluice.server.proxy.ProxyBounds;
import org.sluice.server.proxy.ProxyServer;
import org.sluice.server.proxy.ProxySettings;
import org.sluice.server.proxy.ServerCertificate;
import org.sluice.server.proxy.TcpNextHop;
import org.sluice.server.socket.EventLoop;

/** The proxy as the configuration wants it. Thread-safe. */
final class ProxyDoor {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyDoor.class);
  private static final String MAILBOX = "mailbox";

  private final ProxyPart started;
  private final Path mailboxFolder;
  private final TryingMailbox mailbox;
  private final TimeSource time;
  private final ProxyBounds bounds;
  private volatile ProxySettings settings;
  private volatile List<String> listening = List.of();

  /**
   * Reads the certificates; nothing listens yet.
   *
   * @throws IOException if one cannot be read
   */
  ProxyDoor(ProxyPart part, Path data, TimeSource time) throws IOException {
    this.started = part;
    this.mailboxFolder = data.resolve(MAILBOX);
    this.mailbox = new TryingMailbox(mailboxFolder, time::wallMillis);
    this.time = time;
    this.bounds =
        ProxyBounds.of(
            part.door().maxConnections(),
            part.door().connectionsPerClient(),
            TimeUnit.SECONDS.toMillis(part.door().idleTimeoutSeconds()));
    this.settings = settings(part);
  }

  private ProxySettings settings(ProxyPart part) throws IOException {
    Optional<ServerCertificate> certificate = Optional.empty();
    if (part.certificate().isPresent() && part.key().isPresent()) {
      certificate = Optional.of(ServerCertificate.read(part.certificate().get(), part.key().get()));
    }
    return new ProxySettings(
        nextHop(part), certificate, part.authWithoutTls(), part.tokenUserChecked());
  }

  private NextHop nextHop(ProxyPart part) throws IOException {
    if (part.nextHop().isEmpty()) {
      return new MailboxNextHop(mailbox);
    }
    HostPort address = HostPort.parse(part.nextHop().get());
    NextHop.Terms terms =
        new NextHop.Terms(
            NextHop.Tls.valueOf(part.nextHopTls().toUpperCase(Locale.ROOT)),
            NextHop.ClientAddressBy.valueOf(part.clientAddress().toUpperCase(Locale.ROOT)));
    return TcpNextHop.of(
        address.host(),
        address.port(),
        terms,
        part.nextHopName(),
        part.nextHopAuthorities(),
        bounds);
  }

  private static boolean isMailbox(ProxySettings settings) {
    return settings.nextHop() instanceof MailboxNextHop;
  }

  /** A way to the next hop for Sluice's own mail. */
  HopSubmission submission(EventLoop loop) {
    return new HopSubmission(loop, () -> settings.nextHop(), bounds, time::monotonicMillis);
  }

  /** Listens, unless the configuration wants no proxy. */
  void open(EventLoop loop, Gatekeeper gatekeeper, Opened opened) throws IOException {
    if (started.door().listen().isEmpty()) {
      return;
    }
    ProxyServer server =
        opened.add(
            new ProxyServer(loop, gatekeeper, () -> settings, bounds, time::monotonicMillis));
    listening = server.listen(started.door().listen());
    if (started.isTrying()) {
      LOG.warn(
          "The proxy passes messages to the trying mailbox in {}: any password is right, nothing is"
              + " delivered; proxy.next-hop names an MTA",
          mailboxFolder);
    }
  }

  /**
   * Reads what another configuration wants; nothing changes yet. One that takes the next hop away
   * is refused: the port that is open may be everybody's, and before the trying mailbox it would
   * let everybody in and deliver nothing of what it accepts.
   *
   * @return to {@link #replace} what is in force; empty if it is refused, and the log says why
   */
  Optional<ProxySettings> prepare(ProxyPart part) {
    if (!part.door().equals(started.door())) {
      LOG.warn(
          "What changed in proxy.listen, proxy.max-connections, proxy.connections-per-client,"
              + " proxy.idle-timeout-seconds or whether there is a proxy needs a restart");
    }
    if (part.nextHop().isEmpty() && !isMailbox(settings)) {
      LOG.error(
          "[proxy] is not reloaded, the old one stays in force: it names no next-hop, and messages"
              + " for {} would be taken and not delivered. Restart to do without it.",
          settings.nextHop().name());
      return Optional.empty();
    }
    try {
      return Optional.of(settings(part));
    } catch (IOException e) {
      LOG.error("[proxy] is not reloaded, the old one stays in force: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Puts what was prepared in force, for the clients that come from now on. */
  void replace(ProxySettings prepared) {
    settings = prepared;
  }

  /** Where it listens and to where it passes; empty if nothing listens. */
  Optional<String> described() {
    if (listening.isEmpty()) {
      return Optional.empty();
    }
    String to =
        started
            .nextHop()
            .orElse("trying mailbox " + mailboxFolder + " (any password, nothing is delivered)");
    return Optional.of(String.join(", ", listening) + " -> " + to);
  }

  /** The port for somebody who wants to try it; empty if there is no trying mailbox. */
  Optional<String> trying() {
    return started.isTrying() ? listening.stream().findFirst() : Optional.empty();
  }
}
