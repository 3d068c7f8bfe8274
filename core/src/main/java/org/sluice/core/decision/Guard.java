package org.sluice.core.decision;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.sluice.core.limit.Balance;
import org.sluice.core.limit.Held;
import org.sluice.core.limit.LimitKind;
import org.sluice.core.limit.LimitLedger;
import org.sluice.core.limit.Limits;
import org.sluice.core.limit.Moment;
import org.sluice.core.limit.SenderKey;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.Submission;
import org.sluice.core.policy.Mode;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyBook;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;
import org.sluice.core.restriction.Restrictions;
import org.sluice.core.restriction.Standing;

/**
 * The one question: may this submission pass?
 *
 * <p>Who is it for? A login, else a connector, else nobody: inbound mail, no opinion. Is the sender
 * restricted? Then no, before anything is counted. Does a machine forward it, against the policy?
 * Then no, and the sender stays free. Where several nodes share a ledger, it is asked even about a
 * sender whom this node's own copy holds restricted, and its word counts: a lift or a restriction
 * binds every node at its next request. Else one charge goes to the ledger, and what it answers is
 * the decision; the charge that crosses a limit of the policy writes the restriction before it is
 * answered.
 *
 * <p>Thread-safe; never blocks. The stage completes where the ledger's or the restrictions' does.
 */
public final class Guard {
  private static final CompletionStage<Decision> INBOUND =
      CompletableFuture.completedFuture(Decision.Permit.INBOUND);
  private static final CompletionStage<Decision> NOT_RESTRICTED =
      CompletableFuture.completedFuture(Decision.Permit.NOT_RESTRICTED);

  private final Supplier<Settings> settings;
  private final Supplier<PolicyBook> book;
  private final LimitLedger ledger;
  private final Restrictions restrictions;
  private final ExceedanceLog exceedances;
  private final Watch watch;
  private final QuietTime quiet = new QuietTime();
  private volatile Rulebook rulebook;

  /** A guard whom nobody watches. */
  public Guard(
      Supplier<Settings> settings,
      Supplier<PolicyBook> book,
      LimitLedger ledger,
      Restrictions restrictions,
      ExceedanceLog exceedances) {
    this(settings, book, ledger, restrictions, exceedances, Watch.NOBODY);
  }

  public Guard(
      Supplier<Settings> settings,
      Supplier<PolicyBook> book,
      LimitLedger ledger,
      Restrictions restrictions,
      ExceedanceLog exceedances,
      Watch watch) {
    this.settings = settings;
    this.book = book;
    this.ledger = ledger;
    this.restrictions = restrictions;
    this.exceedances = exceedances;
    this.watch = watch;
    this.rulebook = new Rulebook(settings.get(), book.get());
  }

  /** Decides, and counts what it lets pass. */
  public CompletionStage<Decision> decide(Submission submission, Moment moment) {
    Rulebook rules = rulebook();
    Optional<SenderIdentity> identity =
        rules.settings().senders().identify(submission.login(), submission.client());
    if (identity.isEmpty()) {
      return INBOUND;
    }
    Question question = new Question(submission, identity.get(), rules, moment);
    Standing standing = restrictions.standing(RestrictedEntity.of(identity.get()));
    return standing.open().isPresent()
        ? restricted(question, standing.open().get(), standing)
        : free(question, standing, Held.FREE);
  }

  /**
   * Gives back what a message had counted, because after all it was not let through: the next hop
   * refused it or was lost. The message must have an id; one that the ledger no longer remembers
   * stays counted.
   */
  public CompletionStage<Void> withdraw(Submission submission, Moment moment) {
    long message = ChargeMaking.message(submission);
    Optional<SenderIdentity> identity =
        rulebook().settings().senders().identify(submission.login(), submission.client());
    return identity.isEmpty() || message == 0
        ? CompletableFuture.completedFuture(null)
        : ledger.withdraw(SenderKey.of(identity.get().key()), message, moment.steadyMillis());
  }

