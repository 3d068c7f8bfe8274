package org.sluice.core.access;

import java.util.Optional;

/** Port: one-time links, at most one of each account. Durable. Thread-safe; methods block. */
public interface OneTimeLinks {

  /** Keeps a link in place of the one that its account had. */
  void keep(OneTimeLink link);

  /** The link of a token's SHA-256, whether it has ended or not. */
  Optional<OneTimeLink> link(String sha256);
}
