package org.sluice.server.proxy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sluice.core.decision.Decision;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.Addresses;
import org.sluice.core.mail.EnvelopeSender;
import org.sluice.core.mail.MessageHeaders;
import org.sluice.core.mail.Recipient;
import org.sluice.core.mail.SaslUsername;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.SmtpReply;
import org.sluice.core.mail.Submission;
import org.sluice.core.mail.Submission.Stage;
import org.sluice.core.report.Account;
import org.sluice.core.report.RefusedMessage;
import org.sluice.protocol.smtp.HeaderBlock;
import org.sluice.protocol.smtp.HeaderFields;

/** Asks the guard about one client's messages and waits for its answer. Not thread-safe. */
final class Judge {
  private static final Logger LOG = LoggerFactory.getLogger(Judge.class);

  private final Gatekeeper gatekeeper;
  private final ClientEnds client;
  private SaslUsername login = SaslUsername.NONE;

  Judge(Gatekeeper gatekeeper, ClientEnds client) {
    this.gatekeeper = gatekeeper;
    this.client = client;
  }

  /** From here on this login is counted. */
  void know(String name) {
    login = new SaslUsername(name);
  }

  boolean knowsLogin() {
    return !login.isNone();
  }

  /** The most recipients that a message of this client may have. */
  int mostRecipients() {
    return identity().isPresent()
        ? gatekeeper.settings().serviceLimits().recipientsPerMessage()
        : ProxyBounds.MOST_RECIPIENTS;
  }

  private Optional<SenderIdentity> identity() {
    return gatekeeper.settings().senders().identify(login, client.address());
  }

  /** To whom a message of this client is reported if it is refused; empty for a reply. */
  Optional<String> account(EnvelopeSender sender) {
    return gatekeeper.desk().isOpen()
        ? Account.of(identity(), sender, gatekeeper.settings().acceptedDomains())
        : Optional.empty();
  }

  /** Whether what became of the message is durable, so that it may be called accepted. */
  boolean report(RefusedMessage message) {
    try {
      var _ = await(gatekeeper.desk().report(message));
      return true;
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.error("{}: a refused message could not be reported", client, e);
      return false;
    }
  }

  /** The refusal's words; empty if it is none. */
  static Optional<SmtpReply> refusal(Decision decision) {
    return switch (decision) {
      case Decision.Permit permit -> Optional.empty();
      case Decision.Defer defer -> Optional.of(defer.reply());
      case Decision.Reject reject -> Optional.of(reject.reply());
    };
  }

  /** Asked at MAIL: whether the sender is restricted. Nothing is counted. */
  Decision sender(String messageId, EnvelopeSender sender) {
    return decision(
        submission(Stage.SENDER, messageId, sender, sender.address(), List.of(), false));
  }

  /** Asked once for a message, all its recipients known: what passes is counted. */
  Decision message(Transaction message) {
    MessageHeaders headers = headers(message.head());
    Submission submission =
        submission(
            Stage.MESSAGE,
            message.messageId(),
            message.sender(),
            headers.author(message.sender()),
            message.recipients(),
            isForward(headers, message.sender()));
    message.charge(submission);
    message.judge();
    return decision(submission);
  }

  private static MessageHeaders headers(HeaderBlock head) {
    MessageHeaders headers = new MessageHeaders();
    HeaderFields.read(head.bytes(), head.headerLength(), headers::add);
    return headers;
  }

  private boolean isForward(MessageHeaders headers, EnvelopeSender sender) {
    Settings settings = gatekeeper.settings();
    String domain = identity().map(id -> Addresses.domainOf(id.name())).orElse("");
    return headers.automaticForward(sender, domain, settings.acceptedDomains()).isPresent();
  }

  private Submission submission(
      Stage stage,
      String messageId,
      EnvelopeSender sender,
      String author,
      List<Recipient> recipients,
      boolean automaticForward) {
    return new Submission(
        stage,
        messageId,
        login,
        client.address(),
        sender,
        author,
        recipients,
        recipients.size(),
        "",
        automaticForward);
  }

  /** A failure of ours is no reason to stop mail: it passes, and the log says so. */
  private Decision decision(Submission submission) {
    try {
      return await(gatekeeper.ask(submission));
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.error("A submission could not be judged and passes", e);
      return Decision.Permit.INBOUND;
    }
  }

  /** Gives back what was counted for a message that was not delivered. */
  void withdraw(Submission submission) {
    try {
      var _ = await(gatekeeper.withdraw(submission).thenApply(nothing -> true));
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.error("A message that was not delivered stays counted", e);
    }
  }

  private static <T> T await(CompletionStage<T> stage) throws ExecutionException, TimeoutException {
    try {
      return stage.toCompletableFuture().get(ProxyBounds.JUDGE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted");
    }
  }
}