  /**
   * A message that is refused whole counts nothing. A recipient that is refused while those before
   * it were let through stays counted: to give back its message would free theirs.
   */
  private CompletionStage<Void> givenBack(Question question, Balance balance) {
    boolean whole = question.submission().stage() == Submission.Stage.MESSAGE;
    int asked = question.submission().recipients().size();
    return whole || balance.usage().recipientsOfMessage() <= asked
        ? withdraw(question.submission(), question.moment())
        : CompletableFuture.completedFuture(null);
  }

  private record Question(
      Submission submission, SenderIdentity sender, Rulebook rules, Moment moment) {
    Instant now() {
      return Instant.ofEpochMilli(moment.wallMillis());
    }

    Decision refused(Reason reason, String more) {
      return Refusals.of(reason, more, sender, submission, moment);
    }

    Decision restricted(List<String> copies) {
      return Refusals.restricted(sender, rules.settings(), submission, moment, copies);
    }

    boolean isForbiddenForward(OutboundSpamPolicy policy) {
      return submission.automaticForward()
          && !policy.autoForwarding().allows()
          && ChargeMaking.hasExternal(submission, sender, rules.settings().acceptedDomains());
    }
  }

  /** An end that came while nobody looked is written before the sender's usage starts afresh. */
  private CompletionStage<Decision> restricted(
      Question question, Restriction restriction, Standing known) {
    Instant now = question.now();
    if (restriction.isActive(now)) {
      return ledger.isShared()
          ? free(question, known, held(restriction, known))
          : done(question.restricted(List.of()));
    }
    Lift lift = restriction.runOut(now, question.moment().steadyMillis());
    return restrictions
        .runOut(restriction, lift)
        .thenCompose(standing -> free(question, standing, Held.FREE));
  }

  /**
   * What travels to a ledger that may know of a lift which this node has not heard of. An open
   * restriction is later than the lift before it, whatever the clocks said.
   */
  private static Held held(Restriction restriction, Standing known) {
    long until =
        switch (restriction.block()) {
          case Block.Until(Instant end) -> end.toEpochMilli();
          case Block.UntilLifted() -> Held.UNTIL_LIFTED;
        };
    long since = Math.max(restriction.created().toEpochMilli(), known.afreshMillis() + 1);
    return new Held(since, until);
  }

  private CompletionStage<Decision> free(Question question, Standing standing, Held held) {
    if (question.submission().stage() != Submission.Stage.SENDER) {
      return charge(question, standing, held);
    }
    return held.restricted()
        ? look(question, standing, held, Decision.Permit.NOT_RESTRICTED)
        : NOT_RESTRICTED;
  }

  private CompletionStage<Decision> look(
      Question question, Standing standing, Held held, Decision ifFree) {
    return ledger
        .look(SenderKey.of(question.sender().key()), held, standing.afreshMillis())
        .thenApply(balance -> balance.restricted() ? question.restricted(List.of()) : ifFree);
  }

  private CompletionStage<Decision> charge(Question question, Standing standing, Held held) {
    OutboundSpamPolicy policy = question.rules().policy(question.sender(), question.submission());
    if (question.isForbiddenForward(policy) && policy.mode() == Mode.Enforce) {
      Decision forward = question.refused(Reason.AUTOMATIC_FORWARD, "");
      return held.restricted() ? look(question, standing, held, forward) : done(forward);
    }
    Limits limits = question.rules().limits(policy);
    boolean immune = limits.policyBinds() && standing.isImmune(question.now());
    return ledger
        .charge(
            ChargeMaking.of(
                question.submission(),
                question.sender(),
                question.rules().settings().acceptedDomains(),
                immune ? limits.advisory() : limits,
                question.moment().steadyMillis(),
                standing.afreshMillis(),
                held))
        .thenCompose(balance -> {
          if (balance.restricted()) {
            return done(question.restricted(List.of()));
          }
          watch.seen(question.sender(), question.submission(), limits, balance, question.moment());
          return judge(question, policy, limits.policyBinds(), balance);
        });
  }

