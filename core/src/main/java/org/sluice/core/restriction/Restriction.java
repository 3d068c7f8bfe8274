package org.sluice.core.restriction;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * That an entity may not send. The object stays after its end as history.
 *
 * @param id unique; derived from the entity and the instant
 * @param entity who
 * @param block how long
 * @param reason the form that scripts parse, or an administrator's words
 * @param created when it began
 * @param changed when it last changed
 * @param policy the policy that fired; empty if an administrator restricted by hand
 * @param limit the limit that fired; empty if by hand
 * @param by the administrator who restricted by hand; empty if a limit did
 * @param counts the counts at that moment
 * @param evidence the last evidence
 * @param lift how it ended, if it has
 */
public record Restriction(
    String id,
    RestrictedEntity entity,
    Block block,
    String reason,
    Instant created,
    Instant changed,
    String policy,
    String limit,
    String by,
    Counts counts,
    Evidence evidence,
    Optional<Lift> lift) {
  /**
   * An identifier.
   *
   * @param occasion what brought it about, so that two of the same millisecond are told apart
   */
  public static String id(RestrictedEntity entity, Instant created, String occasion) {
    return entity.kind()
        + ":"
        + entity.name()
        + ":"
        + created.toEpochMilli()
        + ":"
        + Integer.toHexString(occasion.hashCode());
  }

  /** Whether it forbids sending at this instant. */
  public boolean isActive(Instant now) {
    return lift.isEmpty() && !hasRunOut(now);
  }

  /** Whether its own end has come. */
  public boolean hasRunOut(Instant now) {
    return block instanceof Block.Until(Instant end) && !now.isBefore(end);
  }

  /**
   * The lift that time brings, found at an instant of both clocks. Usage is void before the end
   * that the restriction has, and not before the instant at which somebody looked: so it is the
   * same whoever looks, and of several nodes none voids what another has counted since. Between the
   * end and the look nothing was let through.
   *
   * @throws IllegalStateException if its end has not come
   */
  public Lift runOut(Instant now, long steadyMillis) {
    if (!(block instanceof Block.Until(Instant end)) || now.isBefore(end)) {
      throw new IllegalStateException("The end of " + id + " has not come");
    }
    long sinceMillis = Duration.between(end, now).toMillis();
    return new Lift(now, steadyMillis - sinceMillis, Lift.BY_TIME, "Its end has come", now);
  }

  /** Whether it lifts itself. */
  public boolean isTemporary() {
    return block instanceof Block.Until;
  }

  /**
   * The same, created later than the one that it replaces. The clock by which another node
   * restricted may have been ahead, and where nodes share a ledger the later one holds there.
   */
  public Restriction after(Restriction replaced) {
    Instant first = replaced.created().plusMillis(1);
    return created.isBefore(first)
        ? new Restriction(
            id, entity, block, reason, first, first, policy, limit, by, counts, evidence, lift)
        : this;
  }

  /** The same restriction, ended; the lift is made not older than what it ends. */
  public Restriction lifted(Lift how) {
    return with(how.after(created));
  }

  /**
   * The same, lifted already, whose lift is made later than the one of the restriction before.
   *
   * @throws java.util.NoSuchElementException if it is not lifted
   */
  public Restriction laterThan(Lift before) {
    return with(lift.orElseThrow().laterThan(before));
  }

  private Restriction with(Lift how) {
    return new Restriction(
        id,
        entity,
        block,
        reason,
        created,
        how.at(),
        policy,
        limit,
        by,
        counts,
        evidence,
        Optional.of(how));
  }
}
