package org.sluice.protocol.smtp;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * The header of the PROXY protocol, version 2 (haproxy's proxy-protocol.txt, section 2.2): it
 * stands before all other bytes and tells the next hop who the client is.
 */
public final class ProxyHeader {
  private static final byte[] SIGNATURE = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };
  private static final byte VERSION_2_PROXY = 0x21;
  private static final byte TCP_OVER_IPV4 = 0x11;
  private static final byte TCP_OVER_IPV6 = 0x21;
  private static final int PORTS = 4;

  private ProxyHeader() {}

  /**
   * The bytes.
   *
   * @param source the client
   * @param destination where it connected to
   */
  public static byte[] bytes(InetSocketAddress source, InetSocketAddress destination) {
    byte[] from = source.getAddress().getAddress();
    byte[] to = destination.getAddress().getAddress();
    boolean four = from.length == 4 && to.length == 4;
    byte[] one = four ? from : wide(from);
    byte[] two = four ? to : wide(to);
    return ByteBuffer.allocate(SIGNATURE.length + 4 + one.length + two.length + PORTS)
        .put(SIGNATURE)
        .put(VERSION_2_PROXY)
        .put(four ? TCP_OVER_IPV4 : TCP_OVER_IPV6)
        .putShort((short) (one.length + two.length + PORTS))
        .put(one)
        .put(two)
        .putShort((short) source.getPort())
        .putShort((short) destination.getPort())
        .array();
  }

  /** An IPv4 address as IPv6 (RFC 4291, section 2.5.5.2). */
  private static byte[] wide(byte[] address) {
    if (address.length == 16) {
      return address;
    }
    ByteBuffer wide = ByteBuffer.allocate(16);
    wide.putShort(10, (short) 0xffff);
    wide.put(12, address);
    return wide.array();
  }
}