  /** What a lost store's policy refuses is not counted when the store is back. */
  private CompletionStage<Decision> judge(
      Question question, OutboundSpamPolicy policy, boolean immune, Balance balance) {
    if (!balance.recorded()) {
      switch (policy.storeLoss()) {
        case Open -> {
          return done(new Decision.Permit(Reason.STORE_LOST_OPEN));
        }
        case Closed -> {
          return givenBack(question, balance)
              .thenApply(back -> question.refused(Reason.STORE_LOST_CLOSED, ""));
        }
        case Local -> {}
      }
    }
    LimitKind exceeded = balance.exceeded();
    if (exceeded == null) {
      return done(
          question.isForbiddenForward(policy)
              ? new Decision.Permit(Reason.FORWARD_MONITORED)
              : Decision.Permit.WITHIN_LIMITS);
    }
    return balance.granted()
        ? passedAbove(question, policy, immune, balance, exceeded)
        : refused(question, policy, balance, exceeded);
  }

  private CompletionStage<Decision> refused(
      Question question, OutboundSpamPolicy policy, Balance balance, LimitKind exceeded) {
    return switch (exceeded) {
      case EXTERNAL_RECIPIENTS_PER_HOUR, INTERNAL_RECIPIENTS_PER_HOUR, RECIPIENTS_PER_DAY ->
          restrict(question, policy, balance, exceeded);
      case MESSAGES_PER_MINUTE -> done(tooManyMessages(question, balance));
      case RECIPIENTS_PER_MESSAGE ->
          done(
              question.refused(
                  question.submission().stage() == Submission.Stage.RECIPIENT
                      ? Reason.TOO_MANY_RECIPIENTS
                      : Reason.TOO_MANY_RECIPIENTS_IN_MESSAGE,
                  ""));
      case RECIPIENT_RATE -> done(question.refused(Reason.RECIPIENT_RATE, ""));
      case ORGANIZATION_EXTERNAL_RECIPIENTS ->
          done(question.refused(Reason.ORGANIZATION_LIMIT, ""));
    };
  }

  private CompletionStage<Decision> restrict(
      Question question, OutboundSpamPolicy policy, Balance balance, LimitKind exceeded) {
    Restriction wanted =
        Sentence.of(
            question.sender(),
            policy,
            exceeded,
            balance.usage(),
            question.submission(),
            question.moment(),
            question.rules().settings().zone());
    List<String> copies = policy.bccSuspicious().effective();
    return restrictions.restrict(wanted).thenApply(restriction -> question.restricted(copies));
  }

  private CompletionStage<Decision> passedAbove(
      Question question,
      OutboundSpamPolicy policy,
      boolean immune,
      Balance balance,
      LimitKind exceeded) {
    Decision permit =
        new Decision.Permit(whyPassed(policy, immune), policy.bccSuspicious().effective());
    if (!balance.first() || !isNews(question, exceeded)) {
      return done(permit);
    }
    return exceedances
        .record(
            new Exceedance(
                RestrictedEntity.of(question.sender()),
                policy.name(),
                exceeded,
                permit.reason(),
                Sentence.counts(balance.usage()),
                Sentence.evidence(question.submission(), balance.usage(), question.now())))
        .thenApply(recorded -> permit);
  }

  /** With the audit log off nobody would hear of it: that begins no quiet time. */
  private boolean isNews(Question question, LimitKind exceeded) {
    return exceedances.isOn()
        && quiet.isOver(
            RestrictedEntity.of(question.sender()), exceeded, question.moment().steadyMillis());
  }

  /** Above a limit that binds only those pass whom somebody lifted today, here or elsewhere. */
  private static Reason whyPassed(OutboundSpamPolicy policy, boolean immune) {
    if (immune) {
      return Reason.RELEASED_TODAY;
    }
    return policy.mode() == Mode.Monitor ? Reason.MONITOR : Reason.ALERT_ONLY;
  }

  private static Decision tooManyMessages(Question question, Balance balance) {
    long seconds = Math.max(1, (balance.retryAfterMillis() + 999) / 1000);
    return question.refused(Reason.TOO_MANY_MESSAGES, ", try again in " + seconds + " seconds");
  }

  private static CompletionStage<Decision> done(Decision decision) {
    return CompletableFuture.completedFuture(decision);
  }

  private Rulebook rulebook() {
    Rulebook current = rulebook;
    Settings nowSettings = settings.get();
    PolicyBook nowBook = book.get();
    if (!current.isOf(nowSettings, nowBook)) {
      current = new Rulebook(nowSettings, nowBook);
      rulebook = current;
    }
    return current;
  }
}
