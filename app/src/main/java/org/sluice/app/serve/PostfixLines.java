package org.sluice.app.serve;

import java.util.List;

/**
 * What an administrator pastes into Postfix. The end-to-end scenarios run with exactly these lines.
 *
 * <p>Asked in the sender list, our {@code 550 5.1.8} keeps its status (in the recipient list
 * Postfix makes 5.1.2 of it); asked again at end of data, a message is refused whole. If Sluice is
 * down, mail flows: {@code default_action=DUNNO} (SMTPD_POLICY_README), and for the milter {@code
 * default_action=accept} (MILTER_README).
 */
public final class PostfixLines {
  private PostfixLines() {}

  /** The endpoint as check_policy_service takes it. */
  public static String endpoint(String listen) {
    return "{" + service(listen) + ",default_action=DUNNO}";
  }

  /** The lines for the submission service in master.cf. */
  public static List<String> options(String listen) {
    String asks = "check_policy_service," + endpoint(listen);
    return List.of(
        "-o smtpd_sender_restrictions=" + asks, "-o smtpd_end_of_data_restrictions=" + asks);
  }

  /** The line for the submission service in master.cf, instead of the others. */
  public static String milterOption(String listen) {
    return "-o smtpd_milters={" + service(listen) + ",default_action=accept,protocol=6}";
  }

  private static String service(String listen) {
    return listen.startsWith("unix:") ? listen : "inet:" + listen;
  }
}
