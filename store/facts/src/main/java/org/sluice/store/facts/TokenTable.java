package org.sluice.store.facts;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.sluice.core.access.ApiToken;
import org.sluice.core.access.Role;
import org.sluice.core.administration.Refusal;

/** API tokens as rows. */
final class TokenTable {
  private TokenTable() {}

  static void insert(Handle handle, ApiToken t) {
    handle.execute(
        "INSERT INTO api_token VALUES (?, ?, ?, ?, ?, ?, ?)",
        t.name(),
        t.role().name(),
        AdministratorTable.joined(t.domains()),
        t.sha256(),
        t.created().toEpochMilli(),
        t.expires().map(Instant::toEpochMilli).orElse(null),
        t.lastUse().map(Instant::toEpochMilli).orElse(null));
  }

  /**
   * Removes one, or refuses if another node has removed it: a token that stayed valid and was said
   * to be removed would be the worst.
   */
  static void remove(Handle handle, String name) {
    if (handle.execute("DELETE FROM api_token WHERE " + Dialect.of(handle).same("name"), name)
        == 0) {
      throw missing(name);
    }
  }

  /** That another node has removed it. */
  static Refusal missing(String name) {
    return new Refusal(Refusal.Kind.NOT_FOUND, "The token '" + name + "' couldn't be found.");
  }

  static void used(Handle handle, String name, Instant at) {
    handle.execute(
        "UPDATE api_token SET last_use = ? WHERE " + Dialect.of(handle).same("name"),
        at.toEpochMilli(),
        name);
  }

  static List<ApiToken> read(Handle handle) {
    return handle
        .createQuery("SELECT * FROM api_token ORDER BY name")
        .map((row, context) ->
            new ApiToken(
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                AdministratorTable.domains(row.getString("domains")),
                row.getString("sha256"),
                Instant.ofEpochMilli(row.getLong("created")),
                AdministratorTable.instant(row, "expires"),
                AdministratorTable.instant(row, "last_use")))
        .list();
  }
}
