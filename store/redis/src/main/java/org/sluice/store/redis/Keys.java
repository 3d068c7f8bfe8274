package org.sluice.store.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.core.limit.SenderKey;

/**
 * The names of keys. All of one part have its number in braces: Redis Cluster hashes only that.
 * What stands for a sender or a message is written in base64url, so that an administrator can type
 * it.
 */
final class Keys {
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private static final Pattern SENDER = Pattern.compile("sluice:\\{\\d+}:([A-Za-z0-9_-]{22})");

  /** What {@code SCAN} is asked for. */
  static final String ALL = "sluice:{*}:*";

  /** External recipients of all senders. */
  static final byte[] ORGANIZATION = ascii("sluice:{organization}");

  /** When each node was last heard of. */
  static final byte[] PRESENT = ascii("sluice:{organization}:present");

  /** When each node that has stopped had added all that it counted. */
  static final byte[] LEFT = ascii("sluice:{organization}:left");

  private final Parts parts;

  Keys(Parts parts) {
    this.parts = parts;
  }

  /** The part of the organization's counts. */
  int organization() {
    return parts.organization();
  }

  byte[] generation(int part) {
    return ascii(prefix(part) + "generation");
  }

  /** The nodes that added to a part what they had counted. */
  byte[] nodes(int part) {
    return ascii(prefix(part) + "nodes");
  }

  private String prefix(int part) {
    return part == parts.organization() ? "sluice:{organization}:" : "sluice:{" + part + "}:";
  }

  byte[] generation(SenderKey sender) {
    return generation(parts.of(sender));
  }

  byte[] sender(SenderKey sender) {
    return ascii(prefix(sender) + name(sender));
  }

  byte[] message(SenderKey sender, long message) {
    return ascii(prefix(sender) + name(sender) + ':' + text(8, message));
  }

  /** The mark that a merge was done. */
  byte[] merged(SenderKey sender, long id) {
    return ascii(prefix(sender) + "merged:" + text(8, id));
  }

  /** The same of the organization. */
  byte[] merged(long id) {
    return ascii(prefix(parts.organization()) + "merged:" + text(8, id));
  }

  private String prefix(SenderKey sender) {
    return prefix(parts.of(sender));
  }

  private static String name(SenderKey sender) {
    return text(16, sender.high(), sender.low());
  }

  /** The sender whose record lies under a key; empty if it is another kind of key. */
  static Optional<SenderKey> senderOf(byte[] key) {
    Matcher matcher = SENDER.matcher(new String(key, StandardCharsets.ISO_8859_1));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    ByteBuffer words = ByteBuffer.wrap(Base64.getUrlDecoder().decode(matcher.group(1)));
    return Optional.of(new SenderKey(words.getLong(), words.getLong()));
  }

  private static String text(int bytes, long... words) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    for (long word : words) {
      buffer.putLong(word);
    }
    return TEXT.encodeToString(buffer.array());
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
