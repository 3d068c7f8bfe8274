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

  /** The administrator who signs in with an account at a provider. */
  Optional<Administrator> boundTo(ProviderAccount account);

  /**
   * Adds an administrator or changes one, with all that goes with it. If the link by which it
   * happens is gone, it is refused as not found: of two who come with the same one, on whichever
   * nodes, one is let in. If what it started from is no longer what is kept, because another node
   * changed it meanwhile, it is refused as a conflict and nothing changes.
   */
  void keep(AccountChange change, AuditRecord record);

  /** Removes an administrator, with sessions, credentials and link. */
  void remove(String userId, AuditRecord record);

  /**
   * What changes of an account in one step. What is signed in with, when and from where, is not
   * among it: {@link WebSessions#signIn} keeps that.
   *
   * @param before as the administrator was; empty for a new one
   * @param administrator as it is from now on
   * @param credentials what proves it, before and from now on; empty if that stays. With new ones
   *     the account's one-time link ends
   * @param endsSessions whether the account's sessions end
   * @param spared the SHA-256 of the session that does not; empty for none
   * @param link a new one-time link, in place of the one before
   * @param redeemed the SHA-256 of the one-time link by which it happens and which ends with it;
   *     empty for none
   */
  record AccountChange(
      Optional<Administrator> before,
      Administrator administrator,
      Optional<Proof> credentials,
      boolean endsSessions,
      String spared,
      Optional<OneTimeLink> link,
      String redeemed) {

    /** What proved an administrator, and what does from now on. */
    public record Proof(Credentials before, Credentials after) {}

    /** A new administrator. */
    public static AccountChange added(Administrator administrator) {
      return new AccountChange(
          Optional.empty(), administrator, Optional.empty(), false, "", Optional.empty(), "");
    }

    /** Another administrator in place of one. */
    public static AccountChange of(
        Administrator before, Administrator after, boolean endsSessions) {
      return new AccountChange(
          Optional.of(before), after, Optional.empty(), endsSessions, "", Optional.empty(), "");
    }

    /** The same, with other credentials. */
    public AccountChange proving(Credentials from, Credentials to) {
      return new AccountChange(
          before,
          administrator,
          Optional.of(new Proof(from, to)),
          endsSessions,
          spared,
          link,
          redeemed);
    }

    /** The same, with a new one-time link. */
    public AccountChange linked(OneTimeLink fresh) {
      return new AccountChange(
          before, administrator, credentials, endsSessions, spared, Optional.of(fresh), redeemed);
    }

    /** The same, but for a session that goes on. */
    public AccountChange sparing(String session) {
      return new AccountChange(
          before, administrator, credentials, endsSessions, session, link, redeemed);
    }

    /** The same, by a one-time link that ends with it. */
    public AccountChange redeeming(String sha256) {
      return new AccountChange(
          before, administrator, credentials, endsSessions, spared, link, sha256);
    }
  }
}
