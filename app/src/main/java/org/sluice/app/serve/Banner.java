package org.sluice.app.serve;

import java.nio.file.Path;
import java.util.List;

/** What a starting server prints: where it listens, what to paste, what to try next. */
final class Banner {
  private Banner() {}

  static String of(
      String version, Path data, List<String> delegation, String administration, long millis) {
    String service = postfixName(delegation.getFirst());
    return """
    Sluice %s is up (%d ms). Data: %s
      policy delegation  %s
      administration     %s

    Postfix: put this into the submission service of /etc/postfix/master.cf, then `postfix reload`:
      -o smtpd_sender_restrictions=check_policy_service,{%s,default_action=DUNNO}
      -o smtpd_end_of_data_restrictions=check_policy_service,{%s,default_action=DUNNO}

    Next: ./sluice policy list%s      then: ./sluice usage anna@example.org%s
    """
        .formatted(
            version,
            millis,
            data,
            String.join(", ", delegation),
            "http://" + administration,
            service,
            service,
            option(data),
            option(data));
  }

  /** The form in which check_policy_service names an endpoint (postconf(5)). */
  private static String postfixName(String listen) {
    return listen.startsWith("unix:") ? listen : "inet:" + listen;
  }

  private static String option(Path data) {
    return data.endsWith("var") ? "" : " --data " + data;
  }
}
