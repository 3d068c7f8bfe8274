package org.sluice.app.serve;

/** {@code host:port}; an IPv6 address stands in brackets. */
record HostPort(String host, int port) {
  static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon);
    return new HostPort(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(text.substring(colon + 1)));
  }

  HostPort withPort(int actual) {
    return new HostPort(host, actual);
  }

  /** Where a client of this machine reaches it. */
  String url() {
    String reached =
        switch (host) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::" -> "::1";
          default -> host;
        };
    return "http://" + new HostPort(reached, port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
