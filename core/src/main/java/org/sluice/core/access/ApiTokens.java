package org.sluice.core.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sluice.core.audit.AuditRecord;

/**
 * Port: API tokens. What changes is durable with its audit record, or refused; the time of use may
 * lag. Thread-safe; methods block, but for those that say they answer from memory.
 */
public interface ApiTokens {

  /** All tokens by name. From memory. */
  List<ApiToken> tokens();

  /** The token of a SHA-256. From memory. */
  Optional<ApiToken> token(String sha256);

  /** Adds a token. */
  void add(ApiToken token, AuditRecord record);

  /** Removes a token. */
  void remove(String name, AuditRecord record);

  /** Notes a use; at most once a minute of each token is written. Does not wait. */
  void used(String name, Instant at);
}
