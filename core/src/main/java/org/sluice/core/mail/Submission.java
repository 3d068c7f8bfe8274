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
 * @param recipients the recipients that the door can name: at RCPT one, or all so far; all or none
 *     for a message
 * @param recipientCount how many recipients the message has in all; at RCPT at least one
 * @param queueId the MTA's queue id, for the operator; empty if not yet given
 * @param automaticForward whether the door saw that a machine forwards this message; a door that
 *     sees no header never does
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
    String queueId,
    boolean automaticForward) {

  /** What a question is about. */
  public enum Stage {
    /** The sender alone, at MAIL: whether it is restricted. Nothing is counted. */
    SENDER,
    /** One recipient, before the message. */
    RECIPIENT,
    /** The whole message, all its recipients known or at least counted. */
    MESSAGE
  }

  public Submission {
    recipients = List.copyOf(recipients);
  }

  /** A submission of a door that sees no header. */
  public Submission(
      Stage stage,
      String messageId,
      SaslUsername login,
      ClientAddress client,
      EnvelopeSender sender,
      String author,
      List<Recipient> recipients,
      int recipientCount,
      String queueId) {
    this(
        stage,
        messageId,
        login,
        client,
        sender,
        author,
        recipients,
        recipientCount,
        queueId,
        false);
  }
}
