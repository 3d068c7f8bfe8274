package org.sluice.core.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a client asks of reports (RFC 3461, section 4), from the parameters of MAIL and RCPT as they
 * came. What cannot be read counts as not given. {@code RET} is not read: a report returns the
 * header alone, as {@code HDRS} asks and {@code FULL} allows (section 4.3). Pure functions;
 * thread-safe.
 */
public final class DsnParameters {
  /** The longest ENVID, in characters (RFC 3461, section 4.4). */
  public static final int MAX_ENVID = 100;

  /** The longest ORCPT, in characters (RFC 3461, section 4.2). */
  public static final int MAX_ORCPT = 500;

  private DsnParameters() {}

  /** The envelope id of MAIL, decoded; empty if there is none. */
  public static String envelopeId(List<String> ofMail) {
    return value(ofMail, "ENVID")
        .filter(v -> v.length() <= MAX_ENVID)
        .flatMap(DsnParameters::decoded)
        .orElse("");
  }

  /** Whether the sender wants to hear of this recipient's failure; so it is if nothing is said. */
  public static boolean wantsFailure(List<String> ofRcpt) {
    return value(ofRcpt, "NOTIFY")
        .map(v -> Set.of(v.toUpperCase(Locale.ROOT).split(",", -1)).contains("FAILURE"))
        .orElse(true);
  }

  /** The original recipient as {@code type;address}, decoded; empty if there is none. */
  public static String originalRecipient(List<String> ofRcpt) {
    return value(ofRcpt, "ORCPT")
        .filter(v -> v.length() <= MAX_ORCPT && v.matches("[A-Za-z0-9-]+;.+"))
        .flatMap(DsnParameters::decoded)
        .orElse("");
  }

  private static Optional<String> value(List<String> parameters, String keyword) {
    String start = keyword + "=";
    return parameters.stream()
        .filter(p -> p.regionMatches(true, 0, start, 0, start.length()))
        .map(p -> p.substring(start.length()))
        .filter(v -> !v.isEmpty())
        .findFirst();
  }

  /** From xtext (RFC 3461, section 4): {@code +2B} is a plus sign. */
  private static Optional<String> decoded(String xtext) {
    StringBuilder text = new StringBuilder(xtext.length());
    for (int at = 0; at < xtext.length(); at++) {
      char c = xtext.charAt(at);
      if (c != '+') {
        text.append(c);
        continue;
      }
      int high = at + 1 < xtext.length() ? Character.digit(xtext.charAt(at + 1), 16) : -1;
      int low = at + 2 < xtext.length() ? Character.digit(xtext.charAt(at + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      text.append((char) (16 * high + low));
      at += 2;
    }
    return Optional.of(text.toString());
  }
}
