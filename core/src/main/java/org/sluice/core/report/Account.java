package org.sluice.core.report;

import java.util.Optional;
import java.util.regex.Pattern;
import org.sluice.core.mail.AcceptedDomains;
import org.sluice.core.mail.Addresses;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.SenderIdentity;

/**
 * To whom a refused message may be reported: the login's own address, never one that the message
 * names. Where there is none, a refusal stays a reply. Pure functions; thread-safe.
 */
public final class Account {
  /** The longest address, in characters (RFC 5321, section 4.5.3.1.3, without the brackets). */
  public static final int MAX_CHARS = 254;

  /** A dot-atom and a domain, in ASCII: what any server takes, and nothing that needs quoting. */
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");

  private Account() {}

  /**
   * The address to report to; empty if the refusal has to be a reply: for a connector, for a login
   * that is no address, for one whose domain is not accepted, and for the null reverse-path, which
   * is a report itself (RFC 3464, section 2).
   */
  public static Optional<String> of(
      Optional<SenderIdentity> identity, EnvelopeSender sender, AcceptedDomains accepted) {
    if (sender.isNull()) {
      return Optional.empty();
    }
    return identity
        .filter(SenderIdentity.User.class::isInstance)
        .map(SenderIdentity::name)
        .filter(name -> isOwnAddress(name, accepted));
  }

  private static boolean isOwnAddress(String name, AcceptedDomains accepted) {
    String domain = Addresses.domainOf(name);
    return name.length() <= MAX_CHARS
        && ADDRESS.matcher(name).matches()
        && accepted.isInternal(domain, domain);
  }
}
