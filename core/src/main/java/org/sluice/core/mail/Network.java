package org.sluice.core.mail;

import java.util.Arrays;
import java.util.Optional;

/**
 * An IPv4 or IPv6 network in CIDR notation (RFC 4632, RFC 4291). Parsed here without name lookups.
 *
 * @param address four or sixteen bytes, already masked
 * @param prefixBits 0 to 32 or 0 to 128
 */
public record Network(byte[] address, int prefixBits) {

  /** Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32} or a single address; empty if it is none. */
  public static Optional<Network> parse(String text) {
    int slash = text.indexOf('/');
    Optional<byte[]> bytes = bytes(slash < 0 ? text : text.substring(0, slash));
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    int whole = bytes.get().length * 8;
    int bits = slash < 0 ? whole : decimal(text.substring(slash + 1), whole);
    return bits < 0 ? Optional.empty() : Optional.of(new Network(masked(bytes.get(), bits), bits));
  }

  /** Whether the client lies in this network; an unreadable address lies in none. */
  public boolean contains(ClientAddress client) {
    return bytes(client.text())
        .filter(bytes -> bytes.length == address.length)
        .map(bytes -> Arrays.equals(masked(bytes, prefixBits), address))
        .orElse(false);
  }

  private static byte[] masked(byte[] bytes, int bits) {
    byte[] result = bytes.clone();
    for (int i = 0; i < result.length; i++) {
      int keep = Math.clamp(bits - i * 8L, 0, 8);
      result[i] = (byte) (result[i] & (0xff00 >> keep));
    }
    return result;
  }

  private static int decimal(String text, int most) {
    if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int value = Integer.parseInt(text);
    return value > most ? -1 : value;
  }

  private static Optional<byte[]> bytes(String text) {
    return text.indexOf(':') >= 0 ? ipv6(text) : ipv4(text);
  }

  private static Optional<byte[]> ipv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      int value = decimal(parts[i], 255);
      if (value < 0) {
        return Optional.empty();
      }
      bytes[i] = (byte) value;
    }
    return Optional.of(bytes);
  }

  /** RFC 4291, section 2.2: groups of hex, one {@code ::}, an IPv4 tail. */
  private static Optional<byte[]> ipv6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return Optional.empty();
    }
    Optional<byte[]> head = groups(gap < 0 ? text : text.substring(0, gap));
    Optional<byte[]> tail = gap < 0 ? Optional.of(new byte[0]) : groups(text.substring(gap + 2));
    if (head.isEmpty() || tail.isEmpty()) {
      return Optional.empty();
    }
    int length = head.get().length + tail.get().length;
    if (gap < 0 ? length != 16 : length > 14) {
      return Optional.empty();
    }
    return Optional.of(joined(head.get(), tail.get()));
  }

  private static byte[] joined(byte[] head, byte[] tail) {
    byte[] bytes = Arrays.copyOf(head, 16);
    System.arraycopy(tail, 0, bytes, 16 - tail.length, tail.length);
    return unmapped(bytes);
  }

  /** An IPv4-mapped address (RFC 4291, section 2.5.5.2) is the IPv4 address. */
  private static byte[] unmapped(byte[] bytes) {
    for (int i = 0; i < 12; i++) {
      if (bytes[i] != (i < 10 ? 0 : (byte) 0xff)) {
        return bytes;
      }
    }
    return Arrays.copyOfRange(bytes, 12, 16);
  }

  private static Optional<byte[]> groups(String text) {
    if (text.isEmpty()) {
      return Optional.of(new byte[0]);
    }
    String[] parts = text.split(":", -1);
    byte[] bytes = new byte[parts.length * 2 + 2];
    int length = 0;
    for (int i = 0; i < parts.length; i++) {
      if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        Optional<byte[]> tail = ipv4(parts[i]);
        if (tail.isEmpty()) {
          return Optional.empty();
        }
        System.arraycopy(tail.get(), 0, bytes, length, 4);
        return Optional.of(Arrays.copyOf(bytes, length + 4));
      }
      int value = hex(parts[i]);
      if (value < 0) {
        return Optional.empty();
      }
      bytes[length++] = (byte) (value >> 8);
      bytes[length++] = (byte) value;
    }
    return length > 16 ? Optional.empty() : Optional.of(Arrays.copyOf(bytes, length));
  }

  private static int hex(String text) {
    if (text.isEmpty() || text.length() > 4) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0 || text.charAt(i) > 'f') {
        return -1;
      }
      value = value * 16 + digit;
    }
    return value;
  }

  /** As people write it, such as {@code 192.0.2.0/24}. */
  public String text() {
    StringBuilder text = new StringBuilder();
    boolean v4 = address.length == 4;
    for (int i = 0; i < address.length; i += v4 ? 1 : 2) {
      text.append(i == 0 ? "" : v4 ? "." : ":");
      text.append(
          v4
              ? Integer.toString(address[i] & 0xff)
              : Integer.toHexString(((address[i] & 0xff) << 8) | (address[i + 1] & 0xff)));
    }
    return text.append('/').append(prefixBits).toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network that
        && prefixBits == that.prefixBits
        && Arrays.equals(address, that.address);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(address) * 31 + prefixBits;
  }

  @Override
  public String toString() {
    return Arrays.toString(address) + "/" + prefixBits;
  }
}
