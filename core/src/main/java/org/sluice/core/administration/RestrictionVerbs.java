package org.sluice.core.administration;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.sluice.core.access.Role;
import org.sluice.core.audit.AuditOperation;
import org.sluice.core.decision.Settings;
import org.sluice.core.limit.Moment;
import org.sluice.core.restriction.Block;
import org.sluice.core.restriction.Counts;
import org.sluice.core.restriction.Evidence;
import org.sluice.core.restriction.Lift;
import org.sluice.core.restriction.RestrictedEntity;
import org.sluice.core.restriction.RestrictedEntity.Kind;
import org.sluice.core.restriction.Restriction;

/** Restricted entities: list, history, restrict by hand, release. */
public final class RestrictionVerbs {
  /** The longest reason or comment, in characters. */
  public static final int MOST_WORDS = 1000;

  /** The longest address (RFC 5321: 64 octets, "@", 255) or name of an entity. */
  public static final int MOST_NAME = 320;

  /** The most history shown of one entity. */
  public static final int MOST_HISTORY = 1000;

  private final Act act;
  private final FactStore facts;
  private final Supplier<Settings> settings;
  private final Supplier<Moment> clock;
  private final Ends ends = new Ends();

  RestrictionVerbs(Act act, FactStore facts, Supplier<Settings> settings, Supplier<Moment> clock) {
    this.act = act;
    this.facts = facts;
    this.settings = settings;
    this.clock = clock;
  }

  /** A page of who is restricted now, users and connectors. */
  public RestrictedPage page(Actor actor, RestrictedQuery query) {
    Act.require(actor, Role.SecurityReader, "list restricted entities");
    List<Restriction> open = facts.open();
    Instant now = act.now();
    boolean all = actor.domains().isAll() && !ends.hasCome(open, now);
    List<Restriction> seen = all ? open : seen(actor, open, now);
    if (query.isAsKept()) {
      return query.ofKept(seen, last(actor, query));
    }
    List<Restriction> wanted = seen.stream().filter(query::wants).toList();
    int first = query.begin(wanted, last(actor, query));
    int end = (int) Math.min(wanted.size(), (long) first + query.most());
    return new RestrictedPage(
        Selection.slice(wanted.toArray(Restriction[]::new), query.order(), first, end),
        first,
        wanted.size(),
        seen.size());
  }

  /**
   * The row behind which a page begins, also if it was lifted meanwhile; but then not in the order
   * of changes, where it has gone to another place.
   */
  private Optional<Restriction> last(Actor actor, RestrictedQuery query) {
    return query
        .last()
        .filter(row -> actor.sees(row.entity().name()))
        .flatMap(row ->
            facts
                .standing(row.entity())
                .open()
                .filter(r -> r.id().equals(row.id()))
                .or(() -> lifted(row, query.column())));
  }

  private Optional<Restriction> lifted(RestrictedQuery.Last row, RestrictedQuery.Column column) {
    return column == RestrictedQuery.Column.CHANGED
        ? Optional.empty()
        : facts.history(row.entity(), MOST_HISTORY).stream()
            .filter(r -> r.id().equals(row.id()))
            .findFirst();
  }

  private static List<Restriction> seen(Actor actor, List<Restriction> open, Instant now) {
    Predicate<String> isSeen = actor.domains().inclusion();
    return open.stream().filter(r -> r.isActive(now) && isSeen.test(r.entity().name())).toList();
  }

  /**
   * All that a query finds at this moment, in its order, whichever page of it is asked for: what is
   * lifted or added while it is read leaves nothing out and brings nothing twice.
   */
  public List<Restriction> all(Actor actor, RestrictedQuery query) {
    Act.require(actor, Role.SecurityReader, "list restricted entities");
    return seen(actor, facts.open(), act.now()).stream()
        .filter(query::wants)
        .sorted(query.order())
        .toList();
  }

  /**
   * Who is restricted now behind a place, of those that the actor sees, oldest first.
   *
   * @param kind users or connectors; empty for both
   * @param most at most so many
   */
  public List<Restriction> behind(
      Actor actor, Optional<Kind> kind, RestrictedPlace place, int most) {
    Act.require(actor, Role.SecurityReader, "list restricted entities");
    Restriction[] left =
        seen(actor, facts.open(), act.now()).stream()
            .filter(r -> kind.isEmpty() || kind.get() == r.entity().kind())
            .filter(place::isBefore)
            .toArray(Restriction[]::new);
    return Selection.slice(left, RestrictedPlace.ORDER, 0, most);
  }

