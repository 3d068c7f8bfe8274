package org.sluice.core.decision;

import java.util.IdentityHashMap;
import org.sluice.core.limit.Limits;
import org.sluice.core.mail.Addresses;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.mail.Submission;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyBook;

/**
 * Settings and policies of one instant, with the limits worked out once for each policy. Immutable;
 * one decision sees one rulebook.
 */
final class Rulebook {
  private final Settings settings;
  private final PolicyBook book;
  private final IdentityHashMap<OutboundSpamPolicy, Limits> limits = new IdentityHashMap<>();

  Rulebook(Settings settings, PolicyBook book) {
    this.settings = settings;
    this.book = book;
    book.policies().forEach(p -> limits.put(p, EffectiveLimits.of(p, settings)));
  }

  @SuppressWarnings("ReferenceEquality") // A change always makes a new object.
  boolean isOf(Settings otherSettings, PolicyBook otherBook) {
    return settings == otherSettings && book == otherBook;
  }

  Settings settings() {
    return settings;
  }

  OutboundSpamPolicy policy(SenderIdentity sender, Submission submission) {
    boolean byAuthor = settings.policyBy() == PolicyBy.AUTHOR && !submission.author().isEmpty();
    String name = byAuthor ? Addresses.lower(submission.author()) : sender.name();
    return book.effective(name, settings.groups());
  }

  Limits limits(OutboundSpamPolicy policy) {
    Limits known = limits.get(policy);
    return known == null ? EffectiveLimits.of(policy, settings) : known;
  }
}
