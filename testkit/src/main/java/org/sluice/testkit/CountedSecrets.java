package org.sluice.testkit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.sluice.core.access.Secrets;

/** Tokens that a test can foretell: token-1, token-2. Digests are real. Thread-safe. */
public final class CountedSecrets implements Secrets {
  private final AtomicInteger count = new AtomicInteger();

  @Override
  public String fresh() {
    return "token-" + count.incrementAndGet();
  }

  @Override
  public String digest(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
