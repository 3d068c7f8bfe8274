package org.sluice.app.serve;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a starting server prints: where it listens, what to paste, what to try next. */
final class Banner {
  private Banner() {}

  static String of(
      String version,
      Path data,
      Optional<String> facts,
      List<String> delegation,
      List<String> milter,
      String administration,
      Optional<String> first,
      boolean isKept,
      ProxyDoor proxy,
      Optional<String> warning,
      long millis) {
    return """
    Sluice %s is up (%d ms). Data: %s
    %s  policy delegation  %s
      milter             %s
      administration     %s
    %s%s%s%s%s
    Next: ./sluice policy list%s
    then: ./sluice usage anna@example.org%s
    %s\
    """
        .formatted(
            version,
            millis,
            data,
            facts.map(where -> "  facts              " + where + "\n").orElse(""),
            shown(delegation),
            shown(milter),
            administration,
            proxy.described().map(where -> "  SMTP proxy         " + where + "\n").orElse(""),
            delegation.isEmpty() ? "" : delegationLines(delegation.getFirst()),
            milter.isEmpty() ? "" : milterLines(milter.getFirst(), delegation.isEmpty()),
            warning.map(words -> "\nWarning: " + words + "\n").orElse(""),
            first.map(link -> isKept ? keptLines(data) : firstLines(link)).orElse(""),
            option(data),
            option(data),
            proxy.trying().map(Banner::trying).orElse(""));
  }

  private static String firstLines(String link) {
    return """

    There is no administrator yet. Whoever opens this link within an hour becomes the first:
      %s
    """
        .formatted(link);
  }

  private static String keptLines(Path data) {
    return """

    There is no administrator yet. This is kept in a journal, so the link that makes one is not printed.
    On this machine, as the user that Sluice runs as, this prints one for a day and one person:
      ./sluice administrator add you@example.org --role GlobalAdministrator%s
    """
        .formatted(option(data));
  }

  private static String trying(String address) {
    return "Try:  swaks --server "
        + address
        + " --auth PLAIN --auth-user anna@example.org --auth-password x --to b@elsewhere.test\n";
  }

  private static String shown(List<String> addresses) {
    return addresses.isEmpty() ? "off" : String.join(", ", addresses);
  }

  private static String delegationLines(String listen) {
    return """

    Postfix: put these lines under the submission service in /etc/postfix/master.cf,
    then run `postfix reload`:
      %s
    """
        .formatted(String.join("\n  ", PostfixLines.options(listen)));
  }

  /** Both doors at once would count each recipient twice. */
  private static String milterLines(String listen, boolean alone) {
    return """

    %s the milter, which judges each message whole:
      %s
    """
        .formatted(
            alone ? "Postfix: under the submission service," : "Or, instead of these lines,",
            PostfixLines.milterOption(listen));
  }

  private static String option(Path data) {
    return data.endsWith("var") ? "" : " --data " + data;
  }
}
