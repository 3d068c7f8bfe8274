package org.sluice.store.facts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.sluice.core.access.Administrator;
import org.sluice.core.access.Credentials;
import org.sluice.core.access.OneTimeLink;
import org.sluice.core.access.Role;
import org.sluice.core.mail.Domains;

/** Administrators, their credentials and one-time links as rows. */
final class AdministratorTable {
  private static final String COMMA = ",";

  private AdministratorTable() {}

  static void keep(Handle handle, Administrator a) {
    handle.execute(
        "INSERT INTO administrator VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', 0, '')"
            + " ON CONFLICT (user_id) DO UPDATE SET display_name = excluded.display_name, role ="
            + " excluded.role, domains = excluded.domains, enabled = excluded.enabled,"
            + " needs_second_factor = excluded.needs_second_factor,"
            + " last_sign_in = excluded.last_sign_in, last_client_ip = excluded.last_client_ip",
        a.userId(),
        a.displayName(),
        a.role().name(),
        joined(a.domains()),
        a.enabled() ? 1 : 0,
        a.needsSecondFactor() ? 1 : 0,
        a.created().toEpochMilli(),
        a.lastSignIn().map(s -> s.at().toEpochMilli()).orElse(null),
        a.lastSignIn().map(Administrator.SignIn::clientIp).orElse(""));
  }

  static void keep(Handle handle, String userId, Credentials c) {
    handle.execute(
        "UPDATE administrator SET password_hash = ?, totp_secret = ?, last_totp_step = ?,"
            + " recovery_codes = ? WHERE user_id = ?",
        c.passwordHash(),
        c.totpSecret(),
        c.lastTotpStep(),
        String.join(COMMA, c.recoveryCodes()),
        userId);
  }

  static void remove(Handle handle, String userId) {
    endLink(handle, userId);
    handle.execute("DELETE FROM administrator WHERE user_id = ?", userId);
  }

  static List<Administrator> read(Handle handle) {
    return handle
        .createQuery("SELECT * FROM administrator ORDER BY user_id")
        .map((row, context) ->
            new Administrator(
                row.getString("user_id"),
                row.getString("display_name"),
                Role.valueOf(row.getString("role")),
                domains(row.getString("domains")),
                row.getBoolean("enabled"),
                row.getBoolean("needs_second_factor"),
                Instant.ofEpochMilli(row.getLong("created")),
                instant(row, "last_sign_in").map(at -> signIn(at, row))))
        .list();
  }

  private static Administrator.SignIn signIn(Instant at, ResultSet row) {
    try {
      return new Administrator.SignIn(at, row.getString("last_client_ip"));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static Credentials credentials(Handle handle, String userId) {
    return handle
        .createQuery("SELECT * FROM administrator WHERE user_id = ?")
        .bind(0, userId)
        .map((row, context) ->
            new Credentials(
                row.getString("password_hash"),
                row.getString("totp_secret"),
                row.getLong("last_totp_step"),
                listed(row.getString("recovery_codes"))))
        .findOne()
        .orElse(Credentials.NONE);
  }

  static void keep(Handle handle, OneTimeLink link) {
    handle.execute(
        "INSERT INTO one_time_link VALUES (?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET sha256 ="
            + " excluded.sha256, until = excluded.until",
        link.userId(),
        link.sha256(),
        link.until().toEpochMilli());
  }

  static void endLink(Handle handle, String userId) {
    handle.execute("DELETE FROM one_time_link WHERE user_id = ?", userId);
  }

  /** Whether it was there. */
  static boolean takeLink(Handle handle, String sha256) {
    return handle.execute("DELETE FROM one_time_link WHERE sha256 = ?", sha256) > 0;
  }

  static Optional<OneTimeLink> link(Handle handle, String sha256) {
    return handle
        .createQuery("SELECT * FROM one_time_link WHERE sha256 = ?")
        .bind(0, sha256)
        .map((row, context) ->
            new OneTimeLink(
                row.getString("sha256"),
                row.getString("user_id"),
                Instant.ofEpochMilli(row.getLong("until"))))
        .findOne();
  }

  static String joined(Domains domains) {
    return String.join(COMMA, domains.names());
  }

  static Domains domains(String joined) {
    return new Domains(listed(joined));
  }

  private static List<String> listed(String joined) {
    return Stream.of(joined.split(COMMA, -1)).filter(each -> !each.isEmpty()).toList();
  }

  static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
