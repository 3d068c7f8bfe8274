package org.sluice.core.report;

import java.util.List;

/**
 * A recipient of a message that was refused.
 *
 * @param address as the client gave it
 * @param original {@code type;address} of ORCPT, decoded; empty without
 * @param wantsFailure whether the sender wants to hear of it (NOTIFY)
 */
public record RefusedRecipient(String address, String original, boolean wantsFailure) {

  /** From RCPT and its parameters. */
  public static RefusedRecipient of(String address, List<String> parameters) {
    return new RefusedRecipient(
        address,
        DsnParameters.originalRecipient(parameters),
        DsnParameters.wantsFailure(parameters));
  }
}
