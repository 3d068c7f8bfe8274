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
import org.sluice.core.access.ProviderAccount;
import org.sluice.core.access.Role;
import org.sluice.core.mail.Domains;

/** Administrators, their credentials and one-time links as rows. */
final class AdministratorTable {
  private static final String COMMA = ",";

  private AdministratorTable() {}

  /** Whether it could be added: nobody has the address already. */
  static boolean add(Handle handle, Administrator a) {
    int added =
        handle.execute(
            "INSERT INTO administrator (user_id, display_name, role, domains, enabled,"
                + " needs_second_factor, created, last_sign_in, last_client_ip, password_hash,"
                + " totp_secret, last_totp_step, recovery_codes)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', 0, '')"
                + " ON CONFLICT (user_id) DO NOTHING",
            a.userId(),
            a.displayName(),
            a.role().name(),
            joined(a.domains()),
            number(a.enabled()),
            number(a.needsSecondFactor()),
            a.created().toEpochMilli(),
            a.lastSignIn().map(s -> s.at().toEpochMilli()).orElse(null),
            a.lastSignIn().map(Administrator.SignIn::clientIp).orElse(""));
    return added > 0;
  }

  /** Whether what can be edited is still as it was before, and so was changed. */
  static boolean change(Handle handle, Administrator before, Administrator after) {
    int changed =
        handle.execute(
            "UPDATE administrator SET display_name = ?, role = ?, domains = ?, enabled = ?,"
                + " needs_second_factor = ? WHERE user_id = ? AND display_name = ? AND role = ?"
                + " AND domains = ? AND enabled = ? AND needs_second_factor = ?",
            after.displayName(),
            after.role().name(),
            joined(after.domains()),
            number(after.enabled()),
            number(after.needsSecondFactor()),
            before.userId(),
            before.displayName(),
            before.role().name(),
            joined(before.domains()),
            number(before.enabled()),
            number(before.needsSecondFactor()));
    return changed > 0;
  }

  private static int number(boolean value) {
    return value ? 1 : 0;
  }

  /** Whether what proves somebody is still as it was before, and so was changed. */
  static boolean change(Handle handle, String userId, Credentials before, Credentials after) {
    int changed =
        handle.execute(
            "UPDATE administrator SET password_hash = ?, totp_secret = ?, last_totp_step = ?,"
                + " recovery_codes = ?, provider_issuer = ?, provider_subject = ?"
                + " WHERE user_id = ? AND password_hash = ? AND totp_secret = ?"
                + " AND last_totp_step = ? AND recovery_codes = ? AND provider_issuer = ?"
                + " AND provider_subject = ?",
            after.passwordHash(),
            after.totpSecret(),
            after.lastTotpStep(),
            String.join(COMMA, after.recoveryCodes()),
            after.provider().issuer(),
            after.provider().subject(),
            userId,
            before.passwordHash(),
            before.totpSecret(),
            before.lastTotpStep(),
            String.join(COMMA, before.recoveryCodes()),
            before.provider().issuer(),
            before.provider().subject());
    return changed > 0;
  }

  static void signedIn(Handle handle, String userId, Administrator.SignIn signIn) {
    handle.execute(
        "UPDATE administrator SET last_sign_in = ?, last_client_ip = ? WHERE user_id = ?",
        signIn.at().toEpochMilli(),
        signIn.clientIp(),
        userId);
  }

  static void remove(Handle handle, String userId) {
    endLink(handle, userId);
    handle.execute("DELETE FROM administrator WHERE user_id = ?", userId);
  }

  static List<Administrator> read(Handle handle) {
    return handle
        .createQuery("SELECT * FROM administrator ORDER BY user_id")
        .map((row, context) -> administrator(row))
        .list();
  }

  static Optional<Administrator> find(Handle handle, String userId) {
    return handle
        .createQuery("SELECT * FROM administrator WHERE user_id = ?")
        .bind(0, userId)
        .map((row, context) -> administrator(row))
        .findOne();
  }

  static Optional<Administrator> find(Handle handle, ProviderAccount account) {
    return handle
        .createQuery(
            "SELECT * FROM administrator WHERE provider_issuer = ? AND provider_subject = ?"
                + " AND provider_subject <> ''")
        .bind(0, account.issuer())
        .bind(1, account.subject())
        .map((row, context) -> administrator(row))
        .findOne();
  }

  private static Administrator administrator(ResultSet row) throws SQLException {
    return new Administrator(
        row.getString("user_id"),
        row.getString("display_name"),
        Role.valueOf(row.getString("role")),
        domains(row.getString("domains")),
        row.getBoolean("enabled"),
        row.getBoolean("needs_second_factor"),
        Instant.ofEpochMilli(row.getLong("created")),
        instant(row, "last_sign_in").map(at -> signIn(at, row)));
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
                listed(row.getString("recovery_codes")),
                new ProviderAccount(
                    row.getString("provider_issuer"), row.getString("provider_subject"))))
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
