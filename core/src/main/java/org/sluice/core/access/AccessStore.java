package org.sluice.core.access;

import java.util.List;
import java.util.Optional;
import org.sluice.core.audit.AuditRecord;

/**
 * Port: administrators and what proves them. A method that changes returns once the change and its
 * audit record are durable, both or neither, and throws the store's refusal otherwise. User ids are
 * lower-cased. Thread-safe; methods block.
 */
public interface AccessStore {

  /** All administrators by user id. From memory. */
  List<Administrator> administrators();

  /** One administrator. From memory. */
  Optional<Administrator> administrator(String userId);

  /** What proves an administrator; {@link Credentials#NONE} of somebody unknown. */
  Credentials credentials(String userId);

  /**
   * Adds an administrator or changes one, with all that goes with it. If the link by which it
   * happens is gone, it is refused as not found: of two who come with the same one, on whichever
   * nodes, one is let in.
   */
  void keep(AccountChange change, AuditRecord record);

  /** Removes an administrator, with sessions, credentials and link. */
  void remove(String userId, AuditRecord record);

  /**
   * What changes of an account in one step.
   *
   * @param administrator as it is from now on
   * @param credentials as they are from now on; empty if they stay. With new ones the account's
   *     one-time link ends
   * @param endsSessions whether the account's sessions end
   * @param spared the SHA-256 of the session that does not; empty for none
   * @param link a new one-time link, in place of the one before
   * @param redeemed the SHA-256 of the one-time link by which it happens and which ends with it;
   *     empty for none
   */
  record AccountChange(
      Administrator administrator,
      Optional<Credentials> credentials,
      boolean endsSessions,
      String spared,
      Optional<OneTimeLink> link,
      String redeemed) {

    /** Without a link by which it happens. */
    public AccountChange(
        Administrator administrator,
        Optional<Credentials> credentials,
        boolean endsSessions,
        String spared,
        Optional<OneTimeLink> link) {
      this(administrator, credentials, endsSessions, spared, link, "");
    }

    /** The administrator alone. */
    public static AccountChange of(Administrator administrator, boolean endsSessions) {
      return new AccountChange(administrator, Optional.empty(), endsSessions, "", Optional.empty());
    }
  }
}
