package org.sluice.portal.decide;

import java.util.List;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.Addresses;
import org.sluice.core.mail.ClientAddress;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.MessageHeaders;
import org.sluice.core.mail.Recipient;
import org.sluice.core.mail.SaslUsername;
import org.sluice.core.mail.Submission;
import org.sluice.core.mail.Submission.Stage;

/**
 * What a mail server told over HTTP, in its own words.
 *
 * @param id tells one message from another; empty if the server has nothing of the kind
 * @param author the visible From if the server read it; empty to read it from the headers
 * @param automaticForward whether the server itself knows that it is one
 */
record Question(
    Stage stage,
    String id,
    String login,
    String client,
    String from,
    String author,
    List<String> recipients,
    int recipientCount,
    String queueId,
    boolean automaticForward,
    MessageHeaders headers) {

  /** The submission that the guard is asked about. */
  Submission submission(Settings settings) {
    EnvelopeSender sender = from.isEmpty() ? EnvelopeSender.NULL : new EnvelopeSender(from);
    SaslUsername user = login.isEmpty() ? SaslUsername.NONE : new SaslUsername(login);
    ClientAddress address = new ClientAddress(client);
    return new Submission(
        stage,
        id,
        user,
        address,
        sender,
        author.isEmpty() ? headers.author(sender) : author,
        recipients.stream().map(Recipient::new).toList(),
        Math.max(recipientCount, recipients.size()),
        queueId,
        stage == Stage.MESSAGE && (automaticForward || isForward(settings, sender, user, address)));
  }

  private boolean isForward(
      Settings settings, EnvelopeSender sender, SaslUsername user, ClientAddress address) {
    String domain =
        settings
            .senders()
            .identify(user, address)
            .map(identity -> Addresses.domainOf(identity.name()))
            .orElse("");
    return headers.automaticForward(sender, domain, settings.acceptedDomains()).isPresent();
  }
}
