package org.sluice.app.serve;

import java.nio.file.Path;
import java.util.List;

/** What a starting server prints: where it listens, what to paste, what to try next. */
final class Banner {
  private Banner() {}

  static String of(
      String version, Path data, List<String> delegation, String administration, long millis) {
    return """
    Sluice %s is up (%d ms). Data: %s
      policy delegation  %s
      administration     %s

    Postfix: put these lines under the submission service in /etc/postfix/master.cf,
    then run `postfix reload`:
      %s

    Next: ./sluice policy list%s
    then: ./sluice usage anna@example.org%s
    """
        .formatted(
            version,
            millis,
            data,
            String.join(", ", delegation),
            administration,
            String.join("\n  ", PostfixLines.options(delegation.getFirst())),
            option(data),
            option(data));
  }

  private static String option(Path data) {
    return data.endsWith("var") ? "" : " --data " + data;
  }
}
