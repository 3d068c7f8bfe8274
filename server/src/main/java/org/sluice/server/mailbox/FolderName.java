package org.sluice.server.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A recipient's folder. What is not a letter, a digit or one of {@code @ - _ +} or a dot within
 * becomes {@code %XX}, so that no address climbs out of the mailbox and no two share a folder.
 */
final class FolderName {
  /** Longer names are cut and get the address's hash behind a {@code ~}. */
  static final int MAX_LENGTH = 120;

  private static final int KEPT_OF_LONG = 80;
  private static final String PLAIN = "@-_+";

  private FolderName() {}

  static String of(String address) {
    StringBuilder name = new StringBuilder();
    for (byte octet : address.getBytes(UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || PLAIN.indexOf(c) >= 0
              || (c == '.' && !name.isEmpty());
      name.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return name.length() <= MAX_LENGTH ? name.toString() : cut(name.toString(), address);
  }

  private static String cut(String name, String address) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(address.getBytes(UTF_8));
      return name.substring(0, KEPT_OF_LONG) + "~" + HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
