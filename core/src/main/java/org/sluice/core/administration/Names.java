package org.sluice.core.administration;

import java.util.List;
import java.util.regex.Pattern;
import org.sluice.core.mail.Domains;

/** What a name of a policy or rule may be, and what may be in other words. */
final class Names {
  /** The longest name, as in Exchange. */
  static final int MOST = 64;

  /** The longest address (RFC 5321, section 4.5.3.1.3: a path less its brackets). */
  static final int MOST_ADDRESS = 254;

  private static final Pattern ADDRESS =
      Pattern.compile("[^\\s\\p{Cntrl}<>,;@]+@[^\\s\\p{Cntrl}<>,;@]+");

  private static final Pattern DOMAIN =
      Pattern.compile("\\.?[^\\s\\p{Cntrl}<>,;@.]+(\\.[^\\s\\p{Cntrl}<>,;@.]+)*");

  private Names() {}

  static void check(String what, String name) {
    boolean bad =
        name.isBlank()
            || !name.equals(name.strip())
            || name.length() > MOST
            || name.chars().anyMatch(Character::isISOControl);
    if (bad) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "The name of a "
              + what
              + " is 1 to "
              + MOST
              + " printable characters without a blank at either end: '"
              + name
              + "'");
    }
  }

  /** Refuses words with a control character that is neither a tab nor the end of a line. */
  static void checkWords(String what, String words) {
    if (words.chars().anyMatch(c -> Character.isISOControl(c) && "\t\r\n".indexOf(c) < 0)) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "The " + what + " has a control character in it; only tabs and ends of lines may be.");
    }
  }

  /** Refuses a value with a control character: names, domains and whatever else is one line. */
  static void checkLine(String what, String value) {
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new Refusal(
          Refusal.Kind.INVALID, "The " + what + " has a control character in it; none may be.");
    }
  }

  static void checkRoom(String what, int count, int most) {
    if (count >= most) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "There are " + count + " " + what + " already, the most there may be.");
    }
  }

  /** Whether a text is user@domain. */
  static boolean isAddress(String text) {
    return text.length() <= MOST_ADDRESS && ADDRESS.matcher(text).matches();
  }

  /** Refuses more domains than there may be, or an entry that is none. */
  static void checkDomains(Domains domains) {
    if (domains.names().size() > Domains.MOST) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          domains.names().size() + " domains are too many; at most " + Domains.MOST + ".");
    }
    for (String name : domains.names()) {
      if (name.length() > MOST_ADDRESS || !DOMAIN.matcher(name).matches()) {
        throw new Refusal(
            Refusal.Kind.INVALID,
            "'" + name + "' is not a domain (example.org, or .example.org for its subdomains).");
      }
    }
  }

  /** Refuses a list that is too long, or an entry that no mail could be sent to. */
  static void checkAddresses(String what, List<String> addresses, int most) {
    if (addresses.size() > most) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          what + " has " + addresses.size() + " recipients; at most " + most + ".");
    }
    for (String address : addresses) {
      if (!isAddress(address)) {
        throw new Refusal(
            Refusal.Kind.INVALID, what + ": '" + address + "' is not an address (user@domain).");
      }
    }
  }
}
