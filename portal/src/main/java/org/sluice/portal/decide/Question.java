package org.sluice.portal.decide;

import java.util.List;
import java.util.Optional;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.Addresses;
import org.sluice.core.mail.ClientAddress;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.MessageHeaders;
import org.sluice.core.mail.Recipient;
import org.sluice.core.mail.SaslUsername;
import org.sluice.core.mail.SenderIdentity;
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

  /** About a message of which nothing could be read. */
  static Question ofNobody() {
    return new Question(
        Stage.MESSAGE, "", "", "", "", "", List.of(), 0, "", false, new MessageHeaders());
  }

  /** Who counts; empty if nobody does. */
  Optional<SenderIdentity> sender(Settings settings) {
    return settings.senders().identify(user(), new ClientAddress(client));
  }

  private SaslUsername user() {
    return login.isEmpty() ? SaslUsername.NONE : new SaslUsername(login);
  }

  /** The submission that the guard is asked about. */
  Submission submission(Settings settings) {
    EnvelopeSender sender = from.isEmpty() ? EnvelopeSender.NULL : new EnvelopeSender(from);
    return new Submission(
        stage,
        id,
        user(),
        new ClientAddress(client),
        sender,
        author.isEmpty() ? headers.author(sender) : author,
        recipients.stream().map(Recipient::new).toList(),
        Math.max(recipientCount, recipients.size()),
        queueId,
        stage == Stage.MESSAGE && (automaticForward || isForward(settings, sender)));
  }

  private boolean isForward(Settings settings, EnvelopeSender sender) {
    String domain =
        sender(settings).map(identity -> Addresses.domainOf(identity.name())).orElse("");
    return headers.automaticForward(sender, domain, settings.acceptedDomains()).isPresent();
  }
}
