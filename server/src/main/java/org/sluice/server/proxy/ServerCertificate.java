package org.sluice.server.proxy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate that the proxy shows to its clients. Immutable; thread-safe. */
public final class ServerCertificate {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
  private static final int PASSWORD_BYTES = 16;

  private final SSLContext context;

  private ServerCertificate(SSLContext context) {
    this.context = context;
  }

  /**
   * Reads it.
   *
   * @param certificates PEM: the server's own first, then those between it and the authority
   * @param key PEM: its private key in PKCS #8
   * @throws IOException with the file and what to do, if one cannot be read or they do not belong
   *     together
   */
  public static ServerCertificate read(Path certificates, Path key) throws IOException {
    try {
      // The store never leaves this method, nor does its password.
      byte[] random = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(random);
      char[] password = HexFormat.of().formatHex(random).toCharArray();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      Pem pem = Pem.pair(certificates, key);
      store.setKeyEntry("sluice", pem.key(), password, pem.chain());
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      Arrays.fill(password, ' ');
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return new ServerCertificate(context);
    } catch (GeneralSecurityException e) {
      throw new IOException("proxy.certificate and proxy.key: " + e.getMessage(), e);
    }
  }

  /** TLS over a client's connection; blocks until it is agreed. */
  Link secure(Link link) throws IOException {
    if (!(link instanceof SocketLink socket)) {
      throw new IOException("there is no TLS within a process");
    }
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket.raw(), null, false);
    tls.setUseClientMode(false);
    tls.startHandshake();
    LOG.debug("TLS {} {}", tls.getSession().getProtocol(), tls.getSession().getCipherSuite());
    return SocketLink.over(socket.raw(), tls);
  }
}
