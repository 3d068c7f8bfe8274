package org.sluice.server.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and a private key in the text form of RFC 7468.
 *
 * @param chain the certificate of the key first
 */
record Pem(Certificate[] chain, PrivateKey key) {
  /** A PEM file is a few kilobytes. */
  private static final long MAX_BYTES = 1 << 20;

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final byte[] PROBE = "sluice".getBytes(StandardCharsets.US_ASCII);

  /** Reads both and proves that they belong together. */
  static Pem pair(Path certificates, Path key) throws IOException {
    Collection<? extends Certificate> chain = certificates(certificates);
    PrivateKey own = key(key);
    Certificate first = chain.iterator().next();
    if (!belong(first, own)) {
      throw new IOException(key + " is not the key of the first certificate in " + certificates);
    }
    return new Pem(chain.toArray(Certificate[]::new), own);
  }

  /** The certificates of a file; at least one. */
  static Collection<? extends Certificate> certificates(Path file) throws IOException {
    bounded(file);
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (all.isEmpty()) {
        throw new IOException(file + " has no certificate in it (PEM)");
      }
      return all;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " has no certificate that can be read: " + e.getMessage(), e);
    }
  }

  private static PrivateKey key(Path file) throws IOException {
    bounded(file);
    Matcher matcher = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    if (!matcher.find()) {
      throw new IOException(
          file
              + " has no BEGIN PRIVATE KEY in it; another form becomes that with"
              + " `openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW`");
    }
    byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      Optional<PrivateKey> key = key(encoded, algorithm);
      if (key.isPresent()) {
        return key.get();
      }
    }
    throw new IOException(file + " has a private key that is neither RSA nor EC nor EdDSA");
  }

  private static Optional<PrivateKey> key(byte[] encoded, String algorithm) {
    try {
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static boolean belong(Certificate certificate, PrivateKey key) throws IOException {
    String kind = key.getAlgorithm();
    String algorithm =
        kind.equals("RSA") ? "SHA256withRSA" : kind.equals("EC") ? "SHA256withECDSA" : "EdDSA";
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(PROBE);
      byte[] signed = signing.sign();
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(certificate.getPublicKey());
      verifying.update(PROBE);
      return verifying.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static void bounded(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is larger than " + MAX_BYTES + " bytes; it is no PEM file");
    }
  }
}
