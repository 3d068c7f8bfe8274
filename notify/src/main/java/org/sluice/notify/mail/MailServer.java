package org.sluice.notify.mail;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where mail is submitted, and as whom.
 *
 * @param user the login; empty for none
 * @param passwordFile its password, in the first line of a file
 * @param from the visible author of notices
 * @param envelopeSender the reverse-path of notices: where their bounces go
 * @param caFile whose certificates are believed instead of the machine's authorities (PEM)
 */
public record MailServer(
    String host,
    int port,
    Tls tls,
    String user,
    Optional<Path> passwordFile,
    String from,
    String envelopeSender,
    Optional<Path> caFile) {

  /** How the connection is protected. */
  public enum Tls {
    /** Not at all; for a server on this machine. */
    NONE,
    /** STARTTLS, or nothing is sent (RFC 3207). */
    STARTTLS,
    /** From the first byte (RFC 8314). */
    IMPLICIT
  }
}
