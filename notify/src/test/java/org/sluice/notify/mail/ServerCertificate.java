package org.sluice.notify.mail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that signs itself, made by the JDK's keytool.
 *
 * @param file the certificate in PEM, for a client that is to believe it
 * @param shown for a server that shows it
 */
public record ServerCertificate(Path file, SSLContext shown) {
  private static final String PASSWORD = "changeit";

  /**
   * Makes one.
   *
   * @param names as keytool's {@code -ext san} takes them
   */
  public static ServerCertificate of(Path folder, String names) throws Exception {
    Path store = folder.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=server",
                "-ext",
                "san=" + names,
                "-validity",
                "36500",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool failed");
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    Path file = folder.resolve("server.pem");
    String base64 = Base64.getMimeEncoder().encodeToString(keys.getCertificate("own").getEncoded());
    Files.writeString(
        file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext shown = SSLContext.getInstance("TLS");
    shown.init(managers.getKeyManagers(), null, null);
    return new ServerCertificate(file, shown);
  }
}
