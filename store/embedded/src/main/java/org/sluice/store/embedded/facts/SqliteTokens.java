package org.sluice.store.embedded.facts;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.sluice.core.access.ApiToken;
import org.sluice.core.access.ApiTokens;
import org.sluice.core.audit.AuditRecord;

/** API tokens of the facts. Thread-safe. */
public final class SqliteTokens implements ApiTokens {
  private static final Duration BETWEEN_USES = Duration.ofMinutes(1);

  private final FactsThread thread;
  private final AuditWriting writing;
  private final Map<String, ApiToken> bySha256 = new ConcurrentHashMap<>();

  SqliteTokens(Handle handle, FactsThread thread, AuditWriting writing) {
    this.thread = thread;
    this.writing = writing;
    TokenTable.read(handle).forEach(token -> bySha256.put(token.sha256(), token));
  }

  @Override
  public List<ApiToken> tokens() {
    return bySha256.values().stream()
        .sorted(Comparator.comparing(ApiToken::name, String.CASE_INSENSITIVE_ORDER))
        .toList();
  }

  @Override
  public Optional<ApiToken> token(String sha256) {
    return Optional.ofNullable(bySha256.get(sha256));
  }

  @Override
  public void add(ApiToken token, AuditRecord record) {
    thread.obey(
        handle -> {
          TokenTable.insert(handle, token);
          writing.append(handle, record);
        },
        () -> bySha256.put(token.sha256(), token));
  }

  @Override
  public void remove(String name, AuditRecord record) {
    thread.obey(
        handle -> {
          TokenTable.remove(handle, name);
          writing.append(handle, record);
        },
        () -> bySha256.values().removeIf(token -> token.name().equalsIgnoreCase(name)));
  }

  @Override
  public void used(String name, Instant at) {
    tokens().stream()
        .filter(token -> token.name().equalsIgnoreCase(name))
        .filter(token ->
            token.lastUse().map(last -> !at.isBefore(last.plus(BETWEEN_USES))).orElse(true))
        .filter(token -> bySha256.replace(token.sha256(), token, token.usedAt(at)))
        .forEach(token -> {
          var _ = thread.enqueue(handle -> TokenTable.used(handle, token.name(), at));
        });
  }
}
