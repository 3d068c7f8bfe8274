package org.sluice.store.facts;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.sluice.core.access.ApiToken;
import org.sluice.core.access.ApiTokens;
import org.sluice.core.audit.AuditRecord;

/** API tokens of the facts. Thread-safe. */
public final class StoredTokens implements ApiTokens {
  private static final Duration BETWEEN_USES = Duration.ofMinutes(1);

  private final FactsThread thread;
  private final AuditWriting writing;
  private final Map<String, ApiToken> bySha256 = new ConcurrentHashMap<>();

  StoredTokens(Handle handle, FactsThread thread, AuditWriting writing) {
    this.thread = thread;
    this.writing = writing;
    refresh(handle);
  }

  void refresh(Handle handle) {
    Map<String, ApiToken> written = new HashMap<>();
    TokenTable.read(handle).forEach(token -> written.put(token.sha256(), token));
    bySha256.keySet().retainAll(written.keySet());
    written.forEach((sha256, token) -> bySha256.merge(sha256, token, StoredTokens::lastUsed));
  }

  /** The token as it was read, but used when memory says so: that may still wait to be written. */
  private static ApiToken lastUsed(ApiToken known, ApiToken read) {
    return known
        .lastUse()
        .filter(use -> read.lastUse().map(use::isAfter).orElse(true))
        .map(read::usedAt)
        .orElse(read);
  }

  private static void changed(Handle handle) {
    Dialect.of(handle).changed(handle, Topic.TOKENS, "");
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
          changed(handle);
          writing.append(handle, record);
        },
        () -> bySha256.put(token.sha256(), token));
  }

  @Override
  public void remove(String name, AuditRecord record) {
    thread.obey(
        handle -> {
          List<ApiToken> known = named(name).toList();
          if (known.isEmpty()) {
            throw TokenTable.missing(name);
          }
          known.forEach(token -> TokenTable.remove(handle, token.name()));
          changed(handle);
          writing.append(handle, record);
        },
        () -> bySha256.values().removeIf(token -> token.name().equalsIgnoreCase(name)));
  }

  /** As a name was typed, in whatever case; a database folds fewer letters than Java. */
  private Stream<ApiToken> named(String name) {
    return tokens().stream().filter(token -> token.name().equalsIgnoreCase(name));
  }

  @Override
  public void used(String name, Instant at) {
    named(name)
        .filter(token ->
            token.lastUse().map(last -> !at.isBefore(last.plus(BETWEEN_USES))).orElse(true))
        .filter(token -> bySha256.replace(token.sha256(), token, token.usedAt(at)))
        .forEach(token -> {
          var _ = thread.enqueue(handle -> TokenTable.used(handle, token.name(), at));
        });
  }
}
