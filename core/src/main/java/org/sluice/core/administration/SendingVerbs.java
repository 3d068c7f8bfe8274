package org.sluice.core.administration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sluice.core.access.Role;
import org.sluice.core.alert.ActiveSenders;
import org.sluice.core.alert.SendingHistory;
import org.sluice.core.alert.SendingHistory.SenderHour;
import org.sluice.core.decision.Settings;
import org.sluice.core.mail.Addresses;
import org.sluice.core.mail.SenderIdentity;
import org.sluice.core.policy.Groups;
import org.sluice.core.policy.OutboundSpamPolicy;
import org.sluice.core.policy.PolicyBook;
import org.sluice.core.policy.PolicyRule;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.Restriction;

/** Who sends how much, and whom a rule would bind. Nothing here changes anything. */
public final class SendingVerbs {
  /** The most senders that a preview holds against the rules. */
  public static final int MOST_PREVIEWED = 10_000;

  private static final int LOOKED_AT = 50;

  private final Act act;
  private final FactStore facts;
  private final SendingHistory history;
  private final ActiveSenders active;
  private final InquiryVerbs inquiries;
  private final Supplier<Settings> settings;

  SendingVerbs(Act act, Ports ports, InquiryVerbs inquiries, Supplier<Settings> settings) {
    this.act = act;
    this.facts = ports.facts();
    this.history = ports.history();
    this.active = ports.active();
    this.inquiries = inquiries;
    this.settings = settings;
  }

  /**
   * What one sender's policy is and would be.
   *
   * @param before the policy that applies now
   * @param after the policy that would apply
   */
  public record Moved(String sender, String before, String after) {}

  /**
   * Whom a rule would bind, among those that sent in the last fortnight.
   *
   * @param looked how many were held against the rules
   * @param bound those that the rule would bind
   * @param moved those whose policy would be another one than now, in the order of their names
   */
  public record Preview(int looked, int bound, List<Moved> moved) {
    public Preview {
      moved = List.copyOf(moved);
    }
  }

  /** The hours in which an entity sent something within a time until now, oldest first. */
  public List<SenderHour> hours(Actor actor, RestrictedEntity entity, Duration back) {
    Act.require(actor, Role.SecurityReader, "show what a sender sent");
    Act.requireSeen(actor, entity.name());
    long hour = act.now().minus(back).getEpochSecond() / Duration.ofHours(1).toSeconds();
    return history.hours(entity, Math.toIntExact(hour));
  }

  /** The senders who have used the greatest part of a limit, the nearest first. */
  public List<UsageReport> nearest(Actor actor, int most) {
    Act.require(actor, Role.SecurityReader, "list the senders nearest their limits");
    return active.nearest(sender -> actor.sees(sender.name()), Math.max(most, LOOKED_AT)).stream()
        .map(sender -> inquiries.usage(actor, RestrictedEntity.of(sender)))
        .filter(report -> report.nearest().isPresent())
        .sorted(Comparator.comparingDouble(UsageReport::part).reversed())
        .limit(most)
        .toList();
  }

  /**
   * Whom a rule would bind if it stood at a place; a rule of the same name is taken away first.
   *
   * @param fresh the policy, if it is not there yet
   * @param place from 0; beyond the end is last
   */
  public Preview preview(
      Actor actor, Optional<OutboundSpamPolicy> fresh, PolicyRule rule, int place) {
    Act.require(actor, Role.SecurityReader, "preview a rule");
    PolicyBook now = facts.book();
    PolicyBook with = fresh.map(now::plus).orElse(now);
    PolicyBook then = with.withoutRule(rule.name()).plus(rule, place);
    Groups groups = settings.get().groups();
    int bound = 0;
    List<Moved> moved = new ArrayList<>();
    List<RestrictedEntity> senders =
        known().stream().filter(sender -> actor.sees(sender.name())).toList();
    for (RestrictedEntity sender : senders) {
      String before = now.effective(sender.name(), groups).name();
      String after = then.effective(sender.name(), groups).name();
      bound += after.equalsIgnoreCase(rule.policy()) ? 1 : 0;
      if (!before.equals(after)) {
        moved.add(new Moved(sender.name(), before, after));
      }
    }
    return new Preview(senders.size(), bound, moved);
  }

  /**
   * Who is restricted or sent in the last fortnight and has a text in its name, in the order of
   * their names: for somebody who does not know the whole address.
   */
  public List<RestrictedEntity> alike(Actor actor, String text, int most) {
    Act.require(actor, Role.SecurityReader, "find a sender");
    String part = Addresses.lower(text.strip());
    return Stream.concat(
            facts.open().stream().map(Restriction::entity).filter(e -> e.name().contains(part)),
            known().stream().filter(e -> Addresses.lower(e.name()).contains(part)))
        .filter(entity -> actor.sees(entity.name()))
        .distinct()
        .sorted(Comparator.comparing(RestrictedEntity::name))
        .limit(most)
        .toList();
  }

  /** Those of the fortnight, and those who sent first within this hour. */
  private List<RestrictedEntity> known() {
    long hour = act.now().getEpochSecond() / Duration.ofHours(1).toSeconds();
    List<RestrictedEntity> known =
        new ArrayList<>(
            history.senders(Math.toIntExact(hour - SendingHistory.KEPT_HOURS), MOST_PREVIEWED));
    for (SenderIdentity sender : active.nearest(sender -> true, MOST_PREVIEWED)) {
      known.add(RestrictedEntity.of(sender));
    }
    return known.stream()
        .distinct()
        .sorted(Comparator.comparing(RestrictedEntity::name))
        .limit(MOST_PREVIEWED)
        .toList();
  }
}
