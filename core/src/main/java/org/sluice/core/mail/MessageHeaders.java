package org.sluice.core.mail;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.DOTALL;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a door needs to know of a message's header: who its visible author is, and whether it is an
 * automatic forward. Fields of other names are not kept, so most of a header costs nothing.
 *
 * <p>Bounds: {@value #MAX_FIELDS} fields of {@value #MAX_VALUE} characters; what lies beyond is
 * passed over and the message is judged by what was kept. Not thread-safe: one per message.
 */
public final class MessageHeaders {
  /** Fields kept. */
  public static final int MAX_FIELDS = 64;

  /** Characters kept of one field's value. */
  public static final int MAX_VALUE = 4_096;

  private static final String FROM = "from";
  private static final String RESENT = "resent-";
  private static final String RESENT_FROM = "resent-from";
  private static final Pattern SRS = Pattern.compile("srs[01][=+-].*", CASE_INSENSITIVE);
  private static final Pattern AUTO_FORWARDED =
      Pattern.compile("\\s*auto-forwarded([\\s;(].*)?", CASE_INSENSITIVE | DOTALL);
  private static final int LONGEST_NAME = 32;

  private final List<Field> fields = new ArrayList<>();

  private record Field(String name, String value) {}

  /**
   * Notes a field in the order in which the message has it.
   *
   * @param name without the colon; case does not matter
   * @param value may be folded
   */
  public void add(String name, String value) {
    if (fields.size() >= MAX_FIELDS || name.length() > LONGEST_NAME) {
      return;
    }
    String lower = Addresses.lower(name.strip());
    if (isRead(lower)) {
      String kept = value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value;
      fields.add(new Field(lower, kept));
    }
  }

  private static boolean isRead(String name) {
    return switch (name) {
      case FROM,
          "auto-submitted",
          "x-forwarded-to",
          "x-forwarded-for",
          "x-sieve",
          "x-sieve-redirected-from" ->
          true;
      default -> name.startsWith(RESENT);
    };
  }

  /** How many fields are kept. */
  public int size() {
    return fields.size();
  }

  /** Forgets everything, for the next message. */
  public void clear() {
    fields.clear();
  }

  /**
   * The addresses in From, first to last, of several From fields too (RFC 5322, section 3.6, allows
   * one); empty where there is none that can be read.
   */
  public List<String> authors() {
    return addressesOf(FROM);
  }

  /** The first author; without any, the reverse-path's address, which may be empty. */
  public String author(EnvelopeSender sender) {
    List<String> authors = authors();
    return authors.isEmpty() ? sender.address() : authors.getFirst();
  }

  /**
   * Whether the message is an automatic forward, and by which sign. A person who uses "Resend" or
   * "Redirect" sends with an own reverse-path and an own Resent-From: that is no automatic forward,
   * whatever the message that is sent again carries.
   *
   * @param sender the reverse-path
   * @param submitterDomain the domain of the login; empty for a connector
   * @param accepted tells own domains
   */
  public Optional<ForwardSign> automaticForward(
      EnvelopeSender sender, String submitterDomain, AcceptedDomains accepted) {
    boolean own = !sender.isNull() && isOwn(sender.address(), submitterDomain, accepted);
    if (own && isSrs(sender.address())) {
      return Optional.of(ForwardSign.SRS);
    }
    boolean byPerson =
        own
            && addressesOf(RESENT_FROM).stream()
                .anyMatch(address -> isOwn(address, submitterDomain, accepted));
    return byPerson ? Optional.empty() : signInFields(own);
  }

  private Optional<ForwardSign> signInFields(boolean own) {
    for (Field field : fields) {
      Optional<ForwardSign> sign = sign(field, own);
      if (sign.isPresent()) {
        return sign;
      }
    }
    return Optional.empty();
  }

  /**
   * X-Forwarded-For with an IP address is a web proxy's field, and Thunderbird's
   * X-Forwarded-Message-Id is a person's: neither is a sign.
   */
  private static Optional<ForwardSign> sign(Field field, boolean own) {
    return switch (field.name()) {
      case FROM -> Optional.empty();
      case "auto-submitted" -> when(isAutoForwarded(field.value()), ForwardSign.AUTO_SUBMITTED);
      case "x-forwarded-to", "x-forwarded-for" ->
          when(!Mailboxes.of(field.value()).isEmpty(), ForwardSign.X_FORWARDED);
      case "x-sieve-redirected-from" -> Optional.of(ForwardSign.SIEVE_REDIRECT);
      case "x-sieve" -> when(!own, ForwardSign.SIEVE);
      default -> when(!own, ForwardSign.RESENT);
    };
  }

  private static Optional<ForwardSign> when(boolean seen, ForwardSign sign) {
    return seen ? Optional.of(sign) : Optional.empty();
  }

  /** RFC 3834, section 5: a keyword, then perhaps parameters or a comment. */
  private static boolean isAutoForwarded(String value) {
    return AUTO_FORWARDED.matcher(value).matches();
  }

  private static boolean isSrs(String address) {
    return SRS.matcher(address).matches();
  }

  private static boolean isOwn(String address, String submitterDomain, AcceptedDomains accepted) {
    String domain = Addresses.domainOf(address);
    return accepted.isInternal(domain, submitterDomain)
        || (!domain.isEmpty() && domain.equals(submitterDomain));
  }

  private List<String> addressesOf(String name) {
    List<String> all = new ArrayList<>();
    for (Field field : fields) {
      if (field.name().equals(name)) {
        all.addAll(Mailboxes.of(field.value()));
      }
    }
    return all;
  }
}
