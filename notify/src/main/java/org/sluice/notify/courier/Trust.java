package org.sluice.notify.courier;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.sluice.core.outbox.NotDelivered;

/** Whose certificates are believed: the machine's authorities, or those of a file. */
public final class Trust {
  private Trust() {}

  /**
   * The context for one connection. The file is read each time, so that a renewed one holds.
   *
   * @param caFile certificates in PEM; empty for the machine's authorities
   */
  public static SSLContext context(Optional<Path> caFile) throws NotDelivered {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(caFile.isEmpty() ? null : read(caFile.get()));
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new NotDelivered("The certificates of " + caFile + " cannot be used: " + e, false, e);
    }
  }

  private static KeyStore read(Path file) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority " + number++, each);
      }
    }
    return store;
  }
}
