package org.sluice.server.proxy;

import java.io.IOException;

/** Port: who takes the messages. Thread-safe; the calls block. */
public interface NextHop {

  /**
   * Opens a connection for a client; its greeting has not been read.
   *
   * @throws IOException if it cannot be had
   */
  Link open(ClientEnds client) throws IOException;

  /** TLS over such a connection, after it has agreed to STARTTLS. */
  Link secure(Link link) throws IOException;

  /** What it is to be told and asked before the client's first command. */
  Terms terms();

  /** Its address, for the log. */
  String name();

  /**
   * What is agreed on with the next hop.
   *
   * @param tls whether the connection to it is encrypted
   * @param clientAddress how it learns who the client is
   */
  record Terms(Tls tls, ClientAddressBy clientAddress) {}

  /** Whether the connection to the next hop is encrypted. */
  enum Tls {
    NONE,
    /** If it offers STARTTLS; whoever it is. */
    OPPORTUNISTIC,
    /** Or not at all; its certificate must be the right one. */
    REQUIRED
  }

  /** How the next hop learns who the client is. */
  enum ClientAddressBy {
    NONE,
    /** Postfix's XCLIENT command. */
    XCLIENT,
    /** The header of the PROXY protocol, version 2. */
    PROXY
  }
}
