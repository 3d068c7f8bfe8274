package org.sluice.core.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sluice.core.audit.AuditRecord;

/** Port: sessions of browsers. Durable. Thread-safe; methods block. */
public interface WebSessions {

  /** The session of a cookie's SHA-256, whether it has ended or not. */
  Optional<WebSession> session(String sha256);

  /** The sessions of an administrator, the last used first. */
  List<WebSession> sessions(String userId);

  /**
   * Begins a session in place of another, and so under another name; beyond {@link WebSession#MOST}
   * the oldest of its administrator ends. Those that lack the second factor are counted apart, see
   * {@link WebSession#MOST_HALF_FROM_ADDRESS} and {@link WebSession#MOST_HALF}.
   *
   * @param replaced the SHA-256 of the other; empty for none
   */
  void begin(WebSession session, String replaced);

  /**
   * A sign-in is complete: the session begins in place of another, the account remembers it.
   *
   * @param administrator as the person is; of it only the sign-in is kept
   * @param before the credentials that the code was held against
   * @param credentials as they are from now on: less the code that was taken
   * @return whether it is; if not, the credentials were changed meanwhile, such as by a sign-in
   *     with the same code on another node, or the person was disabled, and nothing has changed
   */
  boolean signIn(
      WebSession session,
      String replaced,
      Administrator administrator,
      Credentials before,
      Credentials credentials,
      AuditRecord record);

  /** Notes that a session was used. Does not wait. */
  void seen(String sha256, Instant at);

  /** Ends a session. */
  void end(String sha256, AuditRecord record);

  /** Ends all sessions of an administrator but one. */
  void endOthers(String userId, String spared, AuditRecord record);
}
