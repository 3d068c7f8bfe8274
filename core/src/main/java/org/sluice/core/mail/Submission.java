package org.sluice.core.mail;

import java.util.List;

/**
 * One question about a message on its way out, as a door (delegation, milter, proxy) learned it.
 *
 * @param stage what is being judged
 * @param messageId what tells one message of the MTA from another ({@code instance} in delegation);
 *     empty if the MTA gives none, then every question is a message of its own
 * @param login the authenticated login, or none
 * @param client the SMTP client's address
 * @param sender the reverse-path, forged or not
 * @param author the visible From where the door can see it, else the reverse-path's address
 * @param recipients the recipients that the door can name: one at RCPT, all or none for a message
 * @param recipientCount how many recipients the message has in all; at RCPT at least one
 * @param queueId the MTA's queue id, for the operator; empty if not yet given
 */
public record Submission(
    Stage stage,
    String messageId,
    SaslUsername login,
    ClientAddress client,
    EnvelopeSender sender,
    String author,
    List<Recipient> recipients,
    int recipientCount,
    String queueId) {

  /** What a question is about. */
  public enum Stage {
    /** One recipient, before the message. */
    RECIPIENT,
    /** The whole message, all its recipients known or at least counted. */
    MESSAGE
  }

  public Submission {
    recipients = List.copyOf(recipients);
  }
}
