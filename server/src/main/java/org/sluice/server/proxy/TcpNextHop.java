package org.sluice.server.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.sluice.protocol.smtp.ProxyHeader;

/** A next hop over TCP: the MTA's submission port. Immutable; thread-safe. */
public final class TcpNextHop implements NextHop {
  private final String host;
  private final int port;
  private final Terms terms;
  private final String tlsName;
  private final Optional<SSLContext> context;
  private final int connectMillis;

  private TcpNextHop(
      String host,
      int port,
      Terms terms,
      String tlsName,
      Optional<SSLContext> context,
      int connectMillis) {
    this.host = host;
    this.port = port;
    this.terms = terms;
    this.tlsName = tlsName;
    this.context = context;
    this.connectMillis = connectMillis;
  }

  /**
   * Describes it; nothing is connected yet.
   *
   * @param tlsName the name in its certificate; empty if that is the host
   * @param authorities PEM of who may have signed its certificate; empty for the system's
   * @throws IOException if the authorities cannot be read
   */
  public static TcpNextHop of(
      String host,
      int port,
      Terms terms,
      String tlsName,
      Optional<Path> authorities,
      ProxyBounds bounds)
      throws IOException {
    return new TcpNextHop(
        host,
        port,
        terms,
        tlsName.isEmpty() ? host : tlsName,
        terms.tls() == Tls.NONE ? Optional.empty() : Optional.of(context(terms, authorities)),
        Math.toIntExact(bounds.connectMillis()));
  }

  private static SSLContext context(Terms terms, Optional<Path> authorities) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trust =
          terms.tls() == Tls.REQUIRED ? trust(authorities) : new TrustManager[] {new AnyPeer()};
      context.init(null, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("proxy.next-hop-authorities: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trust(Optional<Path> authorities)
      throws IOException, GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (authorities.isEmpty()) {
      factory.init((KeyStore) null);
      return factory.getTrustManagers();
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    List<Certificate> all = List.copyOf(Pem.certificates(authorities.get()));
    for (int i = 0; i < all.size(); i++) {
      store.setCertificateEntry("authority" + i, all.get(i));
    }
    factory.init(store);
    return factory.getTrustManagers();
  }

  @Override
  public Link open(ClientEnds client) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), connectMillis);
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      if (terms.clientAddress() == ClientAddressBy.PROXY) {
        socket.getOutputStream().write(ProxyHeader.bytes(client.remote(), client.local()));
      }
      return SocketLink.of(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public Link secure(Link link) throws IOException {
    if (!(link instanceof SocketLink socket) || context.isEmpty()) {
      throw new IOException("it was not agreed on");
    }
    SSLSocket tls =
        (SSLSocket)
            context.get().getSocketFactory().createSocket(socket.raw(), tlsName, port, false);
    SSLParameters parameters = tls.getSSLParameters();
    if (terms.tls() == Tls.REQUIRED) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    if (isName(tlsName)) {
      parameters.setServerNames(List.of(new SNIHostName(tlsName)));
    }
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return SocketLink.over(socket.raw(), tls);
  }

  /** SNI names hosts, not addresses (RFC 6066, section 3). */
  private static boolean isName(String host) {
    return host.indexOf(':') < 0 && !host.matches("[0-9.]+");
  }

  @Override
  public Terms terms() {
    return terms;
  }

  @Override
  public String name() {
    return host + ":" + port;
  }
}
