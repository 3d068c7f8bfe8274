package org.sluice.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A request as Postfix 3.7 sends it, with places of fixed width for what differs, so that making
 * one costs the generator next to nothing. Not thread-safe.
 */
final class RequestText {
  private static final String LOGIN = "\nsasl_username=user";
  private static final String RECIPIENT = "\nrecipient=r";
  private static final String INSTANCE = "\ninstance=1a2b.";
  private static final int DIGITS = 8;

  private final byte[] bytes;
  private final int login;
  private final int recipient;
  private final int instance;

  private RequestText(String text) {
    bytes = text.getBytes(US_ASCII);
    login = text.indexOf(LOGIN) + LOGIN.length();
    recipient = text.indexOf(RECIPIENT) < 0 ? -1 : text.indexOf(RECIPIENT) + RECIPIENT.length();
    instance = text.indexOf(INSTANCE) + INSTANCE.length();
  }

  static RequestText recipient() {
    return new RequestText(text("RCPT", "r00000000@elsewhere.test", 0));
  }

  /** The end of a message; one recipient is named, several are only counted. */
  static RequestText endOfMessage(int recipients) {
    return new RequestText(
        text("END-OF-MESSAGE", recipients == 1 ? "r00000000@elsewhere.test" : "", recipients));
  }

  private static String text(String state, String recipient, int count) {
    return """
    request=smtpd_access_policy
    protocol_state=%s
    protocol_name=ESMTP
    client_address=192.0.2.1
    client_name=unknown
    client_port=40122
    reverse_client_name=unknown
    server_address=192.0.2.2
    server_port=587
    helo_name=[192.168.0.7]
    sender=anna@example.org
    recipient=%s
    recipient_count=%d
    queue_id=
    instance=1a2b.00000000.0
    size=0
    etrn_domain=
    stress=
    sasl_method=plain
    sasl_username=user00000000@example.org
    sasl_sender=
    ccert_subject=
    ccert_issuer=
    ccert_fingerprint=
    ccert_pubkey_fingerprint=
    encryption_protocol=TLSv1.3
    encryption_cipher=TLS_AES_256_GCM_SHA384
    encryption_keysize=256
    policy_context=

    """
        .formatted(state, recipient, count);
  }

  /** The request's bytes, to be written before the next call. */
  byte[] with(int sender, int message, int recipientNumber) {
    digits(login, sender);
    digits(instance, message);
    if (recipient >= 0) {
      digits(recipient, recipientNumber);
    }
    return bytes;
  }

  private void digits(int at, int number) {
    int rest = number;
    for (int i = DIGITS - 1; i >= 0; i--) {
      bytes[at + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