  /** The restriction that an entity has now. */
  public Optional<Restriction> open(Actor actor, RestrictedEntity entity) {
    Act.require(actor, Role.SecurityReader, "show a restricted entity");
    Act.requireSeen(actor, entity.name());
    return facts.standing(entity).open().filter(r -> r.isActive(act.now()));
  }

  /** How often an entity was released of late, and how often it may be. */
  public Releases releases(Actor actor, RestrictedEntity entity) {
    return Releases.of(history(actor, entity), act.now(), settings.get().mostReleases());
  }

  /** Every restriction of an entity, newest first. */
  public List<Restriction> history(Actor actor, RestrictedEntity entity) {
    Act.require(actor, Role.SecurityReader, "show a restricted entity");
    Act.requireSeen(actor, entity.name());
    return facts.history(entity, MOST_HISTORY);
  }

  /** The entity that a typed name means; a connector must be configured. */
  public RestrictedEntity entity(Kind kind, String name) {
    return switch (kind) {
      case USER -> new RestrictedEntity(kind, settings.get().senders().user(name).name());
      case CONNECTOR ->
          new RestrictedEntity(
              kind, settings.get().senders().connector(name).map(c -> c.name()).orElse(name));
    };
  }

  /**
   * Restricts by hand, also an entity that is restricted already: the new reason and end hold. An
   * end before the one that holds is a release.
   *
   * @param end when it lifts itself; empty until an administrator lifts it
   * @throws Refusal FORBIDDEN if that would be a release and the actor may not release it
   */
  public Restriction restrict(
      Actor actor, RestrictedEntity entity, String reason, Optional<Instant> end) {
    AuditOperation operation =
        entity.kind() == Kind.USER
            ? AuditOperation.ADD_BLOCKED_SENDER_ADDRESS
            : AuditOperation.ADD_BLOCKED_CONNECTOR;
    return act.inTurn(
        actor,
        Role.SecurityAdministrator,
        operation,
        () -> {
          Act.requireSeen(actor, entity.name());
          Restriction restriction = byHand(actor, entity, reason, end);
          Map<String, String> parameters = new HashMap<>(Map.of("Reason", reason));
          end.ifPresent(e -> parameters.put("Until", e.toString()));
          return facts.restrict(
              restriction, act.record(actor, operation, entity.name(), parameters, List.of()));
        });
  }

