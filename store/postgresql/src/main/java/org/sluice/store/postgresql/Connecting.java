package org.sluice.store.postgresql;

import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** How a connection is made: with bounds on every wait. */
final class Connecting {
  private static final int CONNECT_SECONDS = 2;

  /** A password is checked by thousands of digests, which a machine that is busy takes long for. */
  private static final int LOGIN_SECONDS = 10;

  private static final String NAME = "sluice";

  private Connecting() {}

  /**
   * A source of connections.
   *
   * @param silence the longest wait for an answer
   */
  static PGSimpleDataSource source(Place place, Duration silence) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(place.url());
    if (!place.user().isEmpty()) {
      source.setUser(place.user());
    }
    if (!place.password().isEmpty()) {
      source.setPassword(place.password());
    }
    source.setApplicationName(NAME);
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setLoginTimeout(LOGIN_SECONDS);
    source.setSocketTimeout((int) Math.max(1, silence.toSeconds()));
    source.setTcpKeepAlive(true);
    // The server's detail repeats the refused row, and its values may be secrets.
    source.setLogServerErrorDetail(false);
    return source;
  }
}
