package org.sluice.store.facts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.sluice.core.access.WebSession;

/** Sessions of browsers as rows. */
final class SessionTable {
  private SessionTable() {}

  static void begin(Handle handle, WebSession s, String replaced) {
    end(handle, replaced);
    makeRoom(handle, s);
    handle.execute(
        "INSERT INTO web_session VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        s.sha256(),
        s.userId(),
        s.stage().name(),
        s.clientIp(),
        s.browser(),
        s.began().toEpochMilli(),
        s.seen().toEpochMilli(),
        s.byProvider() ? 1 : 0);
  }

  /** A session that lacks the second factor never takes the place of one that is signed in. */
  private static void makeRoom(Handle handle, WebSession s) {
    if (s.stage() == WebSession.Stage.SIGNED_IN) {
      endOldest(handle, WebSession.MOST, "stage = 'SIGNED_IN'", s.userId());
    } else {
      String half = "stage <> 'SIGNED_IN'";
      endOldest(
          handle,
          WebSession.MOST_HALF_FROM_ADDRESS,
          half + " AND client_ip = ?",
          s.userId(),
          s.clientIp());
      endOldest(handle, WebSession.MOST_HALF, half, s.userId());
    }
  }

  private static void endOldest(Handle handle, int most, String which, String... values) {
    Update update =
        handle.createUpdate(
            "DELETE FROM web_session WHERE sha256 IN (SELECT sha256 FROM web_session WHERE user_id"
                + " = ? AND "
                + which
                + " ORDER BY seen DESC, began DESC, sha256 LIMIT ? OFFSET ?)");
    for (int i = 0; i < values.length; i++) {
      update.bind(i, values[i]);
    }
    update.bind(values.length, Integer.MAX_VALUE).bind(values.length + 1, most - 1).execute();
  }

  static void end(Handle handle, String sha256) {
    handle.execute("DELETE FROM web_session WHERE sha256 = ?", sha256);
  }

  static void endOthers(Handle handle, String userId, String spared) {
    handle.execute("DELETE FROM web_session WHERE user_id = ? AND sha256 <> ?", userId, spared);
  }

  static void seen(Handle handle, String sha256, Instant at) {
    handle.execute("UPDATE web_session SET seen = ? WHERE sha256 = ?", at.toEpochMilli(), sha256);
  }

  static void forgetBefore(Handle handle, Instant began) {
    handle.execute("DELETE FROM web_session WHERE began < ?", began.toEpochMilli());
  }

  static Optional<WebSession> find(Handle handle, String sha256) {
    return handle
        .createQuery("SELECT * FROM web_session WHERE sha256 = ?")
        .bind(0, sha256)
        .map((row, context) -> read(row))
        .findOne();
  }

  static List<WebSession> of(Handle handle, String userId) {
    return handle
        .createQuery(
            "SELECT * FROM web_session WHERE user_id = ? ORDER BY seen DESC, began DESC, sha256")
        .bind(0, userId)
        .map((row, context) -> read(row))
        .list();
  }

  private static WebSession read(ResultSet row) throws SQLException {
    return new WebSession(
        row.getString("sha256"),
        row.getString("user_id"),
        WebSession.Stage.valueOf(row.getString("stage")),
        row.getString("client_ip"),
        row.getString("browser"),
        Instant.ofEpochMilli(row.getLong("began")),
        Instant.ofEpochMilli(row.getLong("seen")),
        row.getBoolean("by_provider"));
  }
}