  private Restriction byHand(
      Actor actor, RestrictedEntity entity, String reason, Optional<Instant> end) {
    checkWords("reason", reason);
    Names.checkLine("address or name", entity.name());
    if (entity.name().isBlank() || entity.name().length() > MOST_NAME) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "An address or name has 1 to "
              + MOST_NAME
              + " characters, not "
              + entity.name().length());
    }
    Instant now = act.now();
    if (entity.kind() == Kind.CONNECTOR
        && settings.get().senders().connector(entity.name()).isEmpty()) {
      throw new Refusal(
          Refusal.Kind.NOT_FOUND,
          "The connector '"
              + entity.name()
              + "' couldn't be found: it is not in the configuration.");
    }
    if (end.isPresent() && !end.get().isAfter(now)) {
      throw new Refusal(
          Refusal.Kind.INVALID, "The end " + end.get() + " is not in the future; it is " + now);
    }
    Block block = end.<Block>map(Block.Until::new).orElseGet(Block.UntilLifted::new);
    facts
        .standing(entity)
        .open()
        .filter(r -> r.isActive(now) && block.endsBefore(r.block()))
        .ifPresent(r -> requireReleasable(actor, entity));
    return new Restriction(
        Restriction.id(entity, now, "by hand after " + last(entity)),
        entity,
        block,
        reason,
        now,
        now,
        "",
        "",
        actor.userId(),
        Counts.NONE,
        new Evidence(now, "", "", 0),
        Optional.empty());
  }

  /** What tells a restriction from another of the same instant: the one before it. */
  private String last(RestrictedEntity entity) {
    return facts.history(entity, 1).stream().map(Restriction::id).findFirst().orElse("none");
  }

  /**
   * Lifts the restriction of an entity at once: its usage starts afresh and no limit restricts it
   * again today.
   *
   * @throws Refusal NOT_FOUND if it is not restricted, FORBIDDEN if it was released as often as it
   *     may be and the actor is no Global Administrator
   */
  public Restriction release(Actor actor, RestrictedEntity entity, String comment) {
    return release(actor, entity, comment, before -> {});
  }

  /** The same, after {@code check} has seen in the same turn what is there; it may throw. */
  public Restriction release(
      Actor actor, RestrictedEntity entity, String comment, Consumer<Restriction> check) {
    AuditOperation operation =
        entity.kind() == Kind.USER
            ? AuditOperation.REMOVE_BLOCKED_SENDER_ADDRESS
            : AuditOperation.REMOVE_BLOCKED_CONNECTOR;
    return act.inTurn(
        actor,
        Role.SecurityAdministrator,
        operation,
        () -> {
          Act.requireSeen(actor, entity.name());
          checkWords("comment", comment);
          Restriction open = openOf(entity);
          check.accept(open);
          requireReleasable(actor, entity);
          Restriction lifted = open.lifted(lift(actor, comment));
          facts.lift(
              List.of(lifted),
              act.record(actor, operation, entity.name(), Map.of("Reason", comment), List.of()));
          return lifted;
        });
  }

  private void requireReleasable(Actor actor, RestrictedEntity entity) {
    if (!actor.role().includes(Role.GlobalAdministrator)) {
      releases(actor, entity)
          .refusal(entity.name())
          .ifPresent(words -> {
            throw new Refusal(Refusal.Kind.FORBIDDEN, words);
          });
    }
  }

  /**
   * Holds the senders that a policy restricts against its values of today, and lifts those that it
   * would not restrict now; of those that the actor sees.
   *
   * @return those that were lifted
   */
  public List<Restriction> reevaluate(Actor actor, String policyName) {
    AuditOperation operation = AuditOperation.UPDATE_POLICY_RESTRICTIONS;
    return act.inTurn(
        actor,
        Role.SecurityAdministrator,
        operation,
        () -> {
          var policy =
              facts.book().policy(policyName).orElseThrow(() -> PolicyVerbs.missing(policyName));
          Lift lift = lift(actor, "The policy " + policy.name() + " was re-evaluated");
          List<Restriction> lifted =
              facts.open().stream()
                  .filter(r -> r.policy().equalsIgnoreCase(policy.name()))
                  .filter(r -> actor.sees(r.entity().name()))
                  .filter(r -> !Reevaluation.stillRestricts(policy, r.counts()))
                  .map(r -> r.lifted(lift))
                  .toList();
          facts.lift(
              lifted,
              act.record(
                  actor,
                  operation,
                  policy.name(),
                  Map.of("Lifted", Integer.toString(lifted.size())),
                  List.of()));
          return lifted;
        });
  }

  private Restriction openOf(RestrictedEntity entity) {
    return facts
        .standing(entity)
        .open()
        .filter(r -> r.isActive(act.now()))
        .orElseThrow(() ->
            new Refusal(
                Refusal.Kind.NOT_FOUND,
                "The blocked "
                    + (entity.kind() == Kind.USER ? "sender" : "connector")
                    + " '"
                    + entity.name()
                    + "' couldn't be found: it is not restricted."));
  }

  private Lift lift(Actor actor, String comment) {
    Moment moment = clock.get();
    Instant now = Instant.ofEpochMilli(moment.wallMillis());
    return new Lift(
        now, moment.steadyMillis(), actor.userId(), comment, nextDay(now, settings.get().zone()));
  }

  private static Instant nextDay(Instant now, ZoneId zone) {
    return LocalDate.ofInstant(now, zone).plusDays(1).atStartOfDay(zone).toInstant();
  }

  private static void checkWords(String what, String words) {
    if (words.length() > MOST_WORDS) {
      throw new Refusal(
          Refusal.Kind.INVALID,
          "The " + what + " has " + words.length() + " characters; at most " + MOST_WORDS);
    }
    Names.checkWords(what, words);
  }
}
